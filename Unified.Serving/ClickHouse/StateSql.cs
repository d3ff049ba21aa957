using Unified.Aggregates;
using Unified.Logical;
using Unified.Sql;

namespace Unified.Serving.ClickHouse;

/// <summary>The column lists of a job's rows in SQL, and their merge.</summary>
internal static class StateSql
{
    /// <summary>Keys, then window, quoted.</summary>
    public static string Identity(RowLayout rows) => string.Join(", ", rows.Identity.Select(f => ClickHouseSql.Name(f.Name)));

    /// <summary>All columns, quoted.</summary>
    public static string Columns(RowLayout rows) => string.Join(", ", rows.Columns.Select(f => ClickHouseSql.Name(f.Name)));

    /// <summary>One row a (keys, window): the merged states under their own names. A sum that does not fit is an error that names job and column.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="from">A table, or a query in parentheses.</param>
    /// <param name="where">A predicate, or "".</param>
    /// <param name="by">One more column to group by, or "".</param>
    public static string Merged(JobPlan plan, string from, string where = "", string by = "") => Grouped(
        plan.Rows, plan.Aggregate.Aggregates.SelectMany(a => a.States.Select(s =>
            SqlDialects.Merge(SqlDialect.ClickHouse, s, ClickHouseSql.Name(s.Name), $"Job '{plan.Job}': column '{a.Output}' of a group"))), from, where, by);

    /// <summary>The same with sums in 256 bits, which are never an error: for finding the group whose sum does not fit.</summary>
    public static string Wide(JobPlan plan, string from) => Grouped(
        plan.Rows, plan.Rows.States.Select(s => CheckedSum.Applies(s)
            ? CheckedSum.Wide(s, ClickHouseSql.Name(s.Name)) : SqlDialects.Merge(SqlDialect.ClickHouse, s, ClickHouseSql.Name(s.Name), "")), from, "", "");

    /// <summary>The exact total of an additive state over all rows.</summary>
    public static string Total(StateColumn state) =>
        CheckedSum.Applies(state) ? CheckedSum.Wide(state, ClickHouseSql.Name(state.Name)) : $"sum({ClickHouseSql.Name(state.Name)})";

    // The merges in the order of the layout's states, which is that of the aggregates.
    private static string Grouped(RowLayout rows, IEnumerable<string> merges, string from, string where, string by)
    {
        var group = by.Length > 0 ? $"{Identity(rows)}, {by}" : Identity(rows);
        var states = merges.Zip(rows.States, (merge, state) => $"{merge} AS {ClickHouseSql.Name(state.Name)}");
        return $"SELECT {group}, {string.Join(", ", states)} FROM {from}{(where.Length > 0 ? $" WHERE {where}" : "")} GROUP BY {group}";
    }
}
