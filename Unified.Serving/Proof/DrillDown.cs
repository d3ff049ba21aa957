using System.Globalization;
using Unified.Contracts;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;

namespace Unified.Serving.Proof;

/// <summary>
/// Finds the rows of differing buckets: key, window, columns with both values, and the slices that the difference lies in.
/// </summary>
internal sealed class DrillDown(ClickHouseDatabase database, JobPlan plan, Layers layers, LedgerComparison ledgers)
{
    /// <summary>Differences that are named; their number is always said.</summary>
    private const int Named = 50;

    // Literal buckets and hashes: as a subquery ClickHouse would compute both layers once more.
    public async Task<IReadOnlyList<Difference>> FindAsync(IReadOnlyList<int> buckets, CancellationToken cancellation)
    {
        var only = $"{Digests.Bucket(plan.Rows)} IN ({string.Join(", ", buckets)})";
        var rows = await database.QueryAsync(
            RowComparison.Query(plan.Rows, layers.Stream(only), layers.Batch(only), "''", Named), RowComparison.Read, cancellation)
            .ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return [];
        }

        var identities =
            $"{Digests.Identity(plan.Rows)} IN ({string.Join(", ", rows.Select(r => r.Identity.ToString(CultureInfo.InvariantCulture)))})";
        // For all identities at once: more rows than identities, each at most once a slice.
        var bySlice = RowComparison.Query(
            plan.Rows, layers.StreamBySlice(identities), layers.BatchBySlice(identities), SystemColumns.Slice, null);
        var slices = (await database.QueryAsync(bySlice, RowComparison.Read, cancellation).ConfigureAwait(false)).ToLookup(r => r.Identity);
        var differences = rows.Select(r => RowDifference.Of(plan, r, slices[r.Identity], ledgers)).ToList();
        if (rows[0].Total > rows.Count)
        {
            differences.Add(new Difference(plan.Job, new MoreRows(rows[0].Total, rows.Count)));
        }

        return differences;
    }
}
