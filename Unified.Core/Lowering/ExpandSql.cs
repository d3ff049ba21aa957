using System.Globalization;
using Unified.Logical;
using Unified.Sql;

namespace Unified.Lowering;

/// <summary>Rows of the events that finished groups have lists of, in the SQL of an engine.</summary>
internal static class ExpandSql
{
    private const string Event = "_event";

    private static readonly SqlForms<(ExpandNode Node, string Rows)> Forms = new()
    {
        {
            SqlEngine.ClickHouse, s => $"SELECT {Columns(s.Node, SqlEngine.ClickHouse, i =>
                string.Create(CultureInfo.InvariantCulture, $"{Event}.{i + 1}"))}, {ExpandNode.Place} FROM ({s.Rows}) ARRAY JOIN "
                + $"{ExpandNode.List} AS {Event}, arrayMap(i -> toInt32(i), range(length({ExpandNode.List}))) AS {ExpandNode.Place}"
        },
        {
            SqlEngine.DuckDb, s => $"SELECT {Columns(s.Node, SqlEngine.DuckDb, i => $"{Event}.{s.Node.Values[i].Name}")}, "
                + $"{ExpandNode.Place} FROM (SELECT *, unnest({ExpandNode.List}) AS {Event}, "
                + $"unnest(range(len({ExpandNode.List})))::INTEGER AS {ExpandNode.Place} FROM ({s.Rows}))"
        },
    };

    /// <summary>The groups' columns, the event's values and its place.</summary>
    public static string Rows(ExpandNode node, SqlEngine engine, string rows) =>
        Forms.In(engine, (node, rows), "rows of the first events of groups");

    private static string Columns(ExpandNode node, SqlEngine engine, Func<int, string> value) => string.Join(", ",
        node.Input.Columns.Where(c => c.Field.Name != ExpandNode.List).Select(c => engine.Quote(c.Field.Name))
            .Concat(node.Values.Select((v, i) => $"{value(i)} AS {engine.Quote(ExpandNode.ValueName(v.Name))}")));
}
