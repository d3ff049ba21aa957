using Unified.Streaming.Decoding;

namespace Unified.Streaming.Kafka;

/// <summary>
/// Records of any partitions in the order they were read, and what the reader learnt on the way. Reused from poll to poll: columns and
/// one arena of bytes, no object a record. One thread.
/// </summary>
internal sealed class LogChunk
{
    private const int Null = -1;

    private Entry[] _entries = new Entry[1024];
    private byte[] _bytes = new byte[256 * 1024];
    private int _used;

    public int Count { get; private set; }

    /// <summary>Partitions whose end was reached, and the next offset there. Holds after the records of the chunk.</summary>
    public List<(int Partition, long Offset)> Ends { get; } = [];

    /// <summary>Partitions whose wanted offset the log does not have any more.</summary>
    public List<int> Forgotten { get; } = [];

    public int Partition(int index) => _entries[index].Partition;

    public LogRecord this[int index]
    {
        get
        {
            ref var e = ref _entries[index];
            return new LogRecord
            {
                Offset = e.Offset,
                HasValue = e.ValueLength >= 0,
                Value = e.ValueLength <= 0 ? [] : _bytes.AsSpan(e.ValueStart, e.ValueLength),
                HasKey = e.KeyLength >= 0,
                Key = e.KeyLength <= 0 ? [] : _bytes.AsSpan(e.KeyStart, e.KeyLength),
                TimestampMillis = e.TimestampMillis,
            };
        }
    }

    /// <summary>Copies bytes in, to be named in <see cref="Add"/>.</summary>
    public PayloadSlice Copy(ReadOnlySpan<byte> bytes, bool isNull)
    {
        if (isNull)
        {
            return new PayloadSlice(0, Null);
        }

        if (_used + bytes.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_used + bytes.Length, _bytes.Length * 2));
        }

        bytes.CopyTo(_bytes.AsSpan(_used));
        _used += bytes.Length;
        return new PayloadSlice(_used - bytes.Length, bytes.Length);
    }

    public void Add(int partition, long offset, PayloadSlice value, PayloadSlice key, long? timestampMillis)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        _entries[Count++] = new Entry(partition, offset, value.Start, value.Length, key.Start, key.Length, timestampMillis);
    }

    public void Clear()
    {
        (Count, _used) = (0, 0);
        Ends.Clear();
        Forgotten.Clear();
    }

    private readonly record struct Entry(
        int Partition, long Offset, int ValueStart, int ValueLength, int KeyStart, int KeyLength, long? TimestampMillis);
}

/// <summary>A place in a chunk's arena; length -1 for null.</summary>
internal readonly record struct PayloadSlice(int Start, int Length)
{
    public static readonly PayloadSlice None = new(0, -1);
}
