using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Streaming.Tests.Kafka;

[TestClass]
public sealed class RealKafkaTests
{
    [TestMethod]
    public async Task Aborted_transactions_leave_gaps_and_nothing_else_through_rebalances_and_restarts()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        var random = TestSeed.Take().Random();
        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("trades", partitions: 3);
        var bootstrap = kafka.BootstrapServers;
        using var folder = new TempFolder();
        var tables = new MemoryTables(Run.Program.Plan);
        using var writer = new TopicWriter(bootstrap, "trades", 3, random, transactional: "writer");
        await using var archiver = Run.Archiver(bootstrap, folder.Path);
        MemoryTopic topic;
        await using (var first = Run.Stream(bootstrap, tables))
        {
            Write(writer, random, 20);
            await using (var second = Run.Stream(bootstrap, tables))
            {
                await second.UntilAsync(t => t.Status.Partitions.Length > 0, () => second.Task.Status.ToString());
                Write(writer, random, 20);
                topic = writer.Topic(bootstrap);
                await second.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
            }

            Write(writer, random, 10);
        }

        // The last thing in the topic is an abort that reaches beyond the end of the epoch: only the end of the partition tells that the
        // epoch is complete.
        writer.WriteTransaction(400, commit: false);
        topic = writer.Topic(bootstrap);
        await using (var third = Run.Stream(bootstrap, tables))
        {
            await third.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
        }

        Lines.AssertEqual(topic.Expected(), tables.Print(), "stream");
        await archiver.UntilAsync(
            a => a.Status.Partitions.Sum(p => p.Position) == topic.Logs.Values.Sum(l => l.End),
            () => $"{string.Join(", ", archiver.Task.Status.Partitions)} {tables.Describe(topic)}");
        Run.AssertArchived(folder.Path, topic);
    }

    private static void Write(TopicWriter writer, Random random, int transactions)
    {
        for (var i = 0; i < transactions; i++)
        {
            writer.WriteTransaction(random.Next(1, 120), commit: random.Next(3) != 0);
        }
    }
}
