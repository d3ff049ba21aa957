using Confluent.Kafka;
using Unified.Errors;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Topics;

/// <summary>A record of a topic.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="TimestampMillis">Milliseconds since 1970 as the topic has them, or null.</param>
/// <param name="Key">The key's bytes, or null.</param>
/// <param name="Value">The value's bytes, or null for a tombstone.</param>
internal sealed record TopicRecord(int Partition, long Offset, long? TimestampMillis, byte[]? Key, byte[]? Value);

/// <summary>The end of a topic.</summary>
internal static class NewestRecords
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The newest records, the newest first: by the topic's timestamps, then partition and offset. Fewer than asked for when the topic has
    /// fewer; offsets without a record (aborted, compacted) are not made up for.
    /// </summary>
    /// <param name="kafka">Where Kafka is.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="count">Most records.</param>
    /// <param name="only">The partition to look at; null is all.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DataException">There is no such topic or partition.</exception>
    /// <exception cref="TransientException">No broker answers.</exception>
    public static IReadOnlyList<TopicRecord> Read(KafkaOptions kafka, string topic, int count, int? only, CancellationToken cancellation)
    {
        using var client = new TopicClient(kafka, topic);
        var partitions = client.Partitions(cancellation);
        if (partitions.Count == 0 || (only is { } wanted && !partitions.Contains(wanted)))
        {
            throw new DataException(partitions.Count == 0 ? $"There is no topic '{topic}' at {kafka.BootstrapServers}."
                : $"Topic '{topic}' has partitions 0 to {partitions[^1]}, none of number {only}.");
        }

        var ends = new Dictionary<int, long>();
        foreach (var partition in partitions.Where(p => only is null || p == only))
        {
            var (low, high) = client.Offsets(partition, cancellation);
            if (high > low)
            {
                ends[partition] = Math.Max(low, high - count);
            }
        }

        return ends.Count == 0 ? [] : [.. Consume(client.Consumer, topic, ends, cancellation)
            .OrderByDescending(r => r.TimestampMillis).ThenBy(r => r.Partition).ThenByDescending(r => r.Offset).Take(count)];
    }

    private static List<TopicRecord> Consume(
        IConsumer<byte[]?, byte[]?> consumer, string topic, Dictionary<int, long> starts, CancellationToken cancellation)
    {
        consumer.Assign(starts.Select(s => new TopicPartitionOffset(topic, s.Key, s.Value)));
        var records = new List<TopicRecord>();
        var open = starts.Keys.ToHashSet();
        while (open.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = Next(consumer, topic);
            if (result.IsPartitionEOF)
            {
                open.Remove(result.Partition.Value);
            }
            else
            {
                var time = result.Message.Timestamp;
                records.Add(new TopicRecord(result.Partition.Value, result.Offset.Value,
                    time.Type == TimestampType.NotAvailable ? null : time.UnixTimestampMs, result.Message.Key, result.Message.Value));
            }
        }

        return records;
    }

    private static ConsumeResult<byte[]?, byte[]?> Next(IConsumer<byte[]?, byte[]?> consumer, string topic)
    {
        try
        {
            return consumer.Consume(Patience) ?? throw new TransientException($"Topic '{topic}': nothing came for {Patience}.");
        }
        catch (ConsumeException error)
        {
            throw new TransientException($"Topic '{topic}': {error.Error.Reason} ({error.Error.Code}).", error);
        }
    }
}
