using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Unified.Errors;

namespace Unified.Streaming.Kafka;

/// <summary>
/// The log behind Confluent.Kafka. Values (and keys, for the archiver) are copied from librdkafka's memory into the chunk's arena by
/// deserializers that return a place instead of an object; what garbage is left is the client's own result object a record.
/// </summary>
internal sealed class KafkaLogReader : ILogReader
{
    private readonly IConsumer<PayloadSlice, PayloadSlice> _consumer;
    private readonly BrokerQueries _queries;
    private readonly string _topic;
    private readonly string _group;
    private readonly ILogger _log;
    private readonly bool _full; // keys and timestamps too
    private readonly TimeSpan _timeout;
    private readonly Dictionary<int, long> _next = [];
    private IAssignment? _assignment;
    private LogChunk? _chunk;
    private Exception? _notCopied;

    public KafkaLogReader(KafkaOptions options, string topic, string group, bool full, ILogger log)
    {
        (_topic, _group, _full, _timeout, _log) = (topic, group, full, options.RequestTimeout, log);
        var builder = new ConsumerBuilder<PayloadSlice, PayloadSlice>(options.Consumer(group, full))
            .SetKeyDeserializer(full ? new ArenaDeserializer(this) : new IgnoringDeserializer())
            .SetValueDeserializer(new ArenaDeserializer(this))
            .SetPartitionsAssignedHandler((_, partitions) => Assign(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => Release(partitions, _assignment!.Revoked))
            .SetPartitionsLostHandler((_, partitions) => Release(partitions, _assignment!.Lost))
            .SetLogHandler((_, m) => log.RepeatedLine((LogLevel)m.LevelAs(LogLevelType.MicrosoftExtensionsLogging), m.Facility, m.Message))
            .SetErrorHandler((_, e) => log.RepeatedError(group, topic, e.Code.ToString(), e.Reason));
        try
        {
            _consumer = builder.Build();
        }
        catch (Exception e) when (ClientSettings.IsWrongSetting(e))
        {
            throw new KafkaSettingException($"Consumer group '{group}': librdkafka makes no client of the settings under Unified:Kafka: " +
                $"{e.Message.TrimEnd('.')}. Correct what it names.", e);
        }

        _queries = new BrokerQueries(_consumer, options, topic, group);
    }

    public void Subscribe(IAssignment assignment)
    {
        _assignment = assignment;
        _consumer.Subscribe(_topic);
    }

    public void Poll(LogChunk chunk, int maxRecords, TimeSpan timeout)
    {
        _chunk = chunk;
        var wait = (int)timeout.TotalMilliseconds;
        // Invariant: for each partition all records from where reading began up to _next are in this chunk or were in an earlier one.
        for (var i = 0; i < maxRecords && chunk.Bytes < MemoryShare.Chunk; i++)
        {
            if (Next(wait) is not { } result)
            {
                return;
            }

            wait = 0;
            if (result.IsPartitionEOF)
            {
                chunk.Ends.Add((result.Partition.Value, result.Offset.Value));
                _next[result.Partition.Value] = result.Offset.Value;
            }
            else if (_notCopied is { } error)
            {
                _notCopied = null;
                chunk.Faults.Add(Ours(result.Partition.Value, result.Offset.Value, error));
                return;
            }
            else
            {
                var time = _full ? result.Message.Timestamp : default;
                chunk.Add(result.Partition.Value, result.Offset.Value, result.Message.Value, result.Message.Key,
                    time.Type == TimestampType.NotAvailable ? null : time.UnixTimestampMs);
                _next[result.Partition.Value] = result.Offset.Value + 1;
            }
        }
    }

    public IReadOnlyList<int> Partitions(CancellationToken cancellation) => _queries.Partitions(cancellation);

    public string? TopicId(CancellationToken cancellation) => _queries.TopicId(cancellation);

    public GroupView? Group(CancellationToken cancellation) => _queries.Group(cancellation);

    public IReadOnlyDictionary<int, long?> Committed(IReadOnlyCollection<int> partitions, CancellationToken cancellation) =>
        _queries.Ask("committed offsets", () => _consumer.Committed(Topics(partitions), _timeout)
            .ToDictionary(o => o.Partition.Value, o => o.Offset.IsSpecial ? (long?)null : o.Offset.Value), cancellation);

    public (long Low, long High) Watermarks(int partition, CancellationToken cancellation) =>
        _queries.Ask($"the watermarks of partition {partition}", () =>
        {
            var offsets = _consumer.QueryWatermarkOffsets(new TopicPartition(_topic, partition), _timeout);
            return (offsets.Low.Value, offsets.High.Value);
        }, cancellation);

    public long? KnownHigh(int partition)
    {
        var high = _consumer.GetWatermarkOffsets(new TopicPartition(_topic, partition)).High;
        return high.IsSpecial ? null : high.Value;
    }

    public bool Commit(IReadOnlyDictionary<int, long> offsets)
    {
        try
        {
            _consumer.Commit(offsets.Select(o => new TopicPartitionOffset(_topic, o.Key, o.Value)));
            return true;
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            // Rebalancing, fenced, coordinator away: the offset stays where it was, and is only a hint.
            _log.CommitFailed(_group, _topic, e.Error.Code.ToString(), e.Error.Reason);
            return false;
        }
    }

    public void Pause(IReadOnlyCollection<int> partitions)
    {
        if (partitions.Count > 0)
        {
            _consumer.Pause(Topics(partitions));
        }
    }

    public void Resume(IReadOnlyCollection<int> partitions)
    {
        if (partitions.Count > 0)
        {
            _consumer.Resume(Topics(partitions));
        }
    }

    public void Seek(int partition, long offset)
    {
        // Not Consumer.Seek: librdkafka refuses it for a partition that it stopped because its offset was gone.
        _consumer.IncrementalUnassign([new TopicPartition(_topic, partition)]);
        _consumer.IncrementalAssign([new TopicPartitionOffset(_topic, partition, offset)]);
        _next[partition] = offset;
    }

    public void Close()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException e)
        {
            // The session times out instead: the others wait a little longer for our partitions.
            _log.ClientError(_group, _topic, e.Error.Code.ToString(), e.Error.Reason);
        }
    }

    public void Dispose() => _queries.Dispose();

    private ConsumeResult<PayloadSlice, PayloadSlice>? Next(int waitMillis)
    {
        try
        {
            return _consumer.Consume(waitMillis);
        }
        catch (ConsumeException e) when (e.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            _chunk!.Forgotten.Add(e.ConsumerRecord.Partition.Value);
            return null;
        }
        catch (ConsumeException e) when (ConsumeErrors.IsRefused(e.Error))
        {
            throw new TransientException(
                $"Consumer group '{_group}' cannot read topic '{_topic}': {e.Error.Code}: {e.Error.Reason}. "
                + "Check the topic's and the group's permissions, then start again.", e);
        }
        catch (ConsumeException e) when (!ConsumeErrors.IsPassing(e.Error)
            && _next.TryGetValue(e.ConsumerRecord?.Partition.Value ?? Confluent.Kafka.Partition.Any, out var next))
        {
            _chunk!.Faults.Add(new ReadFault(
                e.ConsumerRecord!.Partition.Value, next, ConsumeErrors.KindOf(e.Error), e.Error.Code.ToString(), e.Error.Reason));
            return null;
        }
        catch (ConsumeException e)
        {
            // A topic that is not there yet, a broker that is away: librdkafka keeps trying.
            _log.RepeatedError(_group, _topic, e.Error.Code.ToString(), e.Error.Reason);
            return null;
        }
        catch (OutOfMemoryException e)
        {
            // The client may have taken a record of any partition out of its queue.
            _chunk!.Faults.AddRange(_next.Select(n => Ours(n.Key, n.Value, e)));
            return null;
        }
    }

    private static ReadFault Ours(int partition, long offset, Exception error) =>
        new(partition, offset, ReadFaultKind.Ours, error.GetType().Name, error.Message);

    private void Release(List<TopicPartitionOffset> partitions, Action<IReadOnlyList<int>> tell)
    {
        var numbers = Numbers(partitions);
        tell(numbers);
        Array.ForEach(numbers, p => _next.Remove(p));
    }

    private IEnumerable<TopicPartitionOffset> Assign(List<TopicPartition> partitions)
    {
        var starts = _assignment!.Assigned([.. partitions.Select(p => p.Partition.Value)]);
        foreach (var (partition, offset) in starts)
        {
            _next[partition] = offset;
        }

        return [.. partitions.Select(p => new TopicPartitionOffset(p, starts[p.Partition.Value]))];
    }

    private IEnumerable<TopicPartition> Topics(IEnumerable<int> partitions) => partitions.Select(p => new TopicPartition(_topic, p));

    private static int[] Numbers(List<TopicPartitionOffset> partitions) => [.. partitions.Select(p => p.Partition.Value)];

    private sealed class ArenaDeserializer(KafkaLogReader reader) : IDeserializer<PayloadSlice>
    {
        public PayloadSlice Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
        {
            try
            {
                return reader._chunk!.Copy(data, isNull);
            }
            catch (Exception e)
            {
                // Thrown from here, the client would wrap it as an error like that of a broker that is away, and be past the record.
                reader._notCopied = e;
                return PayloadSlice.None;
            }
        }
    }

    private sealed class IgnoringDeserializer : IDeserializer<PayloadSlice>
    {
        public PayloadSlice Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => PayloadSlice.None;
    }
}
