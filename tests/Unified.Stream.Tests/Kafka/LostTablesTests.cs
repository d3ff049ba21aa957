using Confluent.Kafka;
using Unified.Errors;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Streaming.Tests.Kafka;

[TestClass]
public sealed class LostTablesTests
{
    [TestMethod]
    public async Task Committed_offsets_over_fresh_tables_skip_nothing_and_what_Kafka_has_dropped_is_named()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("trades", partitions: 2);
        using var writer = new TopicWriter(kafka.BootstrapServers, "trades", 2, TestSeed.Take().Random());
        writer.Write(600);
        var topic = writer.Topic(kafka.BootstrapServers);
        var identities = new MemoryIdentities();
        await RunAsync(kafka, topic, new MemoryTables(Run.Program.Plan), identities);
        var committed = Run.Committed(kafka.BootstrapServers, 2);
        Assert.IsTrue(committed.All(o => o > 0), string.Join(", ", committed));

        // As many records again, so that the old offsets lie in the middle.
        writer.Write(600);
        topic = writer.Topic(kafka.BootstrapServers);
        var tables = new MemoryTables(Run.Program.Plan);
        await RunAsync(kafka, topic, tables, identities);
        Lines.AssertEqual(topic.Expected(), tables.Print(), "from the beginning again");
        Assert.IsTrue(Run.Committed(kafka.BootstrapServers, 2).Zip(committed).All(o => o.First > o.Second), "and commits have gone on");

        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build())
        {
            await admin.DeleteRecordsAsync([new TopicPartitionOffset("trades", 0, 70)]);
        }

        await using var stopped = Run.Stream(kafka.BootstrapServers, new MemoryTables(Run.Program.Plan), identities: identities);
        var error = await stopped.FailureAsync();
        Assert.IsInstanceOfType<DataException>(error);
        Assert.Contains("partition 0 has dropped offsets 0 to 63 (epoch 0; it begins at 70 now), and no archive has them", error.Message);
        Assert.Contains("Its consumer group has committed offsets, so they were stored once, and are lost", error.Message);
    }

    private static async Task RunAsync(RealKafka kafka, MemoryTopic topic, MemoryTables tables, MemoryIdentities identities)
    {
        await using var stream = Run.Stream(kafka.BootstrapServers, tables, identities: identities);
        await stream.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
    }
}
