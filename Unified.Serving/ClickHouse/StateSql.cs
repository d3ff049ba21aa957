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

    /// <summary>One row a (keys, window): the merged states under their own names.</summary>
    /// <param name="rows">The layout.</param>
    /// <param name="from">A table, or a query in parentheses.</param>
    /// <param name="where">A predicate, or "".</param>
    /// <param name="by">One more column to group by, or "".</param>
    public static string Merged(RowLayout rows, string from, string where = "", string by = "")
    {
        var group = by.Length > 0 ? $"{Identity(rows)}, {by}" : Identity(rows);
        return $"SELECT {group}, {string.Join(", ", rows.States.Select(Merge))} FROM {from}{(where.Length > 0 ? $" WHERE {where}" : "")} GROUP BY {group}";
    }

    private static string Merge(StateColumn state)
    {
        var name = ClickHouseSql.Name(state.Name);
        return $"{SqlDialects.Merge(SqlDialect.ClickHouse, state.Merge, name)} AS {name}";
    }
}
