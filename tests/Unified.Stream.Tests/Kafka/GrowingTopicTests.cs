using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Unified.Streaming.Runtime;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Streaming.Tests.Kafka;

/// <summary>Partitions that come later, that have nothing, and many of them.</summary>
[TestClass]
public sealed class GrowingTopicTests
{
    [TestMethod]
    public async Task New_partitions_of_a_topic_are_read_within_seconds_also_in_the_middle_of_a_rebalance()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("trades", partitions: 2);
        var random = TestSeed.Take().Random();
        using var writer = new TopicWriter(kafka.BootstrapServers, "trades", 4, random);
        var tables = new MemoryTables(Run.Program.Plan);
        await using var first = Run.Stream(kafka.BootstrapServers, tables);
        await first.UntilAsync(t => t.Status.Partitions.Length == 2, () => $"{first.Task.Status}");
        await GrowAsync(kafka, 4);
        var start = TimeProvider.System.GetTimestamp();
        writer.Write(500);
        var topic = writer.Topic(kafka.BootstrapServers);
        await first.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
        var took = TimeProvider.System.GetElapsedTime(start);
        Console.WriteLine($"four partitions instead of two were read after {took.TotalSeconds:0.0} s");
        Assert.IsLessThan(TimeSpan.FromSeconds(45), took, "the client's own default is five minutes");

        // A second member comes at the moment when the topic grows again.
        await using var second = Run.Stream(kafka.BootstrapServers, tables);
        await GrowAsync(kafka, 6);
        using var wider = new TopicWriter(kafka.BootstrapServers, "trades", 6, random);
        await first.UntilAsync(t => t.Status.Partitions.Length + second.Task.Status.Partitions.Length == 6,
            () => $"{first.Task.Status.Partitions.Length} and {second.Task.Status.Partitions.Length}");
        Assert.IsNotEmpty(second.Task.Status.Partitions);
        wider.Write(500);
        var ends = wider.Topic(kafka.BootstrapServers);
        await first.UntilAsync(_ => tables.Covers(ends), () => tables.Describe(ends));
    }

    [TestMethod]
    public async Task A_topic_of_200_partitions_most_of_them_idle_is_read_and_no_idle_one_is_taken_for_stuck()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("trades", partitions: 200);
        // Records in every twentieth.
        using var writer = new TopicWriter(kafka.BootstrapServers, "trades", 10, TestSeed.Take().Random());
        writer.Write(3_000);
        var topic = writer.Topic(kafka.BootstrapServers);
        var (tables, log) = (new MemoryTables(Run.Program.Plan), new RecordingLog<StreamTask>(LogLevel.Warning));
        await using var stream = Run.Stream(kafka.BootstrapServers, tables, log);
        await stream.UntilAsync(t => t.Status.Partitions.Length == 200 && tables.Covers(topic), () => tables.Describe(topic));
        Lines.AssertEqual(topic.Expected(), tables.Print(), "200 partitions");
        await Task.Delay(StallWatch.Patience + TimeSpan.FromSeconds(5));
        Assert.IsEmpty(stream.Task.Status.Problems);
        Assert.IsEmpty(log.Of(LogLevel.Error));
        writer.Write(500);
        topic = writer.Topic(kafka.BootstrapServers);
        await stream.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
    }

    private static async Task GrowAsync(RealKafka kafka, int partitions)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = "trades", IncreaseTo = partitions }]);
    }
}
