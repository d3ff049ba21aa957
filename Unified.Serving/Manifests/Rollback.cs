using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// Makes an older manifest's content current again, as a new manifest row, while everything that it names is still there.
/// </summary>
public sealed class Rollback
{
    // As a promotion: far below the shortest grace time, which is how long a collection honours a rollback's claim.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private readonly IStatements _server;
    private readonly ClickHouseManifestStore _manifests;

    /// <param name="database">Where the manifests are.</param>
    public Rollback(ClickHouseDatabase database)
        : this(new ClickHouseStatements(database))
    {
    }

    internal Rollback(IStatements server) => (_server, _manifests) = (server, new ClickHouseManifestStore(server));

    /// <summary>
    /// Goes back to manifest <paramref name="toSeq"/>; 0 is the state before the first promotion. Where the log begins stays as it was
    /// declared.
    /// </summary>
    /// <returns>The manifest that is current afterwards, and whether it is this rollback's.</returns>
    /// <exception cref="DataException">
    /// There is no such manifest, or rows that it needs have been collected, or are being collected.
    /// </exception>
    /// <exception cref="TransientException">It took so long that a collection may have begun since. Nothing was rolled back.</exception>
    public async Task<(bool Won, Manifest Current)> RollbackAsync(JobPlan plan, long toSeq, string who, string why,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var history = await _manifests.HistoryAsync(plan, cancellation).ConfigureAwait(false);
        var current = history is [.., var last] ? last : Manifest.Empty(plan.Job, plan.Version);
        // Of manifests with one seq the last is the one that won.
        var target = toSeq == 0 ? Manifest.Empty(plan.Job, plan.Version)
            : history.LastOrDefault(m => m.Seq == toSeq) ?? throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' has no manifest {toSeq}; there are 0 to {current.Seq}."));
        // Of what came before the origin there is nothing that could be given back to the stream.
        target = target.BeginningAt(current.Origin);
        // Partitions that came later stay named, with everything the stream's: before the claim, which is for their rows too. Any
        // manifest may be the one that named them: one that was rolled back to 0 since names none.
        var logs = target.Cut.Epochs.Keys.Select(p => p.Log).ToHashSet(StringComparer.Ordinal);
        target = target with
        {
            Cut = history.SelectMany(m => m.Cut.Epochs.Keys).Distinct().Where(p => logs.Contains(p.Log)
                && !target.Cut.Epochs.ContainsKey(p))
                .Aggregate(target.Cut, (c, p) => c.With(p, 0)),
            // Which logs these offsets are of does not change with what is promoted of them.
            Logs = current.Logs,
            // Days that were kept for their time do not come back.
            KeptFrom = current.KeptFrom,
            Days = target.Days.RemoveRange(target.Days.Keys.Where(d => d < current.KeptFrom)),
        };
        // Said before it is looked for: a collection that begins later spares it, and one that began earlier is seen.
        var claims = new RowClaims(_server, plan);
        var claim = await claims.NeedAsync(target, cancellation).ConfigureAwait(false);
        try
        {
            var collections = await claims.CollectedAsync(cancellation).ConfigureAwait(false);
            await RequireGenerationsAsync(plan, target, collections, cancellation).ConfigureAwait(false);
            await RequireStreamAsync(plan, target, current, collections, cancellation).ConfigureAwait(false);
        }
        catch (DataException)
        {
            await claims.EndNeedAsync(claim, cancellation).ConfigureAwait(false);
            throw;
        }

        var now = await _server.NowAsync(cancellation).ConfigureAwait(false);
        if (now - claim.Created > Longest)
        {
            throw new TransientException(
                $"Job '{plan.Job}': looking for the rows of manifest {target.Seq} took {now - claim.Created}, longer than {Longest}. "
                + "Nothing was rolled back; roll back again.");
        }

        var next = target with
        {
            Seq = current.Seq + 1,
            Id = Guid.CreateVersion7(now),
            Code = _server.Code,
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

    private async Task RequireGenerationsAsync(JobPlan plan, Manifest target, IReadOnlyList<RowClaim> collections,
        CancellationToken cancellation)
    {
        var dropped = collections.SelectMany(c => c.Batch).ToHashSet();
        (ulong Generation, int Day)[] gone =
        [
            .. target.Days.Where(d => dropped.Contains((d.Value, d.Key))).Select(d => (d.Value, d.Key)),
            .. (await new PromotedCounts(_server).MissingAsync(target, cancellation).ConfigureAwait(false))
                .Select(m => (m.Generation, m.Day)),
        ];
        gone = [.. gone.Distinct()];
        if (gone.Length > 0)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' cannot go back to manifest {target.Seq}: generation {gone[0].Generation} of day bucket "
                    + $"{gone[0].Day} has been collected, ")
                + string.Create(CultureInfo.InvariantCulture,
                    $"as have {gone.Length - 1} others that it names. Choose a later manifest, or backfill."));
        }
    }

    // The stream's rows from the target's cut up to today's must be there again: the ledger says which epochs had any.
    private async Task RequireStreamAsync(JobPlan plan, Manifest target, Manifest current, IReadOnlyList<RowClaim> collections,
        CancellationToken cancellation)
    {
        var back = Ownership.GivenBack(target.Cut, current.Cut).ToArray();
        if (back.Length == 0)
        {
            return;
        }

        var gone = await new Ledgers(_server).WithoutRowsAsync(plan, new EpochRanges(back), RowClaims.Below(collections), cancellation)
            .ConfigureAwait(false);
        if (gone.Count > 0)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}' cannot go back to manifest {target.Seq}: the stream's rows of {gone[0]} have been collected, ")
                + string.Create(CultureInfo.InvariantCulture, $"as have those of {gone.Count - 1} other epochs. Choose a later manifest."));
        }
    }
}
