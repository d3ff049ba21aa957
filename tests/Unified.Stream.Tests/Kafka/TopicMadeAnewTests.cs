using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Errors;
using Unified.Streaming.Kafka;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Streaming.Tests.Kafka;

/// <summary>A topic that is deleted and made anew under a client that reads it: the client itself reads on at the old offset.</summary>
[TestClass]
public sealed class TopicMadeAnewTests
{
    [TestMethod]
    public async Task A_topic_keeps_its_id_through_restarts_and_has_another_when_it_is_made_anew()
    {
        RequireKafka();
        await using var kafka = await RealKafka.StartAsync();
        using (var reader = Reader(kafka.BootstrapServers))
        {
            // Never a null, which would mean that Kafka has no ids: a broker may not have heard of a topic that is there.
            var error = Assert.ThrowsExactly<TransientException>(() => reader.TopicId(CancellationToken.None));
            Assert.Contains("UnknownTopicOrPart", error.Message);
        }

        await kafka.CreateTopicAsync("trades", partitions: 1);
        var first = await IdAsync(kafka);
        Assert.IsNotNull(first);
        await kafka.KillAsync();
        await kafka.RestartAsync();
        Assert.AreEqual(first, await IdAsync(kafka));
        await MakeAnewAsync(kafka);
        Assert.AreNotEqual(first, await IdAsync(kafka));
    }

    [TestMethod]
    public void A_topic_of_the_mock_cluster_has_an_id_too()
    {
        using var kafka = new MockKafka();
        using var writer = new TopicWriter(kafka.BootstrapServers, "trades", 4, TestSeed.Take().Random());
        writer.Write(1);
        using var first = Reader(kafka.BootstrapServers);
        using var second = Reader(kafka.BootstrapServers);
        var id = first.TopicId(CancellationToken.None);
        Assert.IsNotNull(id);
        Assert.AreEqual(id, second.TopicId(CancellationToken.None));
        Assert.IsNull(first.Group(CancellationToken.None), "it does not tell who is in a group");
    }

    [TestMethod]
    public async Task A_stream_and_an_archiver_that_run_stop_instead_of_reading_the_new_topic_from_the_middle()
    {
        RequireKafka();
        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("trades", partitions: 1);
        using var folder = new TempFolder();
        var tables = new MemoryTables(Run.Program.Plan);
        var random = TestSeed.Take().Random();
        using var writer = new TopicWriter(kafka.BootstrapServers, "trades", 1, random);
        writer.Write(100);
        await using var stream = Run.Stream(kafka.BootstrapServers, tables);
        await using var archiver = Run.Archiver(kafka.BootstrapServers, folder.Path);
        var topic = writer.Topic(kafka.BootstrapServers);
        await stream.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
        await archiver.UntilAsync(a => a.Status.Partitions.Sum(p => p.Position) == 100, () => archiver.Task.Status.ToString());
        var id = await IdAsync(kafka);

        // More records than before: nothing but the id tells the two apart.
        await MakeAnewAsync(kafka);
        using var again = new TopicWriter(kafka.BootstrapServers, "trades", 1, random);
        again.Write(300);
        foreach (var error in new[] { await stream.FailureAsync(), await archiver.FailureAsync() })
        {
            Assert.IsInstanceOfType<DataException>(error);
            // Who looks between the new topic and its records sees its end go back first.
            var other = $"{Regex.Escape(id!)}, but .*deleted and made anew";
            var earlier = "ends at offset [0-9]+, but was read up to offset";
            Assert.MatchesRegex(new Regex($"({other})|({earlier})", RegexOptions.Singleline), error.Message);
        }

        Assert.AreEqual(StreamState.Failed, stream.Task.Status.State);
    }

    [TestMethod]
    public async Task A_topic_that_is_made_anew_while_nothing_runs_is_refused_at_the_next_start_although_it_has_more_records()
    {
        RequireKafka();
        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync("trades", partitions: 1);
        var (tables, identities, random) = (new MemoryTables(Run.Program.Plan), new MemoryIdentities(), TestSeed.Take().Random());
        using (var writer = new TopicWriter(kafka.BootstrapServers, "trades", 1, random))
        {
            writer.Write(100);
            var topic = writer.Topic(kafka.BootstrapServers);
            await using var first = Run.Stream(kafka.BootstrapServers, tables, identities: identities);
            await first.UntilAsync(_ => tables.Covers(topic), () => tables.Describe(topic));
        }

        var id = await IdAsync(kafka);
        await MakeAnewAsync(kafka);
        using var again = new TopicWriter(kafka.BootstrapServers, "trades", 1, random);
        again.Write(300);
        var before = tables.Print();
        await using var second = Run.Stream(kafka.BootstrapServers, tables, identities: identities);
        var error = await second.FailureAsync();
        Assert.IsInstanceOfType<DataException>(error);
        Assert.Contains($"the database has offsets of log 'trades' from topic 'trades' with the id {id}, but", error.Message);
        Assert.AreEqual(before, tables.Print(), "nothing of the new topic is stored");
    }

    private static void RequireKafka()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }
    }

    private static async Task MakeAnewAsync(RealKafka kafka)
    {
        await kafka.DeleteTopicAsync("trades");
        await kafka.CreateTopicAsync("trades", partitions: 1);
    }

    private static KafkaLogReader Reader(string bootstrap) =>
        new(new KafkaOptions { BootstrapServers = bootstrap }, "trades", "asks", full: false, NullLogger.Instance);

    private static async Task<string?> IdAsync(RealKafka kafka)
    {
        using var reader = Reader(kafka.BootstrapServers);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return reader.TopicId(CancellationToken.None);
            }
            catch (TransientException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }
}
