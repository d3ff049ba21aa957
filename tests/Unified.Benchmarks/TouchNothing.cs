using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;

namespace Unified.Benchmarks;

/// <summary>The floor: a process in which the client library reads a topic to its end and nothing looks at the records.</summary>
internal static class TouchNothing
{
    /// <param name="bootstrap">The brokers.</param>
    /// <param name="topics">Topics of four partitions, apart by commas.</param>
    /// <param name="records">How many records they have.</param>
    public static int Run(string bootstrap, string topics, long records)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "floor",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            ConsumeResultFields = "none",
            CheckCrcs = true,
            QueuedMinMessages = 200_000,
            QueuedMaxMessagesKbytes = 65_536,
            MaxPartitionFetchBytes = 2_097_152,
            FetchQueueBackoffMs = 10,
        }).Build();
        consumer.Assign(topics.Split(',').SelectMany(topic =>
            Enumerable.Range(0, 4).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning))));
        for (var read = 0L; read < records;)
        {
            read += consumer.Consume(1000) is null ? 0 : 1;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"cpu {Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds}"));
        return 0;
    }
}
