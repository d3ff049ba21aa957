using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Unified.Embedded;
using Unified.Embedded.Kafka;

namespace Unified.Embedded.Tests.Kafka;

[TestClass]
public sealed class EmbeddedKafkaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestMethod]
    public async Task What_one_client_produces_another_consumes_from_every_partition()
    {
        using var kafka = EmbeddedKafka.Start();
        kafka.CreateTopic("flights", 4);
        using (var producer = Producer(kafka))
        {
            await Task.WhenAll(Enumerable.Range(0, 400).Select(i =>
                producer.ProduceAsync(new TopicPartition("flights", i % 4), Record(i, 10))));
        }

        using var consumer = Consumer(kafka, "reader");
        consumer.Assign(Enumerable.Range(0, 4).Select(static p => new TopicPartitionOffset("flights", p, Offset.Beginning)));
        var read = new List<int>();
        while (read.Count < 400)
        {
            read.Add(consumer.Consume(Patience)?.Message.Key ?? throw new AssertFailedException($"Only {read.Count} records arrived."));
        }

        CollectionAssert.AreEquivalent(Enumerable.Range(0, 400).ToList(), read);
        var marks = consumer.QueryWatermarkOffsets(new TopicPartition("flights", 3), Patience);
        Assert.AreEqual((0L, 100L), (marks.Low.Value, marks.High.Value));
    }

    [TestMethod]
    public void A_topic_has_the_partitions_asked_for_and_is_made_once()
    {
        using var kafka = EmbeddedKafka.Start(brokers: 2);
        kafka.CreateTopic("wide", 7);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        var metadata = admin.GetMetadata("wide", Patience);
        Assert.HasCount(7, metadata.Topics.Single().Partitions);
        Assert.HasCount(2, metadata.Brokers);
        var twice = Assert.ThrowsExactly<EmbeddedServerException>(() => kafka.CreateTopic("wide", 7));
        Assert.Contains("'wide'", twice.Message);
    }

    [TestMethod]
    public async Task A_topic_has_an_id_that_tells_it_from_the_one_of_an_earlier_cluster()
    {
        Assert.AreNotEqual(await IdAsync(), await IdAsync());

        static async Task<string> IdAsync()
        {
            using var kafka = EmbeddedKafka.Start();
            kafka.CreateTopic("flights", 4);
            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
            var options = new DescribeTopicsOptions { RequestTimeout = Patience };
            var topics = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(["flights"]), options);
            return topics.TopicDescriptions.Single().TopicId.ToString();
        }
    }

    [TestMethod]
    public async Task Committed_offsets_outlive_their_consumer()
    {
        using var kafka = EmbeddedKafka.Start();
        kafka.CreateTopic("flights", 4);
        using var producer = Producer(kafka);
        for (var i = 0; i < 20; i++)
        {
            await producer.ProduceAsync(new TopicPartition("flights", 2), Record(i, 10));
        }

        using (var first = Consumer(kafka, "group"))
        {
            first.Assign(new TopicPartitionOffset("flights", 2, Offset.Beginning));
            Assert.IsNotNull(first.Consume(Patience));
            first.Commit([new TopicPartitionOffset("flights", 2, 12)]);
        }

        using var second = Consumer(kafka, "group");
        second.Assign(new TopicPartition("flights", 2));
        Assert.AreEqual(12, second.Consume(Patience).Offset.Value);
        using var progress = new GroupProgress(kafka.BootstrapServers, "flights", 4, ["group"]);
        CollectionAssert.AreEqual(new long[] { 0, 0, 12, 0 }, progress.SlowestCommitted().ToArray());
    }

    [TestMethod]
    public async Task Beyond_five_megabytes_the_oldest_are_gone_and_the_low_watermark_says_so()
    {
        using var kafka = EmbeddedKafka.Start();
        kafka.CreateTopic("flood", 1);
        using var producer = Producer(kafka);
        await Task.WhenAll(Enumerable.Range(0, 8_000).Select(i => producer.ProduceAsync(new TopicPartition("flood", 0), Record(i, 1_000))));
        using var consumer = Consumer(kafka, "reader");
        var marks = consumer.QueryWatermarkOffsets(new TopicPartition("flood", 0), Patience);
        Assert.AreEqual(8_000, marks.High.Value);
        var kept = (marks.High.Value - marks.Low.Value) * 1_000;
        Assert.IsGreaterThan(0, marks.Low.Value);
        Assert.IsLessThanOrEqualTo(EmbeddedKafka.Limits.BytesPerPartition, kept);
        Assert.IsGreaterThan(EmbeddedKafka.Limits.BytesPerPartition / 2, kept);
        Assert.Contains("5 MiB", EmbeddedKafka.Limits.ToString());
    }

    private static Message<int, byte[]> Record(int key, int bytes) => new() { Key = key, Value = new byte[bytes] };

    private static IProducer<int, byte[]> Producer(EmbeddedKafka kafka) =>
        new ProducerBuilder<int, byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers, LingerMs = 5, Acks = Acks.All })
            .Build();

    private static IConsumer<int, byte[]> Consumer(EmbeddedKafka kafka, string group) =>
        new ConsumerBuilder<int, byte[]>(new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        }).Build();
}
