namespace Unified.Embedded.ClickHouse.Http;

/// <summary>Values and names as ClickHouse's parser reads them back unchanged.</summary>
internal static class SqlText
{
    public static string Value(string text) => Quoted(text, '\'');

    public static string Name(string text) => Quoted(text, '`');

    private static string Quoted(string text, char quote)
    {
        var mark = quote.ToString();
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(mark, "\\" + mark, StringComparison.Ordinal);
        return mark + escaped + mark;
    }
}
