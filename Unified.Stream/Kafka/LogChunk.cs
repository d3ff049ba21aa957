using Unified.Streaming.Decoding;

namespace Unified.Streaming.Kafka;

/// <summary>
/// Records of any partitions in the order they were read, and what the reader learnt on the way. Reused from poll to poll: columns and
/// one arena of bytes, no object a record. One thread.
/// </summary>
/// <param name="blockBytes">The size of the blocks that bytes are kept in.</param>
internal sealed class LogChunk(int blockBytes = 1 << 20)
{
    private readonly LogArena _arena = new(blockBytes);
    private Entry[] _entries = new Entry[64];

    public int Count { get; private set; }

    /// <summary>Bytes of keys and values.</summary>
    public long Bytes => _arena.Bytes;

    /// <summary>Partitions whose end was reached, and the next offset there. Holds after the records of the chunk.</summary>
    public List<(int Partition, long Offset)> Ends { get; } = [];

    /// <summary>Partitions whose wanted offset the log does not have any more.</summary>
    public List<int> Forgotten { get; } = [];

    /// <summary>Records that could not be read: none behind them, of their partition, is in the chunk.</summary>
    public List<ReadFault> Faults { get; } = [];

    public int Partition(int index) => _entries[index].Partition;

    public LogRecord this[int index]
    {
        get
        {
            ref var e = ref _entries[index];
            return new LogRecord
            {
                Offset = e.Offset,
                HasValue = e.Value.Length >= 0,
                Value = _arena[e.Value],
                HasKey = e.Key.Length >= 0,
                Key = _arena[e.Key],
                TimestampMillis = e.TimestampMillis,
            };
        }
    }

    /// <summary>Copies bytes in, to be named in <see cref="Add"/>.</summary>
    public PayloadSlice Copy(ReadOnlySpan<byte> bytes, bool isNull) => isNull ? PayloadSlice.None : _arena.Copy(bytes);

    public void Add(int partition, long offset, PayloadSlice value, PayloadSlice key, long? timestampMillis)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        _entries[Count++] = new Entry(partition, offset, value, key, timestampMillis);
    }

    public void Clear()
    {
        Count = 0;
        _arena.Clear();
        Ends.Clear();
        Forgotten.Clear();
        Faults.Clear();
    }

    private readonly record struct Entry(int Partition, long Offset, PayloadSlice Value, PayloadSlice Key, long? TimestampMillis);
}
