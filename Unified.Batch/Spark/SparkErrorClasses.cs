using System.Collections.Frozen;

namespace Unified.Batch.Spark;

/// <summary>
/// Closed lists of Spark's error classes, by who can act. A class that stands in none is this program's mistake: it has sent what Spark
/// cannot run, and neither other data nor waiting would change that. None is the author's: definitions are refused while they are planned.
/// </summary>
internal static class SparkErrorClasses
{
    /// <summary>Values that cannot be computed with: overflows, divisions by zero, texts that are no numbers, what queries raise.</summary>
    private static readonly FrozenSet<string> Values = FrozenSet.Create(
        StringComparer.Ordinal,
        "ARITHMETIC_OVERFLOW", "BINARY_ARITHMETIC_OVERFLOW", "CAST_OVERFLOW", "CAST_OVERFLOW_IN_TABLE_INSERT", "DATETIME_OVERFLOW",
        "INTERVAL_ARITHMETIC_OVERFLOW", "NUMERIC_OUT_OF_SUPPORTED_RANGE", "NUMERIC_VALUE_OUT_OF_RANGE", "DATETIME_FIELD_OUT_OF_BOUNDS",
        "DIVIDE_BY_ZERO", "REMAINDER_BY_ZERO", "INTERVAL_DIVIDED_BY_ZERO",
        "CAST_INVALID_INPUT", "CONVERSION_INVALID_INPUT", "CANNOT_PARSE_DECIMAL", "CANNOT_PARSE_TIME", "CANNOT_PARSE_TIMESTAMP",
        "INVALID_UTF8_STRING", "MALFORMED_CHARACTER_CODING",
        "COLLECTION_SIZE_LIMIT_EXCEEDED", "DUPLICATED_MAP_KEY", "NULL_MAP_KEY",
        "USER_RAISED_EXCEPTION");

    /// <summary>Files that are not there, not whole, or not what they were.</summary>
    private static readonly FrozenSet<string> Files = FrozenSet.Create(
        StringComparer.Ordinal,
        "FAILED_READ_FILE", "PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA", "CANNOT_MERGE_SCHEMAS", "CONFLICTING_DIRECTORY_STRUCTURES",
        "CONFLICTING_PARTITION_COLUMN_NAMES", "MALFORMED_CSV_RECORD", "MALFORMED_RECORD_IN_PARSING");

    /// <summary>Settings that somebody has chosen.</summary>
    private static readonly FrozenSet<string> Settings = FrozenSet.Create(
        StringComparer.Ordinal, "INVALID_CONF_VALUE", "CANNOT_MODIFY_CONFIG", "CANNOT_MODIFY_STATIC_CONFIG");

    /// <summary>Somebody cancelled it at the server, or the server has not the memory just now.</summary>
    private static readonly FrozenSet<string> Passing = FrozenSet.Create(
        StringComparer.Ordinal, "OPERATION_CANCELED", "SPARK_JOB_CANCELLED", "UNABLE_TO_ACQUIRE_MEMORY");

    // Where an executor goes, or its disk is full, Spark names no class: what it says of the job is the same in all its versions.
    private const string Aborted = "Job aborted due to stage failure";

    private static readonly string[] Losses =
        ["ExecutorLostFailure", "FetchFailed", "OutOfMemoryError", "No space left on device", "Executor heartbeat timed out"];

    private static readonly string[] Stopping = ["SparkContext was shut down", "stopped SparkContext"];

    public static bool IsValue(SparkError error) => Values.Contains(error.MainClass);

    public static bool IsFile(SparkError error) => Files.Contains(error.MainClass);

    public static bool IsSetting(SparkError error) => Settings.Contains(error.MainClass);

    public static bool Passes(SparkError error) => Passing.Contains(error.MainClass) || (error.Class.Length == 0
        && error.Text.Contains(Aborted, StringComparison.Ordinal) && Losses.Any(l => error.Text.Contains(l, StringComparison.Ordinal)));

    /// <summary>The server is another one than before, or has forgotten the session.</summary>
    public static bool IsLostSession(SparkError error) => error.Class is "INVALID_HANDLE.SESSION_CHANGED"
        or "INVALID_HANDLE.SESSION_CLOSED" or "INVALID_HANDLE.SESSION_NOT_FOUND";

    /// <summary>The server knows nothing of the operation: it never came there, or has been dropped.</summary>
    public static bool IsUnknownOperation(SparkError error) => error.Class is "INVALID_HANDLE.OPERATION_NOT_FOUND";

    /// <summary>The operation was dropped, or the answers that are missing were.</summary>
    public static bool IsLostOperation(SparkError error) => error.Class is "INVALID_HANDLE.OPERATION_NOT_FOUND"
        or "INVALID_HANDLE.OPERATION_ABANDONED" or "INVALID_CURSOR.POSITION_NOT_AVAILABLE" or "INVALID_CURSOR.POSITION_NOT_FOUND";

    /// <summary>Another reader of the same operation took over, which can only be an older call of this client.</summary>
    public static bool IsDisconnected(SparkError error) => error.Class is "INVALID_CURSOR.DISCONNECTED";

    /// <summary>A server that goes down in good order ends its queries so before it ends its connections.</summary>
    public static bool IsStopping(SparkError error) => Stopping.Any(s => error.Text.Contains(s, StringComparison.Ordinal));
}
