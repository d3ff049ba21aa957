using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Manifests;

/// <summary>Makes an older manifest's content current again, as a new manifest row, while everything that it names is still there.</summary>
public sealed class Rollback(ClickHouseDatabase database)
{
    // As a promotion: far below the shortest grace time, which is how long a collection honours a rollback's claim.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private readonly ClickHouseManifestStore _manifests = new(database);

    /// <summary>Goes back to manifest <paramref name="toSeq"/>; 0 is the state before the first promotion. Where the log begins stays as it was declared.</summary>
    /// <returns>The manifest that is current afterwards, and whether it is this rollback's.</returns>
    /// <exception cref="DataException">There is no such manifest, or rows that it needs have been collected, or are being collected.</exception>
    /// <exception cref="TransientException">It took so long that a collection may have begun since. Nothing was rolled back.</exception>
    public async Task<(bool Won, Manifest Current)> RollbackAsync(JobPlan plan, long toSeq, string who, string why, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var history = await _manifests.HistoryAsync(plan, cancellation).ConfigureAwait(false);
        var current = history is [.., var last] ? last : Manifest.Empty(plan.Job, plan.Version, plan.Source.HistoryUntil);
        // Of manifests with one seq the last is the one that won.
        var target = toSeq == 0 ? Manifest.Empty(plan.Job, plan.Version, plan.Source.HistoryUntil)
            : history.LastOrDefault(m => m.Seq == toSeq) ?? throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' has no manifest {toSeq}; there are 0 to {current.Seq}."));
        // Of what came before the origin there is nothing that could be given back to the stream.
        target = target.BeginningAt(current.Origin);
        // Partitions that came later stay named, with everything the stream's: before the claim, which is for their rows too.
        target = target with { Cut = current.Cut.Epochs.Keys.Where(p => target.Cut.Epochs.Count > 0 && !target.Cut.Epochs.ContainsKey(p)).Aggregate(target.Cut, (c, p) => c.With(p, 0)) };
        // Said before it is looked for: a collection that begins later spares it, and one that began earlier is seen.
        var claims = new RowClaims(database, plan);
        var claim = await claims.NeedAsync(target, cancellation).ConfigureAwait(false);
        try
        {
            var collections = await claims.DroppedAsync(cancellation).ConfigureAwait(false);
            await RequireGenerationsAsync(plan, target, collections, cancellation).ConfigureAwait(false);
            await RequireStreamAsync(plan, target, current, collections, cancellation).ConfigureAwait(false);
        }
        catch (DataException)
        {
            await claims.EndNeedAsync(claim, cancellation).ConfigureAwait(false);
            throw;
        }

        var now = database.Time.GetUtcNow();
        if (now - claim.Created > Longest)
        {
            throw new TransientException($"Job '{plan.Job}': looking for the rows of manifest {target.Seq} took {now - claim.Created}, longer than {Longest}. Nothing was rolled back; roll back again.");
        }

        var next = target with
        {
            Seq = current.Seq + 1,
            Id = Guid.CreateVersion7(now),
            Code = database.Options.Code,
            Created = now,
            Promoted = 0,
            Who = who,
            Why = string.Create(CultureInfo.InvariantCulture, $"rollback to {toSeq}: {why}"),
        };
        // Where this fails nobody knows whether the row will still be written: the claim stays, and ends with the grace time.
        var won = await _manifests.AppendAsync(next, cancellation).ConfigureAwait(false);
        await claims.EndNeedAsync(claim, cancellation).ConfigureAwait(false);
        return won ? (true, next) : (false, await _manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false));
    }

    private async Task RequireGenerationsAsync(JobPlan plan, Manifest target, IReadOnlyList<RowClaim> collections, CancellationToken cancellation)
    {
        var there = (await new BatchPartitions(database, plan).ListAsync(cancellation).ConfigureAwait(false)).ToHashSet();
        there.ExceptWith(collections.SelectMany(c => c.Batch));
        var gone = target.Days.Where(d => !there.Contains((d.Value, d.Key))).ToArray();
        if (gone.Length > 0)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' cannot go back to manifest {target.Seq}: generation {gone[0].Value} of day bucket {gone[0].Key} has been collected, as have {gone.Length - 1} others that it names. Choose a later manifest, or backfill."));
        }
    }

    // The stream's rows from the target's cut up to today's must be there again: the ledger says which epochs had any.
    private async Task RequireStreamAsync(JobPlan plan, Manifest target, Manifest current, IReadOnlyList<RowClaim> collections, CancellationToken cancellation)
    {
        var dropped = collections.Select(c => c.Epoch).Append(0).Max();
        var back = Ownership.GivenBack(target.Cut, current.Cut)
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"(p = {s.Partition} AND epoch >= {s.First} AND epoch < {s.End})")).ToArray();
        if (back.Length == 0)
        {
            return;
        }

        var gone = await database.QueryAsync(
            $"SELECT p, epoch FROM {database.Table(SharedTables.Ledger)} FINAL WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} "
            + $"AND layer = 'stream' AND emitted > 0 AND ({string.Join(" OR ", back)}) AND (epoch < {dropped.ToString(CultureInfo.InvariantCulture)} "
            + $"OR (p, epoch) NOT IN (SELECT DISTINCT {SystemColumns.Partition}, {SystemColumns.Epoch} FROM {new JobTables(database, plan).Stream})) ORDER BY p, epoch", r => new EpochId(r.GetInt32(0), r.GetInt64(1)), cancellation).ConfigureAwait(false);
        if (gone.Count > 0)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' cannot go back to manifest {target.Seq}: the stream's rows of {gone[0]} have been collected, as have those of {gone.Count - 1} other epochs. Choose a later manifest."));
        }
    }
}
