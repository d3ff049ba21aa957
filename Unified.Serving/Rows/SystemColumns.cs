using Unified.Epochs;

namespace Unified.Serving.Rows;

/// <summary>
/// The columns that Unified adds to a job's own. They start with an underscore because a job may well have a key named day or epoch, and
/// no column of a job starts with one.
/// </summary>
internal static class SystemColumns
{
    /// <summary>The log's name, String. The row of an event has it as its lineage.</summary>
    public const string Log = LineageColumns.Log;

    /// <summary>The number of the log's partition, Int32. The row of an event has it as its lineage.</summary>
    public const string Partition = LineageColumns.Partition;

    /// <summary>The text of the log's partition, String: what a cut is looked up by.</summary>
    public const string PartitionText = "_partition";

    /// <summary>The epoch, Int64.</summary>
    public const string Epoch = "_epoch";

    /// <summary>The next offset: the row is a function of the epoch's events below it, Int64.</summary>
    public const string Covered = "_covered";

    /// <summary>The generation, UInt64.</summary>
    public const string Generation = "_generation";

    /// <summary>The slice that a staged row was computed from, String.</summary>
    public const string Slice = "_slice";

    /// <summary>The attempt at the slice, String: rows of attempts that were not finished never count.</summary>
    public const string Attempt = "_attempt";

    /// <summary>The day bucket of a promoted row, Int32.</summary>
    public const string Day = "_day";
}
