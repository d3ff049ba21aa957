namespace Unified.Epochs;

/// <summary>Names of the columns that say where an event comes from. No declared column begins with an underscore.</summary>
public static class LineageColumns
{
    /// <summary>The log's name.</summary>
    public const string Log = "_log";

    /// <summary>The partition's number; <see cref="LogPartition.History"/> for history.</summary>
    public const string Partition = "_p";

    /// <summary>The offset in the log; for history the place in the day (<see cref="HistoryDay.FirstPosition"/>).</summary>
    public const string Offset = "_offset";

    /// <summary>Which branch of the plan made a row of the event: more than one may.</summary>
    public const string Branch = "_branch";

    /// <summary>The event time.</summary>
    public const string Time = "_time";

    /// <summary>When Kafka took the record.</summary>
    public const string Timestamp = "_timestamp";

    /// <summary>The record's key.</summary>
    public const string Key = "_key";

    /// <summary>Fields that the source does not declare.</summary>
    public const string Extra = "_extra";
}
