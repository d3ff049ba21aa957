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
            // Every complete epoch is committed: the group takes no commit in a rebalance, and the loop tries again.
            await second.UntilAsync(
                _ => Run.Committed(kafka.BootstrapServers, 4).SequenceEqual(Restarts(topic)),
                () => string.Join(", ", Run.Committed(kafka.BootstrapServers, 4)));
        }

        var restarts = Restarts(topic);
        Assert.IsTrue(restarts.All(r => r > 0), "there is something not to read again");
        writer.Write(500);
        topic = writer.Topic(kafka.BootstrapServers);
        tables.ForgetUpserts();
        await using (var third = Run.Stream(kafka.BootstrapServers, tables))
        {
            await third.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
        }

        foreach (var epoch in tables.Upserted)
        {
            Assert.IsGreaterThanOrEqualTo(
                restarts[epoch.Partition.Number], Run.Source.Epochs.First(epoch.Epoch),
                $"{epoch} was complete and committed before the restart");
        }


        Lines.AssertEqual(topic.Expected(), tables.Print(), "stream");
        await archiver.UntilAsync(
            a => a.Status.Partitions.Sum(p => p.Position) == topic.Logs.Values.Sum(l => l.End), () => archiver.Task.Status.ToString());
        Run.AssertArchived(folder.Path, topic);
    }

    /// <summary>Where reading begins after everything in the topic was stored: at the first offset of the epoch that is filling.</summary>
    private static long[] Restarts(MemoryTopic topic)
    {
        var epochs = Run.Source.Epochs;
        return [.. topic.Logs.OrderBy(l => l.Key).Select(l => epochs.First(epochs.Of(l.Value.End)))];
    }
}
