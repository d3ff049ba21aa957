using Unified.Epochs;
using Unified.Logical;
using Unified.Lowering;
using Unified.Plans;
using Unified.Sql;
using Unified.Types;

namespace Unified.Serving.Rows;

/// <summary>
/// The one generator of everything that reads a job's answer: the views and the API's queries. Ownership, merging and finishing are said
/// elsewhere and only put together here. Nested SELECTs, never WITH aliases for expressions: the analyzer copies those.
/// </summary>
internal static class ViewSql
{
    /// <summary>The query of a view.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="kind">Which view.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="panes">What leaves out rows that are panes of no window that is asked for: " AND ..."; or "".</param>
    /// <param name="places">True to show also what tells rows of one group apart: <see cref="ExpandNode.Place"/>.</param>
    public static string Select(JobPlan plan, JobTables tables, ViewKind kind, ManifestSource manifest, string panes = "",
        bool places = false)
    {
        var sources = new Sources(plan, tables, manifest, panes);
        return manifest.With + kind switch
        {
            ViewKind.Rows => Rows(plan.Rows, sources),
            ViewKind.Scan when plan.Rows.Kind == RowKind.Emission =>
                Emitted(plan, sources, [.. plan.Rows.Identity.Append(plan.Rows.Time!).Select(f => f.Name)]),
            // Where windows are merged from panes of several days, all days are grouped.
            ViewKind.Scan when plan.Rows is { Window: not null, Panes: null } => Answer(plan, Scan(plan, sources), places),
            _ when plan.Rows.Kind == RowKind.Emission => Emitted(plan, sources, []),
            _ => Answer(plan, Finished(plan, $"({States(plan, sources, manifest)})"), places),
        };
    }

    /// <summary>
    /// Keys of the groups for which what is computed of a column fails; null when it never does. Without a column: what decides which rows
    /// are in the answer.
    /// </summary>
    public static string? Failing(JobPlan plan, JobTables tables, OutputColumn? column, ManifestSource manifest)
    {
        var sources = new Sources(plan, tables, manifest);
        return FinishSql.Failing(plan, SqlEngine.ClickHouse, $"({States(plan, sources, manifest)})", column) is { } groups
            ? manifest.With + groups : null;
    }

    /// <summary>Merged states of the answer, not finished and their sums not narrowed: for finding the group that cannot be.</summary>
    public static string MergedStates(JobPlan plan, JobTables tables, ManifestSource manifest)
    {
        var sources = new Sources(plan, tables, manifest);
        var wide = StateSql.Wide(plan, sources.All);
        return manifest.With + (plan.Rows.Panes is null ? wide
            : WindowSql.Of(plan.Rows, wide, StateSql.WideMerges(plan), manifest.KeptFrom));
    }

    // One row a (keys, window).
    private static string States(JobPlan plan, Sources sources, ManifestSource manifest)
    {
        var merged = StateSql.Merged(plan, sources.All);
        return plan.Rows.Panes is null ? merged : WindowSql.Of(plan.Rows, merged, StateSql.Merges(plan), manifest.KeptFrom);
    }

    private static string Answer(JobPlan plan, string rows, bool places)
    {
        var answer = new AnswerSql(plan.Job, SqlEngine.ClickHouse);
        return places && plan.Logical is ExpandNode events ? answer.Placed(events, rows)
            : answer.Sorted(plan.Logical, answer.Of(plan.Logical, plan.Stored, rows));
    }

    private static string Finished(JobPlan plan, string from) => FinishSql.Select(plan, SqlEngine.ClickHouse, from);

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

    // Every event is in exactly one layer, and so is its row.
    private static string Emitted(JobPlan plan, Sources sources, IReadOnlyList<string> more)
    {
        var columns = string.Join(", ", plan.Outputs.Select(c => c.Field.Name).Concat(more).Select(ClickHouseSql.Identifier));
        return $"SELECT {columns} FROM ({sources.Stream("")} UNION ALL {sources.Batch("")})";
    }

    private static string Rows(RowLayout rows, Sources sources)
    {
        // The row of an event says itself which partition it is of.
        var (stream, batch) = rows.Kind == RowKind.Emission ? ("", "")
            : ($", toString({SystemColumns.Log}) AS {SystemColumns.Log}, {SystemColumns.Partition}",
                $", '' AS {SystemColumns.Log}, toInt32(-1) AS {SystemColumns.Partition}");
        return sources.Stream("",
            $", 'stream' AS _layer, toUInt64(0) AS {SystemColumns.Generation}{stream}, {SystemColumns.Epoch}, {SystemColumns.Covered}")
            + " UNION ALL "
            + sources.Batch("",
                $", 'batch' AS _layer, {SystemColumns.Generation}{batch}, toInt64(-1) AS {SystemColumns.Epoch}, toInt64(-1) AS "
                    + $"{SystemColumns.Covered}");
    }

    /// <summary>The two layers' rows of the answer.</summary>
    private sealed class Sources(JobPlan plan, JobTables tables, ManifestSource manifest, string panes = "")
    {
        private readonly string _streamOwns = Ownership.StreamOwnsSql(manifest.Cut, manifest.SmallestCuts) + Kept(manifest,
            DayBucket.Sql(plan.Rows));

        private readonly string _batchOwns =
            Ownership.BatchOwnsSql(manifest.Generations, manifest.Days, SystemColumns.Day) + Kept(manifest, SystemColumns.Day);

        /// <summary>The days that the stream's rows of the answer touch.</summary>
        public string OpenDays => $"SELECT groupUniqArray({DayBucket.Sql(plan.Rows)}) FROM {tables.Stream} WHERE {_streamOwns}";

        /// <summary>The rows of both.</summary>
        public string All => $"({Stream(panes)} UNION ALL {Batch(panes)})";

        // FINAL: every predicate here must be over what the sort key decides, or it would bring superseded rows back.
        public string Stream(string and, string more = "") =>
            $"SELECT {StateSql.Columns(plan.Rows)}{more} FROM {tables.Stream} FINAL WHERE {_streamOwns}{and}";

        public string Batch(string and, string more = "") =>
            $"SELECT {StateSql.Columns(plan.Rows)}{more} FROM {tables.Batch} WHERE {_batchOwns}{and}";

        private static string Kept(ManifestSource manifest, string day) => manifest.KeptFrom is { } from ? $" AND {day} >= {from}" : "";
    }
}
