using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;

namespace Unified.Serving.Proof;

/// <summary>
/// Proves that a generation's log slices and the stream's rows of the same epochs are equal. Exact: there is no tolerance.
/// </summary>
public sealed class LayerProof
{
    private readonly IStatements _server;
    private readonly ClickHouseDatabase? _database;

    /// <param name="database">Where the rows are.</param>
    public LayerProof(ClickHouseDatabase database)
        : this(new ClickHouseStatements(database), database)
    {
    }

    /// <summary>Over a server that cannot say which rows differ, when there is no database.</summary>
    internal LayerProof(IStatements server, ClickHouseDatabase? database) => (_server, _database) = (server, database);

    /// <summary>Proves a generation whose slices are all written. Changes nothing.</summary>
    public async Task<ProofResult> ProveAsync(JobPlan plan, Generation generation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(generation);
        var staged = await StagedRows.ReadAsync(_server, plan, generation, cancellation).ConfigureAwait(false);
        return await ProveAsync(plan, generation, staged, cancellation).ConfigureAwait(false);
    }

    internal async Task<ProofResult> ProveAsync(JobPlan plan, Generation generation, StagedRows staged, CancellationToken cancellation)
    {
        if (generation.Job != plan.Job || generation.Version != plan.Version)
        {
            return new ProofResult(0,
                [new Difference(plan.Job, new OtherDefinition(generation.Id, generation.Job, generation.Version, plan.Version))]);
        }

        if (generation.Slices.OfType<LogSlice>().ToArray() is not { Length: > 0 } slices)
        {
            return new ProofResult(0, []);
        }

        var ranges = new EpochRanges(slices);
        var ledgers = await LedgerComparison.ReadAsync(_server, plan, generation.Id, ranges, cancellation).ConfigureAwait(false);
        var incomplete = ledgers.Incomplete().ToArray();
        if (incomplete.Length > 0)
        {
            // The stream is still on its way: comparing now would call that a corruption.
            return new ProofResult(0, incomplete);
        }

        // A rebuild computes promoted epochs again, and the stream's rows of those go after a while. Their ledgers stay, and are compared
        // in any case.
        var gone = !generation.Rebuild ? []
            : await CollectedByNowAsync(plan, ranges, cancellation).ConfigureAwait(false);
        while (true)
        {
            var ledgerOnly = slices.Where(s => gone.Any(e => e.Partition == s.Partition && e.Epoch >= s.First && e.Epoch < s.End))
                .ToArray();
            LogSlice[] compared = [.. slices.Except(ledgerOnly)];
            var (rows, states) = compared.Length == 0 ? (0, [])
                : await CompareAsync(plan, new EpochRanges(compared), staged.Of(compared), ledgers, cancellation).ConfigureAwait(false);
            var now = generation.Rebuild && states.Count > 0 ? await CollectedByNowAsync(plan, ranges, cancellation).ConfigureAwait(false)
                : gone;
            if (now.Count <= gone.Count)
            {
                return new ProofResult(rows, [.. states, .. ledgers.Differences()]) { LedgerOnly = ledgerOnly };
            }

            // A collection came in between: what it drops is no difference.
            gone = now;
        }
    }

    // The claims first: a collection that ends afterwards is seen here, and one that has ended before has left no rows.
    private async Task<IReadOnlyList<EpochId>> CollectedByNowAsync(JobPlan plan, EpochRanges ranges, CancellationToken cancellation)
    {
        var collections = await new RowClaims(_server, plan).CollectedAsync(cancellation).ConfigureAwait(false);
        return await new Ledgers(_server).WithoutRowsAsync(plan, ranges, RowClaims.Below(collections), cancellation).ConfigureAwait(false);
    }

    private async Task<(long Rows, IReadOnlyList<Difference> Differences)> CompareAsync(
        JobPlan plan, EpochRanges ranges, Attempts attempts, LedgerComparison ledgers, CancellationToken cancellation)
    {
        var stream = await _server.LayerDigestsAsync(plan, ranges, attempts: null, cancellation).ConfigureAwait(false);
        var batch = await _server.LayerDigestsAsync(plan, ranges, attempts, cancellation).ConfigureAwait(false);
        int[] buckets = [.. stream.Keys.Union(batch.Keys).Where(b => stream.GetValueOrDefault(b) != batch.GetValueOrDefault(b)).Order()];
        return (batch.Values.Sum(b => b.Rows), buckets.Length == 0 ? []
            : await FindAsync(plan, new DrillDownRanges(ranges, attempts), ledgers, buckets, cancellation).ConfigureAwait(false));
    }

    private Task<IReadOnlyList<Difference>> FindAsync(
        JobPlan plan, DrillDownRanges compared, LedgerComparison ledgers, IReadOnlyList<int> buckets, CancellationToken cancellation) =>
        _database is null
            ? Task.FromResult<IReadOnlyList<Difference>>([new Difference(plan.Job, new MoreRows(buckets.Count, 0))])
            : new DrillDown(_database, plan, new Layers(plan, new JobTables(_database, plan), compared.Ranges, compared.Attempts), ledgers)
                .FindAsync(buckets, cancellation);

    private readonly record struct DrillDownRanges(EpochRanges Ranges, Attempts Attempts);
}
