using System.Globalization;
using ClickHouse.Driver.ADO.Readers;
using Unified.Columnar;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Sql;

namespace Unified.Serving.Proof;

/// <summary>The rows of two queries that are not the same: by identity, how often each has it, and its states as text.</summary>
internal static class RowComparison
{
    /// <summary>The query: <see cref="Read"/> reads its rows.</summary>
    /// <param name="rows">What a row is.</param>
    /// <param name="left">One side's merged rows.</param>
    /// <param name="right">The other's.</param>
    /// <param name="slice">A text that tells rows of one identity apart.</param>
    /// <param name="most">How many are named; null for all.</param>
    public static string Query(RowLayout rows, string left, string right, string slice, int? most)
    {
        var texts = string.Join(", ", rows.Identity.Select(f => new ValueColumn(f).Text(SqlEngine.ClickHouse)));
        var states = string.Join(", ", Compared(rows).Select(c => c.Text(SqlEngine.ClickHouse)));
        string Side(int side, string merged) =>
            $"SELECT {Digests.Identity(rows)} AS _id, {slice} AS _in, {side} AS _side, [{texts}] AS _key, CAST([{states}], "
                + $"'Array(String)') AS _states "
            + $"FROM ({merged})";
        return "SELECT _id, _in, any(_key) AS _keys, countIf(_side = 0) AS _s, countIf(_side = 1) AS _b, "
            + "anyIf(_states, _side = 0) AS _ss, anyIf(_states, _side = 1) AS _bs, "
            + $"count() OVER () AS _total FROM ({Side(0, left)} UNION ALL {Side(1, right)}) GROUP BY _id, _in HAVING _s != _b OR _ss != "
            + $"_bs ORDER BY _keys, _in" + (most is { } limit ? string.Create(CultureInfo.InvariantCulture, $" LIMIT {limit}") : "");
    }

    /// <summary>The columns in which rows of one identity may differ.</summary>
    public static IEnumerable<RowColumn> Compared(RowLayout rows) => rows.Columns.Skip(rows.Identity.Length);

    public static DifferentRow Read(ClickHouseDataReader r) => new(
        r.GetFieldValue<ulong>(0), r.GetString(1), r.GetFieldValue<string[]>(2), checked((long)r.GetFieldValue<ulong>(3)),
            checked((long)r.GetFieldValue<ulong>(4)),
        r.GetFieldValue<string[]>(5), r.GetFieldValue<string[]>(6), checked((long)r.GetFieldValue<ulong>(7)));
}

/// <summary>A row that is not the same on both sides: how often each has it, and its compared columns as text.</summary>
internal sealed record DifferentRow(
    ulong Identity, string Slice, IReadOnlyList<string> Key, long StreamRows, long BatchRows, IReadOnlyList<string> Stream,
        IReadOnlyList<string> Batch, long Total);
