using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Kafka;

[TestClass]
public sealed class MockKafkaTests
{
    [TestMethod]
    public async Task A_job_and_the_archiver_read_a_topic_through_restarts_and_a_rebalance()
    {
        var random = TestSeed.Take().Random();
        using var kafka = new MockKafka();
        using var folder = new TempFolder();
        var tables = new MemoryTables(Run.Program.Plan);
        using var writer = new TopicWriter(kafka.BootstrapServers, "trades", 4, random);
        writer.Write(2000);
        await using var archiver = Run.Archiver(kafka.BootstrapServers, folder.Path);
        MemoryTopic topic;
        await using (var first = Run.Stream(kafka.BootstrapServers, tables))
        {
            topic = writer.Topic(kafka.BootstrapServers);
            await first.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
            await using var second = Run.Stream(kafka.BootstrapServers, tables);
            await second.UntilAsync(t => t.Status.Partitions.Length == 2, () => second.Task.Status.ToString());
            writer.Write(2000);
            topic = writer.Topic(kafka.BootstrapServers);
            await second.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
        }

        writer.Write(500);
        topic = writer.Topic(kafka.BootstrapServers);
        await using (var third = Run.Stream(kafka.BootstrapServers, tables))
        {
            await third.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
            // Started at the committed epochs, not at the beginning.
            Assert.IsLessThan(1000, third.Task.Status.Read);
        }

        Lines.AssertEqual(topic.Expected(), tables.Print(), "stream");
        await archiver.UntilAsync(a => a.Status.Partitions.Sum(p => p.Position) == topic.Logs.Values.Sum(l => l.End), () => archiver.Task.Status.ToString());
        Run.AssertArchived(folder.Path, topic);
    }
}
