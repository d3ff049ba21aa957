using System.Globalization;

namespace Unified.Embedded.Kafka;

/// <summary>What librdkafka's mock cluster is not. A program that starts it shows this, so that nobody proves on it what it cannot
/// do.</summary>
/// <param name="BytesPerPartition">A partition keeps this many bytes; the oldest batches are dropped without a word.</param>
/// <param name="BatchesPerPartition">And this many batches.</param>
public sealed record EmbeddedKafkaLimits(long BytesPerPartition, int BatchesPerPartition)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Embedded Kafka (librdkafka's mock cluster, in memory): keeps {BytesPerPartition / (1024 * 1024)} MiB or " +
            $"{BatchesPerPartition:N0} batches a partition and drops the oldest silently; " +
        $"aborted transactions are visible, producers are not fenced, offsets by time and topic creation by an admin client do not " +
            $"work; all is gone when the process ends. For exactly-once use a real broker.");
}
