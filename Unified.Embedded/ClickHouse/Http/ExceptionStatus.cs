namespace Unified.Embedded.ClickHouse.Http;

/// <summary>HTTP status of a ClickHouse error number, as ClickHouse's own HTTP interface chooses it.</summary>
internal static class ExceptionStatus
{
    public static int Of(int code) => code switch
    {
        // Cannot parse (text, escape sequence, quoted string, input, date, time, number, UUID), syntax, types, bad parameters.
        6 or 25 or 26 or 27 or 38 or 41 or 53 or 62 or 69 or 72 or 117 or 167 or 168 or 296 or 376 or 456 or 457 => 400,
        // Unknown function, identifier, type, storage, table, aggregate function, format, database, setting, direction of sorting.
        46 or 47 or 50 or 56 or 60 or 63 or 73 or 81 or 115 or 128 => 404,
        // Who asks may not.
        497 or 516 => 403,
        // Not implemented.
        48 => 501,
        // Timeout exceeded.
        159 => 408,
        _ => 500,
    };
}
