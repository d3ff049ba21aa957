using Unified.Epochs;
using Unified.Streaming.Decoding;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Cases;

/// <summary>A record of a log.</summary>
/// <param name="Event">What it says, or null when it cannot be decoded.</param>
internal sealed record Entry(long Offset, byte[]? Value, byte[]? Key, long? Millis, Trade? Event)
{
    public LogRecord Record => new()
    {
        Offset = Offset,
        Value = Value,
        HasValue = Value is not null,
        Key = Key,
        HasKey = Key is not null,
        TimestampMillis = Millis,
    };
}

/// <summary>The log of one partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Entries">By ascending offset, with gaps.</param>
/// <param name="End">The position after everything: higher than the last offset + 1 when the log ends in a gap.</param>
internal sealed record PartitionLog(LogPartition Partition, IReadOnlyList<Entry> Entries, long End)
{
    /// <summary>The index of the first entry at or after an offset.</summary>
    public int IndexOf(long offset)
    {
        var (low, high) = (0, Entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Entries[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
