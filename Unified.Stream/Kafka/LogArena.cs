namespace Unified.Streaming.Kafka;

/// <summary>
/// Bytes of records, in blocks that are kept for the next ones: no array is ever copied into a larger one, so that a large record costs
/// its own size and nothing more. One thread.
/// </summary>
internal sealed class LogArena(int blockBytes)
{
    private readonly List<byte[]> _blocks = [];
    private int _block;
    private int _used;

    /// <summary>Bytes copied in since the last <see cref="Clear"/>.</summary>
    public long Bytes { get; private set; }

    public PayloadSlice Copy(ReadOnlySpan<byte> bytes)
    {
        // Invariant: blocks before _block are full or skipped, _block is used up to _used, blocks behind it are empty.
        while (_block < _blocks.Count && _blocks[_block].Length - _used < bytes.Length)
        {
            (_block, _used) = (_block + 1, 0);
        }

        if (_block == _blocks.Count)
        {
            _blocks.Add(new byte[Math.Max(blockBytes, bytes.Length)]);
        }

        bytes.CopyTo(_blocks[_block].AsSpan(_used));
        var slice = new PayloadSlice(_block, _used, bytes.Length);
        _used += bytes.Length;
        Bytes += bytes.Length;
        return slice;
    }

    public ReadOnlySpan<byte> this[PayloadSlice slice] => slice.Length <= 0 ? [] : _blocks[slice.Block].AsSpan(slice.Start, slice.Length);

    /// <summary>Forgets the bytes. Blocks of one large record are given back.</summary>
    public void Clear()
    {
        _blocks.RemoveAll(b => b.Length > blockBytes);
        (_block, _used, Bytes) = (0, 0, 0);
    }
}

/// <summary>A place in an arena; length -1 for null.</summary>
internal readonly record struct PayloadSlice(int Block, int Start, int Length)
{
    public static readonly PayloadSlice None = new(0, 0, -1);
}
