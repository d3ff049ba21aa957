namespace Unified.Hosting.Embedded.Kafka;

/// <summary>The bytes of one partition that its slowest consumer has not committed yet.</summary>
internal sealed class PartitionBacklog
{
    // Offsets come in order from one producer; a late acknowledgement is put where it belongs.
    private readonly SortedDictionary<long, int> _unread = [];

    public long Bytes { get; private set; }

    public bool TryReserve(int bytes, long limit)
    {
        if (Bytes + bytes > limit)
        {
            return false;
        }

        Bytes += bytes;
        return true;
    }

    public void Delivered(long offset, int bytes) => _unread[offset] = bytes;

    public void Forget(int bytes) => Bytes -= bytes;

    public void Release(long committed)
    {
        while (_unread.Count > 0 && _unread.First() is var (offset, bytes) && offset < committed)
        {
            _unread.Remove(offset);
            Bytes -= bytes;
        }
    }
}
