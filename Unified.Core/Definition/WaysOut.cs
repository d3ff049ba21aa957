namespace Unified.Definition;

/// <summary>What the compiler says of members of LINQ that neither a source nor its rows have.</summary>
internal static class WaysOut
{
    public const string NoOrder = "UNI0011: events are not ordered in a definition. Order groups by what they give (group e by key into g "
        + "orderby g.Count() descending select ...), or rows by columns of the result: rows.ToQuery().OrderBy(r => r.At).";

    public const string NoEnd = "UNI0011: a log has no end, so events are not counted off. Group them and write "
        + "query.Top(n, r => r.Count), or g.TopBy(n, x => x.Value, x => x.By) in the select.";

    public const string NoTotal =
        "UNI0011: a total of everything is a group of one key. Write group e by 1 into g select new Row(g.Count()).";

    public const string FirstsInRow = "UNI0011: a list in a row is g.TopBy(n, x => x.Value, x => x.By) or g.BottomBy(n, ..). A row for "
        + "each of the first events is groups.SelectMany(g => g.OrderBy(x => x.By).Take(n), (g, x) => new Row(g.Key, x.Value)).";

    public const string NoJoin = "UNI0011: two streams are joined in a window: group both by key and window, and write "
        + "first.Join(second, (key, a, b) => ..). A small table is a Dimension that values are looked up in.";
}
