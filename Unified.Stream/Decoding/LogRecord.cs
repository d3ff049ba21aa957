namespace Unified.Streaming.Decoding;

/// <summary>A record as the log gave it. Points into the reader's memory: valid until the next record is read.</summary>
public readonly ref struct LogRecord
{
    /// <summary>A record with a value and nothing else.</summary>
    public LogRecord(long offset, ReadOnlySpan<byte> value)
    {
        Offset = offset;
        Value = value;
        HasValue = true;
    }

    /// <summary>The offset.</summary>
    public long Offset { get; init; }

    /// <summary>The value's bytes.</summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>False for a null value (a tombstone), which is not the same as an empty one.</summary>
    public bool HasValue { get; init; }

    /// <summary>The key's bytes; empty when the reader was not asked for keys.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>False for a null key, or when the reader was not asked for keys.</summary>
    public bool HasKey { get; init; }

    /// <summary>Milliseconds since 1970 as the log has them, or null when it has none or was not asked.</summary>
    public long? TimestampMillis { get; init; }
}
