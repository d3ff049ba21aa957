using Unified.Plans;
using Unified.Sql;

namespace Unified.Serving.Rows;

/// <summary>The column lists of a job's rows in SQL, and their merge. Rows of events do not merge: a row is a row.</summary>
internal static class StateSql
{
    /// <summary>What tells rows apart, quoted.</summary>
    public static string Identity(RowLayout rows) => string.Join(", ", rows.Identity.Select(f => ClickHouseSql.Identifier(f.Name)));

    /// <summary>All columns, quoted.</summary>
    public static string Columns(RowLayout rows) => string.Join(", ", rows.Columns.Select(c => ClickHouseSql.Identifier(c.Name)));

    /// <summary>
    /// One row an identity: the merged states under their own names. A sum that does not fit is an error that names job and column.
    /// </summary>
    /// <param name="plan">The job.</param>
    /// <param name="from">A table, or a query in parentheses.</param>
    /// <param name="where">A predicate, or "".</param>
    /// <param name="by">One more column to group by, or "".</param>
    public static string Merged(JobPlan plan, string from, string where = "", string by = "") =>
        Grouped(plan.Rows, Merges(plan), from, where, by);

    /// <summary>The same with sums in 256 bits, which are never an error: for finding the group whose sum does not fit.</summary>
    public static string Wide(JobPlan plan, string from) =>
        Grouped(plan.Rows, WideMerges(plan), from, "", "");

    /// <summary>The merges of the states, in their order.</summary>
    public static IEnumerable<string> Merges(JobPlan plan) => plan.Aggregates.SelectMany(a => a.States.Select(s =>
        s.Merge(SqlEngine.ClickHouse, $"Job '{plan.Job}': column '{a.Column}' of a group")));

    /// <summary>The same in types that no number of rows can leave.</summary>
    public static IEnumerable<string> WideMerges(JobPlan plan) => plan.Rows.States.Select(s => s.MergeWide(SqlEngine.ClickHouse));

    // The merges in the order of the layout's states, which is that of the aggregates.
    private static string Grouped(RowLayout rows, IEnumerable<string> merges, string from, string where, string by)
    {
        var more = by.Length > 0 ? ", " + by : "";
        var filtered = where.Length > 0 ? $" WHERE {where}" : "";
        if (rows.Kind == RowKind.Emission)
        {
            return $"SELECT {Columns(rows)}{more} FROM {from}{filtered}";
        }

        var states = merges.Zip(rows.States, (merge, state) => $"{merge} AS {ClickHouseSql.Identifier(state.Name)}");
        return $"SELECT {Identity(rows)}{more}, {string.Join(", ", states)} FROM {from}{filtered} GROUP BY {Identity(rows)}{more}";
    }
}
