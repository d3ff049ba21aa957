using Confluent.Kafka;
using Unified.Demo.Data;

namespace Unified.Integration.Tests.EndToEnd;

/// <summary>
/// Produces events in transactions, some of which are aborted and sent again: the log has gaps where control records and aborted records
/// lie, also at the ends of epochs, and only a reader of committed records counts each event once.
/// </summary>
internal sealed class TransactionalEvents(ITopicEvents events, string bootstrap, string topic, int seed)
{
    private readonly Random _random = new(seed);
    private long _sent;

    public int Count => events.Count;

    /// <summary>Records that are committed.</summary>
    public long Committed => Interlocked.Read(ref _sent);

    public int Aborted { get; private set; }

    /// <param name="pace">Awaited between transactions.</param>
    public async Task ProduceAsync(Func<Task> pace)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            TransactionalId = $"{topic}-0",
            LingerMs = 5,
            Acks = Acks.All,
            DeliveryReportFields = "none",
        }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        for (var at = 0; at < Count;)
        {
            var end = Math.Min(Count, at + _random.Next(1, 4_000));
            producer.BeginTransaction();
            for (var i = at; i < end; i++)
            {
                producer.Produce(new TopicPartition(topic, events.Partition(i)), new Message<byte[]?,
                    byte[]>
                { Key = events.Key(i), Value = events.Value(i) });
            }

            // The first one for certain: a small topic has few transactions.
            if (_random.Next(6) == 0 || Aborted == 0)
            {
                // Flushed first, so that the aborted records really are in the log.
                producer.Flush(TimeSpan.FromSeconds(30));
                producer.AbortTransaction(TimeSpan.FromSeconds(30));
                Aborted++;
                continue;
            }

            producer.CommitTransaction(TimeSpan.FromSeconds(60));
            Interlocked.Add(ref _sent, end - at);
            at = end;
            await pace();
        }
    }
}
