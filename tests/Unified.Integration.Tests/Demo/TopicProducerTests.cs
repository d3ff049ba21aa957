using System.Collections.Concurrent;
using Confluent.Kafka;
using Unified.Demo.Data;
using Unified.TestKit.Kafka;

namespace Unified.Integration.Tests.Demo;

[TestClass]
public sealed class TopicProducerTests
{
    private static readonly DayRange Days = new(new DateOnly(2001, 4, 1), new DateOnly(2001, 4, 4));

    [TestMethod]
    public async Task The_topic_holds_the_very_bytes_of_each_partition_in_order()
    {
        if (!RealKafka.IsAvailable) { Assert.Inconclusive(RealKafka.SkipReason); }
        var events = FlightEvents.Load(FlightDataset.Find(AppContext.BaseDirectory), Days, new ArrivalOptions());
        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("flights", events.Partitions);
        var calls = new ConcurrentDictionary<int, long>();
        var options = new TopicProducerOptions
        {
            BootstrapServers = kafka.BootstrapServers,
            Topic = "flights",
            BeforeChunk = (partition, bytes, _) =>
            {
                calls[partition] = bytes;
                return ValueTask.CompletedTask;
            },
        };
        using var producer = new TopicProducer(events, options);
        await producer.ProduceAsync(CancellationToken.None);

        Assert.AreEqual(events.Count, producer.Progress.Sent);
        Assert.AreEqual(events.Count, producer.Progress.Acknowledged);
        Assert.AreEqual(events.Undecodable, producer.Progress.Undecodable);
        Assert.AreEqual(events.Partitions, calls.Count);
        for (var p = 0; p < events.Partitions; p++) { AssertSame(events, p, kafka.BootstrapServers); }
    }

    private static void AssertSame(FlightEvents events, int partition, string bootstrap)
    {
        var config = new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "test" };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).Build();
        consumer.Assign(new TopicPartitionOffset("flights", partition, Offset.Beginning));
        foreach (var position in Enumerable.Range(0, events.Count).Where(i => events.Partition(i) == partition))
        {
            var record = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new AssertFailedException(
                $"partition {partition} ends before position {position}");
            Assert.IsTrue(events.Value(position).AsSpan().SequenceEqual(record.Message.Value), $"value at position {position}");
            Assert.IsTrue((events.Key(position) ?? []).AsSpan().SequenceEqual(record.Message.Key ?? []), $"key at position {position}");
            Assert.IsNotNull(record.Message.Value, "an empty record must not become a null one");
        }
    }
}
