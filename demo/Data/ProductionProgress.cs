namespace Unified.Demo.Data;

/// <summary>Counters of one <see cref="TopicProducer"/>, growing while it runs.</summary>
/// <threadsafety>Any thread may read; only the producer writes.</threadsafety>
internal sealed class ProductionProgress(int partitions)
{
    private readonly long[] _bytes = new long[partitions];
    private readonly long[] _records = new long[partitions];
    private long _sent;
    private long _undecodable;
    private long _acknowledged;
    private long _latestEventTicks;

    /// <summary>Records handed to Kafka's client, undecodable ones included.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public long Undecodable => Interlocked.Read(ref _undecodable);

    /// <summary>Records that every in-sync replica has.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Greatest event time sent so far (UTC); null before the first flight.</summary>
    public DateTime? LatestEventTime => Interlocked.Read(ref _latestEventTicks) is > 0 and var ticks
        ? new DateTime(ticks, DateTimeKind.Utc) : null;

    /// <summary>
    /// Bytes sent to a partition: keys, values and a generous allowance for Kafka's framing, so never fewer than the log holds
    /// (uncompressed).
    /// </summary>
    public long BytesOf(int partition) => Interlocked.Read(ref _bytes[partition]);

    /// <summary>Records sent to a partition: the next offset, where nobody else writes and nothing is transactional.</summary>
    public long RecordsOf(int partition) => Interlocked.Read(ref _records[partition]);

    internal void Add(int partition, int bytes, DateTime? eventTime)
    {
        Interlocked.Add(ref _bytes[partition], bytes);
        Interlocked.Increment(ref _records[partition]);
        Interlocked.Increment(ref _sent);
        if (eventTime is not { } time) { Interlocked.Increment(ref _undecodable); }
        else if (time.Ticks > _latestEventTicks) { Interlocked.Exchange(ref _latestEventTicks, time.Ticks); }
    }

    internal void Acknowledge() => Interlocked.Increment(ref _acknowledged);
}
