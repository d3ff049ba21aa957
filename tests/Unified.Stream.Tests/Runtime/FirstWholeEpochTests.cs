using Microsoft.Extensions.Logging;
using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>A job version that is new on a topic that has dropped its beginning.</summary>
[TestClass]
public sealed class FirstWholeEpochTests
{
    private static readonly LogPartition First = StreamScene.Source.Partition(0);

    [TestMethod]
    public async Task Every_record_from_the_first_whole_epoch_on_is_counted_once_and_none_before_through_restarts()
    {
        var seed = TestSeed.Take();
        for (var testCase = 0; testCase < 20; testCase++)
        {
            var random = seed.Random(testCase);
            var scene = Scene(random, 3);
            foreach (var (partition, log) in scene.Topic.Logs)
            {
                scene.Topic.Low[partition] = random.Next(4) == 0 ? 0 : random.NextInt64(log.End + 1);
            }

            EpochId[] lost = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new EpochId(First, random.NextInt64(6)))];
            scene.Archive = random.Next(3) == 0 ? null : scene.Archived(lost);
            var origins = scene.Topic.Logs.Keys.ToDictionary(p => p, p => FirstWhole(scene, p));
            for (var life = 0; life < 3; life++)
            {
                scene.Tables.Failures = random.Next(3);
                var (polls, assign) = (random.Next(1, 40), StreamScene.AssignOnce([.. scene.Topic.Logs.Keys]));
                await scene.RunAsync(task => life == 2 ? scene.AtEnd(task, p => origins[p]) : Volatile.Read(ref polls) <= 0, reader =>
                {
                    assign(reader);
                    Interlocked.Decrement(ref polls);
                });
            }

            scene.AssertWhole(p => origins[p], $"case {testCase}");
            var manifest = (await scene.Manifests.HistoryAsync(StreamScene.Program.Plan, default)).Single();
            Assert.AreEqual((1L, "stream", "test"), (manifest.Seq, manifest.Who, manifest.Code));
            Assert.AreEqual(
                string.Join(", ", origins), string.Join(", ", manifest.Origin.Epochs.ToDictionary(e => e.Key.Number, e => e.Value)),
                $"case {testCase}");
            Assert.AreEqual(manifest.Origin, manifest.Cut);
        }
    }

    [TestMethod]
    public async Task A_restart_before_anything_was_stored_does_not_move_the_start()
    {
        var scene = Scene(TestSeed.Take().Random(), 1);
        scene.Topic.Low[0] = 70;
        scene.Options = scene.Options with { ReleaseTimeout = TimeSpan.FromMilliseconds(50) };
        scene.Tables.Gate = new TaskCompletionSource().Task;
        await scene.RunAsync(task => task.Status.Read > 100);
        Assert.IsEmpty(scene.Topic.Committed);

        scene.Topic.Low[0] = 64 * 3 + 1;
        scene.Tables = new MemoryTables(StreamScene.Program.Plan);
        var log = new RecordingLog<StreamTask>(LogLevel.Error);
        scene.Log = log;
        await scene.RunAsync(task => scene.AtEnd(task, _ => 4));
        var error = log.Of(LogLevel.Error).Single();
        Assert.Contains("has dropped offsets 128 to 191 (epoch 2; it begins at 193 now)", error);
        Assert.Contains("So it is with 2 epochs up to 3. What is not there is passed over, answers say so", error);
        Assert.DoesNotContain("first-whole-epoch", error);
        scene.AssertWhole(_ => 4, "what there is");

        scene.Archive = scene.Archived(new EpochId(First, 0), new EpochId(First, 1));
        await scene.RunAsync(task => scene.AtEnd(task, _ => 2));
        scene.AssertWhole(_ => 2, "with the archive");
    }

    [TestMethod]
    public async Task Of_processes_that_declare_at_once_all_begin_where_the_first_said()
    {
        var scene = Scene(TestSeed.Take().Random(), 1);
        scene.Topic.Low[0] = 64 * 2 + 1;
        var other = Empty().BeginningAt(Cut.Zero.With(First, 4)) with { Seq = 1, Id = Guid.CreateVersion7() };
        scene.Manifests.Appending = m => m.AppendAsync(other, default);
        await scene.RunAsync(task => scene.AtEnd(task, _ => 4));
        scene.AssertWhole(_ => 4);
        Assert.AreEqual(other, (await scene.Manifests.HistoryAsync(StreamScene.Program.Plan, default)).Single());
    }

    [TestMethod]
    public async Task What_was_promoted_and_declared_before_stays()
    {
        var scene = Scene(TestSeed.Take().Random(), 1);
        scene.Topic.Low[0] = 65;
        var another = new LogPartition("another", 5);
        var promoted = Empty().BeginningAt(Cut.Zero.With(another, 9)) with
        {
            Seq = 1,
            HistoryDays = [new HistoryDay("trades", 3), new HistoryDay("trades", 4)],
            Promoted = 7,
        };
        await scene.Manifests.AppendAsync(promoted, default);
        await scene.RunAsync(task => scene.AtEnd(task, _ => 2));
        var manifest = await scene.Manifests.CurrentAsync(StreamScene.Program.Plan, default);
        Assert.AreEqual((2L, 2, 0UL, 2L), (manifest.Seq, manifest.HistoryDays.Count, manifest.Promoted, manifest.Cut.Of(First)));
        Assert.AreEqual((9L, 9L, 2L), (manifest.Origin.Of(another), manifest.Cut.Of(another), manifest.Origin.Of(First)));
    }

    [TestMethod]
    public async Task A_partition_whose_tables_are_lost_is_refused_a_later_start()
    {
        var scene = Scene(TestSeed.Take().Random(), 1);
        scene.Options = scene.Options with { Start = LogStart.Beginning };
        await scene.RunAsync(task => task.Status.Partitions.Any(p => p.Committed > 0));
        // Only the committed offset tells that there was something.
        scene.Tables = new MemoryTables(StreamScene.Program.Plan);
        scene.Options = scene.Options with { Start = LogStart.FirstWholeEpoch };
        scene.Topic.Low[0] = scene.Topic.Logs[0].End;
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => scene.RunAsync(_ => false));
        Assert.Contains("has dropped offsets", error.Message);
        Assert.Contains("they were stored once, and are lost", error.Message);
        Assert.IsEmpty(await scene.Manifests.HistoryAsync(StreamScene.Program.Plan, default));
    }

    [TestMethod]
    public async Task Without_the_setting_a_new_job_is_refused_and_told_of_it()
    {
        var scene = Scene(TestSeed.Take().Random(), 1);
        scene.Options = scene.Options with { Start = LogStart.Beginning };
        scene.Topic.Low[0] = 64 * 3 + 1;
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => scene.RunAsync(_ => false));
        Assert.Contains("partition 0 has dropped offsets 0 to 63 (epoch 0; it begins at 193 now)", error.Message);
        Assert.Contains("with the setting Unified:Kafka:Start=first-whole-epoch it begins at epoch 4 (offset 256)", error.Message);
    }

    [TestMethod]
    public async Task A_log_that_has_not_reached_its_first_whole_epoch_is_counted_from_there_once_it_has()
    {
        var random = TestSeed.Take().Random();
        var scene = new StreamScene(new MemoryTopic { Logs = { [0] = MemoryLog.Random(random, 100, gaps: false) }, Low = { [0] = 70 } });
        scene.Options = Options(scene);
        await scene.RunAsync(task => task.Status.Partitions is [{ Position: 128 }]);
        Assert.IsEmpty(scene.Tables.Ledger);

        scene.Topic.Logs[0] = MemoryLog.Random(random, 300, gaps: false);
        await scene.RunAsync(task => scene.AtEnd(task, _ => 2));
        scene.AssertWhole(_ => 2);

        scene.Topic.Logs[0] = MemoryLog.Random(random, 50, gaps: false);
        scene.Topic.Low[0] = 0;
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => scene.RunAsync(_ => false));
        Assert.Contains("the topic was made anew or cut short", error.Message);
    }

    private static StreamScene Scene(Random random, int partitions)
    {
        var scene = StreamScene.Of(random, partitions);
        scene.Options = Options(scene);
        return scene;
    }

    private static StreamOptions Options(StreamScene scene) => scene.Options with { Start = LogStart.FirstWholeEpoch, Code = "test" };

    private static Manifest Empty() => Manifest.Empty(StreamScene.Program.Plan.Job, StreamScene.Program.Plan.Version);

    private static long FirstWhole(StreamScene scene, int partition)
    {
        var first = (scene.Topic.Low[partition] + StreamScene.Epochs.Offsets - 1) / StreamScene.Epochs.Offsets;
        while (scene.Archive?.Epochs(StreamScene.Source, StreamScene.Source.Partition(partition)).Contains(first - 1) == true)
        {
            first--;
        }

        return first;
    }
}
