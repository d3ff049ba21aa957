using System.Runtime.CompilerServices;
using Unified.Epochs;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Runtime;

[TestClass]
public sealed class StreamTaskTests
{
    private static readonly ConditionalWeakTable<MemoryReader, HashSet<int>> Owned = [];

    [TestMethod]
    public async Task Every_record_is_counted_once_through_rebalances_failures_and_restarts()
    {
        var seed = TestSeed.Take();
        for (var testCase = 0; testCase < 15; testCase++)
        {
            var random = seed.Random(testCase);
            var scene = StreamScene.Of(random, 3);
            for (var life = 0; life < 4; life++)
            {
                scene.Tables.Failures = random.Next(3);
                var (interval, records) = (TimeSpan.FromMilliseconds(random.Next(1, 20)), random.Next(50, 2000));
                scene.Options = new StreamOptions { FlushInterval = interval, FlushRecords = records };
                var last = life == 3;
                // The loop has a thread of its own, and a Random that nobody else uses.
                var moves = new Random(random.Next());
                var polls = last ? int.MaxValue : random.Next(1, 120);
                await scene.RunAsync(
                    task => last ? scene.AtEnd(task) : Volatile.Read(ref polls) <= 0, reader => Rebalance(reader, moves, last, ref polls));
            }

            scene.AssertWhole($"case {testCase}");
            AssertCommitted(scene);
        }
    }

    [TestMethod]
    public async Task Reading_starts_at_the_cut_whatever_is_committed()
    {
        var scene = StreamScene.Of(TestSeed.Take().Random(), 2);
        scene.Topic.Committed[0] = 64;
        scene.Topic.Committed[1] = 64 * 4 + 3;
        scene.Manifests = new MemoryManifests(Cut.Zero.With(StreamScene.Source.Partition(0), 2).With(StreamScene.Source.Partition(1), 3));
        await scene.RunToEndAsync();
        Assert.AreEqual((2L, 3L), (First(0), First(1)));
        long First(int partition) => scene.Tables.Ledger.Keys.Where(e => e.Partition.Number == partition).Min().Epoch;
    }

    [TestMethod]
    public async Task A_stop_stores_and_commits_what_was_read()
    {
        var scene = StreamScene.Of(TestSeed.Take().Random(), 2);
        scene.Options = StreamScene.Unhurried;
        var (assign, atEnd) = (StreamScene.AssignOnce(0, 1), 0);
        await scene.RunAsync(_ => Volatile.Read(ref atEnd) > 3, reader =>
        {
            assign(reader);
            Volatile.Write(ref atEnd, reader.AtEnd ? atEnd + 1 : 0);
        });
        scene.AssertWhole();
        AssertCommitted(scene);
    }

    [TestMethod]
    public async Task Reading_pauses_while_the_tables_are_away_and_goes_on_after()
    {
        var gate = new TaskCompletionSource();
        var scene = StreamScene.Of(TestSeed.Take().Random(), 2);
        scene.Tables.Gate = gate.Task;
        scene.Options = new StreamOptions { FlushRecords = 100, FlushInterval = TimeSpan.FromMilliseconds(5) };
        var (assign, paused) = (StreamScene.AssignOnce(0, 1), 0);
        await scene.RunAsync(scene.AtEnd, reader =>
        {
            assign(reader);
            paused = Math.Max(paused, reader.Paused.Count);
            if (reader.Paused.Count > 0)
            {
                gate.TrySetResult();
            }
        });
        Assert.AreEqual(2, paused);
        scene.AssertWhole();
    }

    [TestMethod]
    public async Task A_stop_that_cannot_store_in_time_ends_without_committing()
    {
        var scene = StreamScene.Of(TestSeed.Take().Random(), 1);
        scene.Tables.Gate = new TaskCompletionSource().Task;
        scene.Options = new StreamOptions { ReleaseTimeout = TimeSpan.FromMilliseconds(50) };
        await scene.RunAsync(task => task.Status.Read > 100);
        Assert.IsEmpty(scene.Topic.Committed);
    }

    private static void AssertCommitted(StreamScene scene)
    {
        foreach (var (partition, log) in scene.Topic.Logs.Where(l => l.Value.End >= StreamScene.Epochs.Offsets))
        {
            Assert.AreEqual(StreamScene.Epochs.First(StreamScene.Epochs.Of(log.End)), scene.Topic.Committed[partition]);
        }
    }

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
}
