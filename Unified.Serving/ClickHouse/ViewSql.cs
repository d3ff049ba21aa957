using Unified.Aggregates;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Serving.ClickHouse;

/// <summary>
/// The one generator of everything that reads a job's answer: the views and the API's queries. Ownership, merging and finishing are said
/// elsewhere and only put together here. Nested SELECTs, never WITH aliases for expressions: the analyzer copies those.
/// </summary>
internal static class ViewSql
{
    /// <summary>The query of a view.</summary>
    public static string Select(JobPlan plan, JobTables tables, ViewKind kind, ManifestSource manifest)
    {
        var sources = new Sources(plan, tables, manifest);
        return manifest.With + kind switch
        {
            ViewKind.Rows => Rows(plan.Rows, sources),
            ViewKind.Scan when plan.Rows.Window is not null => Scan(plan, sources),
            _ => Finished(plan, $"({StateSql.Merged(plan, $"({sources.Stream("")} UNION ALL {sources.Batch("")})")})"),
        };
    }

    /// <summary>Merged states of the answer, not finished and their sums not narrowed: for finding the group that cannot be.</summary>
    public static string MergedStates(JobPlan plan, JobTables tables, ManifestSource manifest)
    {
        var sources = new Sources(plan, tables, manifest);
        return manifest.With + StateSql.Wide(plan, $"({sources.Stream("")} UNION ALL {sources.Batch("")})");
    }

    /// <summary>The finish expression of an output column over merged states.</summary>
    private static string Finish(JobPlan plan, OutputColumn column)
    {
        if (column.Aggregate is not { } index)
        {
            return ClickHouseSql.Name(column.Key!);
        }

        var call = plan.Aggregate.Aggregates[index];
        return call.Function.Finish(SqlDialect.ClickHouse, call, [.. call.States.Select(s => ClickHouseSql.Name(s.Name))]);
    }

    private static string Finished(JobPlan plan, string from, string where = "") =>
        $"SELECT {string.Join(", ", plan.Outputs.Select(c => $"{Finish(plan, c)} AS {ClickHouseSql.Name(c.Field.Name)}"))} FROM {from}{where}";

    // A (keys, window) has at most one active batch row, so only the days that live stream rows touch need grouping. The days are one
    // scalar and the two predicates are complements, so that a row is read once; a stream row of another day that arrives after the
    // scalar is left out until the next query, never doubled.
    private static string Scan(JobPlan plan, Sources sources)
    {
        var open = $"has(({sources.OpenDays}), ";
        var grouped = StateSql.Merged(plan,
            $"({sources.Stream($" AND {open}{DayBucket.Sql(plan.Rows)})")} UNION ALL {sources.Batch($" AND {open}{SystemColumns.Day})")})");
        return $"{Finished(plan, $"({grouped})")} UNION ALL {Finished(plan, $"({sources.Batch($" AND NOT {open}{SystemColumns.Day})")})")}";
    }

    private static string Rows(RowLayout rows, Sources sources) =>
        sources.Stream("", $", 'stream' AS _layer, toUInt64(0) AS {SystemColumns.Generation}, {SystemColumns.Partition}, {SystemColumns.Epoch}, {SystemColumns.Covered}")
        + " UNION ALL "
        + sources.Batch("", $", 'batch' AS _layer, {SystemColumns.Generation}, toInt32(-1) AS {SystemColumns.Partition}, toInt64(-1) AS {SystemColumns.Epoch}, toInt64(-1) AS {SystemColumns.Covered}");

    /// <summary>The two layers' rows of the answer.</summary>
    private sealed class Sources(JobPlan plan, JobTables tables, ManifestSource manifest)
    {
        private readonly string _streamOwns = Ownership.StreamOwnsSql(manifest.Cut, manifest.SmallestCut);
        private readonly string _batchOwns = Ownership.BatchOwnsSql(manifest.Generations, manifest.Days, SystemColumns.Day);

        /// <summary>The days that the stream's rows of the answer touch.</summary>
        public string OpenDays => $"SELECT groupUniqArray({DayBucket.Sql(plan.Rows)}) FROM {tables.Stream} WHERE {_streamOwns}";

        // FINAL: every predicate here must be over sort-key columns, or it would bring superseded rows back.
        public string Stream(string and, string more = "") =>
            $"SELECT {StateSql.Columns(plan.Rows)}{more} FROM {tables.Stream} FINAL WHERE {_streamOwns}{and}";

        public string Batch(string and, string more = "") =>
            $"SELECT {StateSql.Columns(plan.Rows)}{more} FROM {tables.Batch} WHERE {_batchOwns}{and}";
    }
}
