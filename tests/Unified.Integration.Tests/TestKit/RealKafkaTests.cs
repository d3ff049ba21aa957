using Confluent.Kafka;
using Unified.TestKit.Kafka;

namespace Unified.Integration.Tests.TestKit;

[TestClass]
public sealed class RealKafkaTests
{
    [TestMethod]
    public async Task A_real_broker_keeps_records_across_a_kill()
    {
        if (!RealKafka.IsAvailable) { Assert.Inconclusive(RealKafka.SkipReason); }
        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("flights", partitions: 3);
        using (var producer = new ProducerBuilder<Null, string>(
            new ProducerConfig { BootstrapServers = kafka.BootstrapServers, Acks = Acks.All }).Build())
        {
            await producer.ProduceAsync(new TopicPartition("flights", 2), new Message<Null, string> { Value = "kept" });
        }

        await kafka.KillAsync();
        await kafka.RestartAsync();
        using var consumer = new ConsumerBuilder<Ignore, string>(
            new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "test" }).Build();
        consumer.Assign(new TopicPartitionOffset("flights", 2, Offset.Beginning));
        Assert.AreEqual("kept", consumer.Consume(TimeSpan.FromSeconds(30))?.Message.Value);
    }
}
