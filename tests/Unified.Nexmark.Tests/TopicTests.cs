using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Unified.Nexmark.Generator;
using Unified.Nexmark.Output;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Nexmark.Tests;

[TestClass]
public sealed class TopicTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [TestMethod]
    public async Task The_topics_have_every_event_once_by_its_key_and_in_order_within_it()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        await using var kafka = await RealKafka.StartAsync();
        foreach (var topic in new[] { "person", "auction", "bid" })
        {
            await kafka.CreateTopicAsync(topic, 4);
        }

        var generator = new NexmarkGenerator(new GeneratorOptions { Events = 5_000, Seed = (ulong)TestSeed.Take().Random().NextInt64() });
        var sent = TopicEvents.Send(generator, kafka.BootstrapServers, CancellationToken.None);
        CollectionAssert.AreEqual(new[] { 300L, 4_600L, 100L }, sent.Values.ToArray(), "auctions, bids, persons");
        var expected = generator.Events().ToList();
        CollectionAssert.AreEqual(expected.OfType<Person>().OrderBy(p => p.Id).ToList(),
            Read<Person>(kafka, "person", 100, p => p.Id));
        CollectionAssert.AreEqual(expected.OfType<Auction>().OrderBy(a => a.Id).ToList(),
            Read<Auction>(kafka, "auction", 300, a => a.Id));
        CollectionAssert.AreEqual(expected.OfType<Bid>().OrderBy(b => b.Auction).ToList(), Read<Bid>(kafka, "bid", 4_600, b => b.Auction));
    }

    /// <summary>The records of a topic, by key; those of one key in the order of their partition.</summary>
    private static List<T> Read<T>(RealKafka kafka, string topic, int count, Func<T, long> key)
    {
        using var consumer = new ConsumerBuilder<string, string>(
            new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "test", EnableAutoCommit = false }).Build();
        consumer.Assign(Enumerable.Range(0, 4).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var events = new List<T>();
        while (events.Count < count && consumer.Consume(TimeSpan.FromSeconds(30)) is { } record)
        {
            var read = JsonSerializer.Deserialize<T>(Encoding.UTF8.GetBytes(record.Message.Value), SnakeCase)!;
            Assert.AreEqual($"{key(read)}", record.Message.Key);
            events.Add(read);
        }

        return [.. events.OrderBy(key)];
    }
}
