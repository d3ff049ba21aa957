using Confluent.Kafka;
using Unified.Hosting.Topics;
using Unified.Streaming.Kafka;
using Unified.TestKit.Kafka;

namespace Unified.Hosting.Tests.Topics;

[TestClass]
public sealed class GroupRemovalTests
{
    [TestMethod]
    public async Task A_group_is_deleted_unless_somebody_is_in_it_and_one_that_is_not_there_is_none()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("t", 1);
        var options = new KafkaOptions { BootstrapServers = kafka.BootstrapServers };
        using (var left = Consumer(kafka, "left"))
        {
            left.Commit([new TopicPartitionOffset("t", 0, 0)]);
            left.Close();
        }

        using var staying = Consumer(kafka, "stays");
        staying.Subscribe("t");
        for (var i = 0; i < 600 && staying.Assignment.Count == 0; i++)
        {
            staying.Consume(TimeSpan.FromMilliseconds(100));
        }

        CollectionAssert.AreEqual(new[] { "stays" }, (await GroupRemoval.RunAsync(options, ["left", "stays", "never"])).ToArray());
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        CollectionAssert.AreEqual(new[] { "stays" }, admin.ListGroups(TimeSpan.FromSeconds(30)).Select(g => g.Group).ToArray());
        Assert.IsEmpty(await GroupRemoval.RunAsync(options, []));
    }

    private static IConsumer<byte[], byte[]> Consumer(RealKafka kafka, string group) => new ConsumerBuilder<byte[], byte[]>(
        new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = group, EnableAutoCommit = false }).Build();
}
