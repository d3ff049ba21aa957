using System.Globalization;
using Confluent.Kafka;
using Unified.Errors;
using Unified.Hosting.Records;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Topics;

/// <summary>Sends the records of a file to a topic, in their order within each partition.</summary>
/// <param name="kafka">Where Kafka is.</param>
/// <param name="time">The clock that a rate is kept by.</param>
internal sealed class RecordProducer(KafkaOptions kafka, TimeProvider time)
{
    // Of the keys of a consumer, those that say how a broker is reached and trusted.
    private static readonly string[] Shared = ["security.", "sasl.", "ssl.", "enable.ssl.", "socket.", "broker.", "https.", "debug"];

    /// <summary>Sends everything and returns when it is acknowledged.</summary>
    /// <param name="topic">The topic; it must be there.</param>
    /// <param name="partitions">Its partitions.</param>
    /// <param name="records">The records.</param>
    /// <param name="key">The field whose value is the key: equal keys go to one partition, as Kafka's Java client has it. Null: no keys,
    /// and the partitions take turns.</param>
    /// <param name="rate">Records a second; null is as fast as it goes.</param>
    /// <param name="cancellation">Stops; what has been sent stays.</param>
    /// <exception cref="TransientException">A record could not be delivered; those before it may have been.</exception>
    public async Task<Produced> RunAsync(string topic, IReadOnlyList<int> partitions, IEnumerable<FileRecord> records, string? key,
        double? rate, CancellationToken cancellation)
    {
        var produced = new Produced();
        using var producer = Build();
        var began = time.GetTimestamp();
        foreach (var record in records)
        {
            cancellation.ThrowIfCancellationRequested();
            if (rate is { } perSecond
                && TimeSpan.FromSeconds(produced.Sent / perSecond) - time.GetElapsedTime(began) is var early && early > TimeSpan.Zero)
            {
                await Task.Delay(early, time, cancellation).ConfigureAwait(false);
            }

            var message = new Message<byte[]?, byte[]> { Key = key is null ? null : RecordKey.Of(record.Json, key), Value = record.Json };
            var to = message.Key is null ? new Partition(partitions[(int)(produced.Sent % partitions.Count)]) : Partition.Any;
            Send(producer, new TopicPartition(topic, to), message, produced);
            ThrowIfFailed(topic, produced);
        }

        producer.Flush(cancellation);
        ThrowIfFailed(topic, produced);
        return produced;
    }

    private IProducer<byte[]?, byte[]> Build()
    {
        var config = new ProducerConfig(kafka.Settings.Where(s => Shared.Any(p => s.Key.StartsWith(p, StringComparison.Ordinal)))
            .ToDictionary())
        {
            BootstrapServers = kafka.BootstrapServers,
            ClientId = kafka.ClientId,
            // Idempotence keeps the order within a partition and drops doubles across retries.
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = 5,
            Partitioner = Partitioner.Murmur2Random,
            MessageTimeoutMs = 30_000,
            DeliveryReportFields = "status",
        };
        return new ProducerBuilder<byte[]?, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    private static void Send(IProducer<byte[]?, byte[]> producer, TopicPartition to, Message<byte[]?, byte[]> message, Produced produced)
    {
        while (true)
        {
            try
            {
                producer.Produce(to, message, produced.OnDelivery);
                produced.Add(message);
                return;
            }
            catch (ProduceException<byte[]?, byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                // A failed broker ends this through the delivery reports.
                producer.Flush(TimeSpan.FromMilliseconds(20));
            }
            catch (ProduceException<byte[]?, byte[]> refused)
            {
                produced.Fail(refused.Error);
                return;
            }
        }
    }

    private void ThrowIfFailed(string topic, Produced produced)
    {
        if (produced.Failure is { } error)
        {
            throw new TransientException(string.Create(CultureInfo.InvariantCulture,
                $"Topic '{topic}': a record could not be delivered to {kafka.BootstrapServers}: {error.Reason} ({error.Code}). "
                + $"{produced.Acknowledged} records were."));
        }
    }
}
