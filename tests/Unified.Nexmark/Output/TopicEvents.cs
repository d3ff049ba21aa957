using Confluent.Kafka;
using Unified.Nexmark.Generator;

namespace Unified.Nexmark.Output;

/// <summary>Sends events to the topics <c>person</c>, <c>auction</c> and <c>bid</c>, which exist, each exactly once.</summary>
public static class TopicEvents
{
    /// <summary>Sends all events of a generator and returns when they are acknowledged.</summary>
    /// <param name="generator">The events; a stream job reads those that are not before <see cref="Events.Border"/>.</param>
    /// <param name="bootstrapServers">The brokers.</param>
    /// <param name="cancellation">Stops between two events.</param>
    /// <returns>Records sent, by topic.</returns>
    /// <exception cref="InvalidOperationException">A record could not be delivered; those before it may have been.</exception>
    public static IReadOnlyDictionary<string, long> Send(
        NexmarkGenerator generator, string bootstrapServers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(generator);
        Error? failure = null;
        var sent = new SortedDictionary<string, long>(StringComparer.Ordinal);
        using var json = new JsonEvents();
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = 20,
            CompressionType = CompressionType.Lz4,
            DeliveryReportFields = "status",
        }).Build();
        foreach (var (topic, key, value) in generator.Events().Select(json.Record))
        {
            cancellation.ThrowIfCancellationRequested();
            if (failure is not null)
            {
                break;
            }

            while (!TryProduce(producer, topic, new Message<byte[], byte[]> { Key = key, Value = value }, Report))
            {
                producer.Flush(TimeSpan.FromMilliseconds(20));
            }

            sent[topic] = sent.GetValueOrDefault(topic) + 1;
        }

        producer.Flush(cancellation);
        return failure is null ? sent : throw new InvalidOperationException(
            $"Records could not be delivered to {bootstrapServers}: {failure.Reason} ({failure.Code}). Check that the broker runs and that "
            + "the topics person, auction and bid are there.");

        void Report(DeliveryReport<byte[], byte[]> report)
        {
            if (report.Error.IsError)
            {
                Interlocked.CompareExchange(ref failure, report.Error, null);
            }
        }
    }

    private static bool TryProduce(IProducer<byte[], byte[]> producer, string topic, Message<byte[], byte[]> message,
        Action<DeliveryReport<byte[], byte[]>> report)
    {
        try
        {
            producer.Produce(topic, message, report);
            return true;
        }
        catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }
}
