using System.Collections.Concurrent;
using Confluent.Kafka;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Kafka;

/// <summary>Writes random trades, and remembers where each came to lie: what a reader must see.</summary>
internal sealed class TopicWriter : IDisposable
{
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly string _topic;
    private readonly Random _random;
    private readonly int _partitions;
    private readonly ConcurrentDictionary<int, SortedDictionary<long, byte[]?>> _records = [];

    public TopicWriter(string bootstrap, string topic, int partitions, Random random, string? transactional = null)
    {
        (_topic, _partitions, _random) = (topic, partitions, random);
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            LingerMs = 5,
            Acks = Acks.All,
            TransactionalId = transactional,
            Partitioner = Confluent.Kafka.Partitioner.Consistent,
        }).Build();
        if (transactional is not null)
        {
            _producer.InitTransactions(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Writes records and waits until they are there.</summary>
    public void Write(int count, bool seen = true)
    {
        for (var i = 0; i < count; i++)
        {
            var value = _random.Next(20) switch { 0 => null, 1 => Records.Utf8("not json"), _ => Records.Json(Trades.Next(_random)) };
            var message = new Message<byte[], byte[]> { Key = [(byte)(i % 256)], Value = value! };
            _producer.Produce(new TopicPartition(_topic, _random.Next(_partitions)), message, report =>
            {
                Assert.IsFalse(report.Error.IsError, report.Error.Reason);
                if (seen)
                {
                    var records = _records.GetOrAdd(report.Partition.Value, _ => []);
                    lock (records)
                    {
                        records[report.Offset.Value] = value;
                    }
                }
            });
        }

        _producer.Flush(TimeSpan.FromSeconds(60));
    }

    /// <summary>Writes in a transaction that is committed, or aborted: then nobody sees it, and its offsets are a gap.</summary>
    public void WriteTransaction(int count, bool commit)
    {
        _producer.BeginTransaction();
        Write(count, seen: commit);
        if (commit)
        {
            _producer.CommitTransaction(TimeSpan.FromSeconds(30));
        }
        else
        {
            _producer.AbortTransaction(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>What lies in the topic now.</summary>
    public MemoryTopic Topic(string bootstrap)
    {
        var topic = new MemoryTopic();
        var config = new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "watermarks" };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        for (var p = 0; p < _partitions; p++)
        {
            var end = consumer.QueryWatermarkOffsets(new TopicPartition(_topic, p), TimeSpan.FromSeconds(30)).High.Value;
            var log = new MemoryLog { End = end };
            log.Records.AddRange(_records.GetValueOrDefault(p)?.Select(r => (r.Key, r.Value)) ?? []);
            topic.Logs[p] = log;
        }

        return topic;
    }

    public void Dispose() => _producer.Dispose();
}
