using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Physical;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Runtime;

[TestClass]
public sealed class StreamTaskTests
{
    private static readonly StageProgram Program = StageProgram.Compile(JobPlan.Create(new HourlyTrades()));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestMethod]
    public async Task Every_record_is_counted_once_through_rebalances_failures_and_restarts()
    {
        var seed = TestSeed.Take();
        for (var testCase = 0; testCase < 15; testCase++)
        {
            var random = seed.Random(testCase);
            var topic = Topic(random, 3);
            var tables = new MemoryTables(Program.Plan);
            for (var life = 0; life < 4; life++)
            {
                tables.Failures = random.Next(3);
                var last = life == 3;
                // The loop has a thread of its own, and a Random that nobody else uses.
                var moves = new Random(random.Next());
                var polls = last ? int.MaxValue : random.Next(1, 120);
                await RunAsync(topic, tables, random, reader => Rebalance(reader, moves, last, ref polls), task => last ? Done(task, topic) : Volatile.Read(ref polls) <= 0);
            }

            Lines.AssertEqual(Expected(topic), tables.Print(), $"case {testCase}");
            foreach (var (partition, log) in topic.Logs.Where(l => l.Value.End >= 64))
            {
                Assert.AreEqual(Program.Plan.Source.Epochs.First(Program.Plan.Source.Epochs.Of(log.End)), topic.Committed[partition]);
            }
        }
    }

    [TestMethod]
    public async Task Reading_starts_at_the_cut_and_never_below_it()
    {
        var topic = Topic(TestSeed.Take().Random(), 2);
        topic.Committed[0] = 64;
        topic.Committed[1] = 64 * 4 + 3;
        var tables = new MemoryTables(Program.Plan);
        var cut = new Cut(ImmutableSortedDictionary<int, long>.Empty.Add(0, 2).Add(1, 3));
        await RunAsync(topic, tables, new Random(1), AssignOnce(0, 1), task => Done(task, topic), cut: cut);
        Assert.AreEqual((2L, 4L), (tables.Ledger.Keys.Where(e => e.Partition == 0).Min().Epoch, tables.Ledger.Keys.Where(e => e.Partition == 1).Min().Epoch));
    }

    [TestMethod]
    public async Task What_Kafka_has_dropped_comes_from_the_archive()
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        var log = topic.Logs[0];
        topic.Low[0] = 64 * 3 + 5;
        var archive = new MemoryArchive(log, 0);
        var tables = new MemoryTables(Program.Plan);
        await tables.QuarantineAsync(log.Expected(Program, 0).Quarantine, default);
        await RunAsync(topic, tables, new Random(1), AssignOnce(0), task => Done(task, topic), archive);
        CollectionAssert.AreEqual(new long[] { 0, 1, 2, 3 }, archive.WasRead);
        Lines.AssertEqual(Expected(topic), tables.Print(), "");
    }

    [TestMethod]
    public async Task What_Kafka_drops_while_it_is_read_comes_from_the_archive_too()
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        var log = topic.Logs[0];
        var archive = new MemoryArchive(log, 0);
        var tables = new MemoryTables(Program.Plan);
        await tables.QuarantineAsync(log.Expected(Program, 0).Quarantine, default);
        var (polls, dropped) = (0, 0L);
        var assign = AssignOnce(0);
        await RunAsync(topic, tables, new Random(1), reader =>
        {
            assign(reader);
            if (++polls == 4)
            {
                // In the middle of an epoch that the reader has not begun.
                dropped = Program.Plan.Source.Epochs.Of(reader.Position(0)) + 2;
                topic.Low[0] = Program.Plan.Source.Epochs.First(dropped) + 1;
            }
        }, task => Done(task, topic), archive);
        Assert.Contains(dropped, archive.WasRead);
        Lines.AssertEqual(Expected(topic), tables.Print(), "");
    }

    [TestMethod]
    public async Task What_was_read_and_not_stored_when_Kafka_drops_what_follows_is_computed_again()
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        var tables = new MemoryTables(Program.Plan);
        await tables.QuarantineAsync(topic.Logs[0].Expected(Program, 0).Quarantine, default);
        var (assign, dropped, atEnd) = (AssignOnce(0), false, 0);
        await RunAsync(topic, tables, new Random(1), reader =>
        {
            assign(reader);
            if (!dropped && reader.Position(0) > 64 * 3)
            {
                dropped = true;
                topic.Low[0] = Program.Plan.Source.Epochs.First(Program.Plan.Source.Epochs.Of(reader.Position(0)) + 2) + 1;
            }

            Volatile.Write(ref atEnd, reader.AtEnd && reader.Paused.Count == 0 ? atEnd + 1 : 0);
        }, _ => Volatile.Read(ref atEnd) > 3, new MemoryArchive(topic.Logs[0], 0), options: Unhurried);
        Lines.AssertEqual(Expected(topic), tables.Print(), "");
    }

    [TestMethod]
    public async Task An_end_that_Kafka_tells_does_not_go_past_the_archive()
    {
        var log = MemoryLog.Random(TestSeed.Take().Random(), 64 * 4, gaps: false);
        var topic = new MemoryTopic { Logs = { [0] = log }, Low = { [0] = log.End } };
        var tables = new MemoryTables(Program.Plan);
        await tables.QuarantineAsync(log.Expected(Program, 0).Quarantine, default);
        await RunAsync(topic, tables, new Random(1), AssignOnce(0), task => Done(task, topic), new MemoryArchive(log, 0));
        Lines.AssertEqual(Expected(topic), tables.Print(), "nothing is left in Kafka");
    }

    [TestMethod]
    public async Task A_stop_stores_and_commits_what_was_read()
    {
        var topic = Topic(TestSeed.Take().Random(), 2);
        var tables = new MemoryTables(Program.Plan);
        var (assign, atEnd) = (AssignOnce(0, 1), 0);
        await RunAsync(topic, tables, new Random(1), reader =>
        {
            assign(reader);
            Volatile.Write(ref atEnd, reader.AtEnd ? atEnd + 1 : 0);
        }, _ => Volatile.Read(ref atEnd) > 3, options: Unhurried);
        Lines.AssertEqual(Expected(topic), tables.Print(), "");
        foreach (var (partition, log) in topic.Logs)
        {
            Assert.AreEqual(Program.Plan.Source.Epochs.First(Program.Plan.Source.Epochs.Of(log.End)), topic.Committed[partition]);
        }
    }

    [TestMethod]
    public async Task A_hole_is_an_error_that_names_it()
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        topic.Low[0] = 64 * 3;
        var tables = new MemoryTables(Program.Plan);
        var error = await Assert.ThrowsExactlyAsync<DataException>(() =>
            RunAsync(topic, tables, new Random(1), AssignOnce(0), _ => false, new MemoryArchive(topic.Logs[0], 0, lost: 1)));
        Assert.Contains("topic 'trades' partition 0 has dropped offsets 64 to 127 (epoch 1; it begins at 192 now), and the archive does not have that epoch.", error.Message);
    }

    [TestMethod]
    public async Task Reading_pauses_while_the_tables_are_away_and_goes_on_after()
    {
        var topic = Topic(TestSeed.Take().Random(), 2);
        var gate = new TaskCompletionSource();
        var tables = new MemoryTables(Program.Plan) { Gate = gate.Task };
        var paused = 0;
        var assign = AssignOnce(0, 1);
        await RunAsync(topic, tables, new Random(1), reader =>
        {
            assign(reader);
            paused = Math.Max(paused, reader.Paused.Count);
            if (reader.Paused.Count > 0)
            {
                gate.TrySetResult();
            }
        }, task => Done(task, topic), options: new StreamOptions { FlushRecords = 100, FlushInterval = TimeSpan.FromMilliseconds(5) });
        Assert.AreEqual(2, paused);
        Lines.AssertEqual(Expected(topic), tables.Print(), "");
    }

    [TestMethod]
    public async Task A_stop_that_cannot_store_in_time_ends_without_committing()
    {
        var topic = Topic(TestSeed.Take().Random(), 1);
        var tables = new MemoryTables(Program.Plan) { Gate = new TaskCompletionSource().Task };
        await RunAsync(topic, tables, new Random(1), AssignOnce(0), task => task.Status.Read > 100,
            options: new StreamOptions { ReleaseTimeout = TimeSpan.FromMilliseconds(50) });
        Assert.IsEmpty(topic.Committed);
    }

    /// <summary>Nothing is stored before the stop.</summary>
    private static StreamOptions Unhurried => new() { FlushInterval = TimeSpan.FromHours(1), FlushRecords = int.MaxValue, FlushQuarantined = int.MaxValue };

    private static MemoryTopic Topic(Random random, int partitions)
    {
        var topic = new MemoryTopic();
        for (var p = 0; p < partitions; p++)
        {
            topic.Logs[p] = MemoryLog.Random(random, random.Next(500, 900));
        }

        return topic;
    }

    private static Action<MemoryReader> AssignOnce(params int[] partitions)
    {
        var assigned = false;
        return reader =>
        {
            if (!assigned)
            {
                assigned = true;
                reader.Assign(partitions);
            }
        };
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<MemoryReader, HashSet<int>> Owned = [];

    private static void Rebalance(MemoryReader reader, Random random, bool last, ref int polls)
    {
        Interlocked.Decrement(ref polls);
        var owned = Owned.GetOrCreateValue(reader);
        if (last)
        {
            int[] rest = [.. Enumerable.Range(0, 3).Where(owned.Add)];
            if (rest.Length > 0)
            {
                reader.Assign(rest);
            }
        }
        else if (random.Next(6) == 0)
        {
            var partition = random.Next(3);
            if (owned.Add(partition))
            {
                reader.Assign(partition);
            }
            else
            {
                owned.Remove(partition);
                (random.Next(3) == 0 ? reader.Lose : (Action<int[]>)reader.Revoke)([partition]);
            }
        }
    }

    private static bool Done(StreamTask task, MemoryTopic topic) =>
        task.Status.Partitions.Length == topic.Logs.Count && task.Status.Partitions.All(p => p.Covered == topic.Logs[p.Partition].End);

    private static async Task RunAsync(MemoryTopic topic, MemoryTables tables, Random random, Action<MemoryReader> onPoll, Func<StreamTask, bool> enough,
        MemoryArchive? archive = null, Cut? cut = null, StreamOptions? options = null)
    {
        options ??= new StreamOptions { FlushInterval = TimeSpan.FromMilliseconds(random.Next(1, 20)), FlushRecords = random.Next(50, 2000) };
        var task = new StreamTask(Program, options with { RetryDelay = TimeSpan.FromMilliseconds(1) }, tables, new MemoryManifests(cut ?? Cut.Zero), archive, NullLogger.Instance,
            TimeProvider.System, () =>
            {
                var reader = topic.Open(new Random(random.Next()));
                reader.OnPoll = onPoll;
                return reader;
            });
        using var stop = new CancellationTokenSource();
        var run = task.RunAsync(stop.Token);
        using var patience = new CancellationTokenSource(Patience);
        while (!run.IsCompleted && !enough(task))
        {
            await Task.Delay(5);
            Assert.IsFalse(patience.IsCancellationRequested, $"{task.Status} {string.Join(", ", task.Status.Partitions)} {string.Join(", ", topic.Logs.Select(l => l.Value.End))}");
        }

        await stop.CancelAsync();
        await run.WaitAsync(Patience);
        Assert.AreEqual(StreamState.Stopped, task.Status.State);
    }

    private static string Expected(MemoryTopic topic) => string.Join("\n", topic.Logs.Select(l => l.Value.Expected(Program, l.Key).Print()));
}
