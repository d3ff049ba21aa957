namespace Unified.Contracts;

/// <summary>The columns that accompany the typed columns of a source in event batches and in the archive.</summary>
public static class LineageColumns
{
    /// <summary>The record's offset, int64.</summary>
    public const string Offset = "_offset";

    /// <summary>The record's Kafka timestamp in microseconds, timestamp.</summary>
    public const string Timestamp = "_timestamp";

    /// <summary>The record's key, binary, nullable. Archive only.</summary>
    public const string Key = "_key";

    /// <summary>The fields that the schema does not know, a JSON object, nullable. Archive only.</summary>
    public const string Extra = "_extra";
}
