namespace Unified.Embedded.ClickHouse.Http;

internal static class ContentTypes
{
    public static string Of(string format) => format switch
    {
        _ when format.StartsWith("JSON", StringComparison.OrdinalIgnoreCase) => "application/json; charset=UTF-8",
        _ when format.StartsWith("CSV", StringComparison.OrdinalIgnoreCase) => "text/csv; charset=UTF-8; header=absent",
        _ when format.StartsWith("TabSeparated", StringComparison.OrdinalIgnoreCase) || format.StartsWith("TSV",
            StringComparison.OrdinalIgnoreCase)
            => "text/tab-separated-values; charset=UTF-8",
        _ when format.StartsWith("RowBinary",
            StringComparison.OrdinalIgnoreCase) || format is "Native" or "Parquet" or "Arrow" or "ArrowStream"
            => "application/octet-stream",
        _ => "text/plain; charset=UTF-8",
    };
}
