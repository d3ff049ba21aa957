using System.Globalization;
using ClickHouse.Driver.ADO.Readers;
using Unified.Columnar;
using Unified.Contracts;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Sql;

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
        var rows = await database.QueryAsync(Query(layers.Stream(only), layers.Batch(only), "''"), Read, cancellation)
            .ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return [];
        }

        var identities =
            $"{Digests.Identity(plan.Rows)} IN ({string.Join(", ", rows.Select(r => r.Identity.ToString(CultureInfo.InvariantCulture)))})";
        var bySlice = Query(layers.StreamBySlice(identities), layers.BatchBySlice(identities), SystemColumns.Slice);
        var slices = (await database.QueryAsync(bySlice, Read, cancellation).ConfigureAwait(false)).ToLookup(r => r.Identity);
        var differences = rows.Select(r => RowDifference.Of(plan, r, slices[r.Identity], ledgers)).ToList();
        if (rows[0].Total > rows.Count)
        {
            differences.Add(new Difference(plan.Job, new MoreRows(rows[0].Total, rows.Count)));
        }

        return differences;
    }

    // The slices are asked for all identities at once: more rows than identities, each at most once a slice.
    private string Query(string stream, string batch, string slice)
    {
        var texts = string.Join(", ", plan.Rows.Identity.Select(f => new ValueColumn(f).Text(SqlEngine.ClickHouse)));
        var states = string.Join(", ", Compared(plan.Rows).Select(c => c.Text(SqlEngine.ClickHouse)));
        string Side(int side, string merged) =>
            $"SELECT {Digests.Identity(plan.Rows)} AS _id, {slice} AS _in, {side} AS _side, [{texts}] AS _key, CAST([{states}], "
                + $"'Array(String)') AS _states "
            + $"FROM ({merged})";
        return "SELECT _id, _in, any(_key) AS _keys, countIf(_side = 0) AS _s, countIf(_side = 1) AS _b, "
            + "anyIf(_states, _side = 0) AS _ss, anyIf(_states, _side = 1) AS _bs, "
            + $"count() OVER () AS _total FROM ({Side(0, stream)} UNION ALL {Side(1, batch)}) GROUP BY _id, _in HAVING _s != _b OR _ss != "
            + $"_bs ORDER BY _keys, _in"
            + (slice == "''" ? $" LIMIT {Named}" : "");
    }

    /// <summary>The columns in which rows of one identity may differ.</summary>
    public static IEnumerable<RowColumn> Compared(RowLayout rows) => rows.Columns.Skip(rows.Identity.Length);

    private static DifferentRow Read(ClickHouseDataReader r) => new(
        r.GetFieldValue<ulong>(0), r.GetString(1), r.GetFieldValue<string[]>(2), checked((long)r.GetFieldValue<ulong>(3)),
            checked((long)r.GetFieldValue<ulong>(4)),
        r.GetFieldValue<string[]>(5), r.GetFieldValue<string[]>(6), checked((long)r.GetFieldValue<ulong>(7)));
}

/// <summary>A row that is not the same in both layers: how often each has it, and its compared columns as text.</summary>
internal sealed record DifferentRow(
    ulong Identity, string Slice, IReadOnlyList<string> Key, long StreamRows, long BatchRows, IReadOnlyList<string> Stream,
        IReadOnlyList<string> Batch, long Total);
