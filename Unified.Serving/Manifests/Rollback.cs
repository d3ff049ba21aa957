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
    private readonly ClickHouseManifestStore _manifests = new(database);

    /// <summary>Goes back to manifest <paramref name="toSeq"/>; 0 is the state before the first promotion. Where the log begins stays as it was declared.</summary>
    /// <returns>The manifest that is current afterwards, and whether it is this rollback's.</returns>
    /// <exception cref="DataException">There is no such manifest, or rows that it needs have been collected.</exception>
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
        await RequireGenerationsAsync(plan, target, cancellation).ConfigureAwait(false);
        await RequireStreamAsync(plan, target, current, cancellation).ConfigureAwait(false);

        var now = database.Time.GetUtcNow();
        // Partitions that came later stay named, with everything the stream's.
        var cut = current.Cut.Epochs.Keys.Where(p => target.Cut.Epochs.Count > 0 && !target.Cut.Epochs.ContainsKey(p)).Aggregate(target.Cut, (c, p) => c.With(p, 0));
        var next = target with
        {
            Seq = current.Seq + 1,
            Id = Guid.CreateVersion7(now),
            Cut = cut,
            Code = database.Options.Code,
            Created = now,
            Promoted = 0,
            Who = who,
            Why = string.Create(CultureInfo.InvariantCulture, $"rollback to {toSeq}: {why}"),
        };
        return await _manifests.AppendAsync(next, cancellation).ConfigureAwait(false)
            ? (true, next) : (false, await _manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false));
    }

    private async Task RequireGenerationsAsync(JobPlan plan, Manifest target, CancellationToken cancellation)
    {
        var there = (await new BatchPartitions(database, plan).ListAsync(cancellation).ConfigureAwait(false)).ToHashSet();
        var gone = target.Days.Where(d => !there.Contains((d.Value, d.Key))).ToArray();
        if (gone.Length > 0)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' cannot go back to manifest {target.Seq}: generation {gone[0].Value} of day bucket {gone[0].Key} has been collected, as have {gone.Length - 1} others that it names. Choose a later manifest, or backfill."));
        }
    }

    // The stream's rows from the target's cut up to today's must be there again: the ledger says which epochs had any.
    private async Task RequireStreamAsync(JobPlan plan, Manifest target, Manifest current, CancellationToken cancellation)
    {
        var back = Ownership.GivenBack(target.Cut, current.Cut)
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"(p = {s.Partition} AND epoch >= {s.First} AND epoch < {s.End})")).ToArray();
        if (back.Length == 0)
        {
            return;
        }

        var gone = await database.QueryAsync(
            $"SELECT p, epoch FROM {database.Table(SharedTables.Ledger)} FINAL WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} "
            + $"AND layer = 'stream' AND emitted > 0 AND ({string.Join(" OR ", back)}) AND (p, epoch) NOT IN (SELECT DISTINCT {SystemColumns.Partition}, {SystemColumns.Epoch} "
            + $"FROM {new JobTables(database, plan).Stream}) ORDER BY p, epoch", r => new EpochId(r.GetInt32(0), r.GetInt64(1)), cancellation).ConfigureAwait(false);
        if (gone.Count > 0)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' cannot go back to manifest {target.Seq}: the stream's rows of {gone[0]} have been collected, as have those of {gone.Count - 1} other epochs. Choose a later manifest, or let the stream read them again."));
        }
    }
}
