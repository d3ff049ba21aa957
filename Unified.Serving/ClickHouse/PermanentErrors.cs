using System.Collections.Frozen;

namespace Unified.Serving.ClickHouse;

/// <summary>
/// The closed list of what ClickHouse says of a statement and of the data in it, which no repetition changes. Every other number, and
/// whatever is no answer of ClickHouse, is taken for something that passes: a server that is full, read-only, restarting, or that this
/// build knows nothing of. Waiting for what never comes is seen and said; giving up what would have passed is not mended by anybody.
/// </summary>
internal static class PermanentErrors
{
    /// <summary>The limits of memory of a query, a user and a server share a number: the text says which it was.</summary>
    public const int MemoryLimitExceeded = 241;

    public const int NoSuchDataPart = 232;

    /// <summary>A part that is named while a merge has taken it: the statement has to name others.</summary>
    public const int PartIsTemporarilyLocked = 384;

    private static readonly FrozenSet<int> Codes = new[]
    {
        // What is written cannot be read: texts, numbers, times, JSON, protobuf, arrays, quotes, an insert's columns.
        4, 6, 7, 17, 19, 20, 21, 22, 25, 26, 27, 38, 41, 64, 72, 92, 108, 117, 120, 130, 349, 366, 376, 441, 467, 469, 474, 477,
        // Names that are not there, or twice: functions, columns, types, tables, databases, formats, settings, parameters.
        8, 10, 15, 16, 46, 47, 50, 56, 57, 60, 63, 73, 81, 82, 115, 207, 336, 351, 352, 432, 456, 457, 471, 472, 478, 479, 488,
        // Syntax, and statements that make no sense.
        36, 37, 51, 52, 62, 67, 78, 80, 90, 119, 123, 125, 144, 146, 152, 174, 178, 179, 181, 182, 183, 184, 206, 211, 215, 223, 248,
        258, 264, 353, 377, 378, 392, 403, 406, 418, 419, 420, 427, 431, 433, 440, 475, 476, 524,
        // Types and arguments that do not fit, and what cannot be computed: divisions by zero, overflows, failed checks.
        1, 2, 9, 11, 12, 13, 34, 35, 42, 43, 44, 45, 48, 53, 54, 55, 59, 69, 70, 122, 124, 126, 127, 133, 134, 135, 153, 169, 170, 190,
        309, 321, 344, 346, 370, 386, 395, 407, 421, 446, 455, 503, 549, 691,
        // Limits of one statement, which it meets again.
        39, 128, 131, 158, 161, 162, 163, 165, 166, 167, 168, 191, 205, 229, 290, 306, 307, 359, 396, 405,
        // Who asks may not.
        164, 192, 193, 194, 195, 291, 452, 481, 482, 492, 497, 511, 512, 516,
        // A part that is named and no more there.
        NoSuchDataPart, PartIsTemporarilyLocked,
    }.ToFrozenSet();

    /// <summary>True where the same statement meets the same error for ever.</summary>
    /// <param name="code">ClickHouse's number.</param>
    /// <param name="message">Its text.</param>
    public static bool Contain(int code, string message) => Codes.Contains(code)
        // Of the whole server, or of the user's other queries: that passes. Of the query alone: not.
        || (code == MemoryLimitExceeded && (message.Contains("Query memory limit exceeded", StringComparison.Ordinal)
            || message.Contains("(for query)", StringComparison.Ordinal)));
}
