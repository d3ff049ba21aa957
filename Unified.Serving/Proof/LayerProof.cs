using System.Collections.Immutable;
using System.Globalization;
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
public sealed class LayerProof(ClickHouseDatabase database)
{
    /// <summary>Proves a generation whose slices are all written. Changes nothing.</summary>
    public async Task<ProofResult> ProveAsync(JobPlan plan, Generation generation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(generation);
        var staged = await StagedRows.ReadAsync(database, plan, generation, cancellation).ConfigureAwait(false);
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
        var ledgers = await LedgerComparison.ReadAsync(database, plan, generation.Id, ranges, cancellation).ConfigureAwait(false);
        var incomplete = ledgers.Incomplete().ToArray();
        if (incomplete.Length > 0)
        {
            // The stream is still on its way: comparing now would call that a corruption.
            return new ProofResult(0, incomplete);
        }

        // A rebuild computes promoted epochs again, and the stream's rows of those go after a while. Their ledgers stay, and are compared
        // in any case.
        var gone = !generation.Rebuild ? []
            : await new Ledgers(database).WithoutRowsAsync(plan, ranges, ImmutableDictionary<string, long>.Empty, cancellation)
                .ConfigureAwait(false);
        while (true)
        {
            var ledgerOnly = slices.Where(s => gone.Any(e => e.Partition == s.Partition && e.Epoch >= s.First && e.Epoch < s.End))
                .ToArray();
            var layers = new Layers(plan, new JobTables(database, plan), new EpochRanges([.. slices.Except(ledgerOnly)]), staged);
            var (rows, states) = ledgerOnly.Length == slices.Length ? (0, [])
                : await CompareAsync(plan, layers, ledgers, cancellation).ConfigureAwait(false);
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
        var dropping = await new RowClaims(database, plan).DroppingAsync(cancellation).ConfigureAwait(false);
        return await new Ledgers(database).WithoutRowsAsync(plan, ranges, dropping, cancellation).ConfigureAwait(false);
    }

    private async Task<(long Rows, IReadOnlyList<Difference> Differences)> CompareAsync(
        JobPlan plan, Layers layers, LedgerComparison ledgers, CancellationToken cancellation)
    {
        var (rows, buckets) = await CompareAsync(plan, layers, cancellation).ConfigureAwait(false);
        return (rows, buckets.Count == 0 ? [] : await new DrillDown(database, plan, layers, ledgers).FindAsync(buckets, cancellation)
            .ConfigureAwait(false));
    }

    /// <summary>Rows of the batch side, and the buckets whose digests differ.</summary>
    private async Task<(long Rows, IReadOnlyList<int> Buckets)> CompareAsync(JobPlan plan, Layers layers, CancellationToken cancellation)
    {
        var stream = await DigestsAsync(plan, layers.Stream(), cancellation).ConfigureAwait(false);
        var batch = await DigestsAsync(plan, layers.Batch(), cancellation).ConfigureAwait(false);
        return (batch.Values.Sum(b => b.Rows), [.. stream.Keys.Union(batch.Keys)
            .Where(b => stream.GetValueOrDefault(b) != batch.GetValueOrDefault(b)).Order()]);
    }

    private async Task<Dictionary<int, (long Rows, ulong Digest)>> DigestsAsync(JobPlan plan, string merged,
        CancellationToken cancellation) =>
        (await database.QueryAsync(Digests.Query(plan.Rows, merged),
            r => (Bucket: r.GetInt32(0), Rows: Convert.ToInt64(r.GetValue(1), CultureInfo.InvariantCulture),
                Digest: r.GetFieldValue<ulong>(2)), cancellation)
            .ConfigureAwait(false)).ToDictionary(d => d.Bucket, d => (d.Rows, d.Digest));
}
