using Microsoft.Extensions.Logging;
using Unified.Epochs;
using Unified.Streaming.Runtime;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>Kafka drops a part of the epoch that is filling, after it was read: every partition with few records meets it.</summary>
[TestClass]
public sealed class RetentionTests
{
    private static readonly LogPartition First = StreamScene.Source.Partition(0);

    [TestMethod]
    public async Task A_partial_file_is_enough_to_go_on_inside_an_epoch()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 30; i++)
        {
            var random = seed.Random(i);
            var scene = StreamScene.Of(random, partitions: 2);
            await scene.RunToEndAsync();

            // The archive has complete epochs and a part of the one that fills; Kafka has what the part lacks, or a little more.
            scene.Archive = scene.Archived();
            var end = scene.Topic.Logs[0].End;
            var epoch = StreamScene.Epochs.Of(end);
            var covered = random.NextInt64(StreamScene.Epochs.First(epoch) + 1, end + 2);
            covered = Math.Min(covered, end);
            scene.Archive.Partials[new EpochId(First, epoch)] = covered;
            scene.Topic.Low[0] = random.NextInt64(Math.Min(StreamScene.Epochs.First(epoch), covered), covered + 1);
            if (random.Next(2) == 0)
            {
                scene.Tables = new MemoryTables(StreamScene.Program.Plan);
            }

            await scene.RunToEndAsync();
            scene.AssertWhole($"case {i}: covered {covered}, Kafka begins at {scene.Topic.Low[0]}");
            More(scene, random);
            await scene.RunToEndAsync();
            scene.AssertWhole($"case {i}, and what came after");
        }
    }

    [TestMethod]
    public async Task Partial_files_that_the_epochs_own_file_replaces_just_then_lose_no_record()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 10; i++)
        {
            var random = seed.Random(i);
            var scene = StreamScene.Of(random, partitions: 1, gaps: false);
            await scene.RunToEndAsync();
            var (end, lost) = (scene.Topic.Logs[0].End, new MemoryTables(StreamScene.Program.Plan));
            var filling = new EpochId(First, StreamScene.Epochs.Of(end));
            (scene.Archive, scene.Tables, scene.Topic.Low[0]) = (scene.Archived(), lost, end);
            scene.Archive.Partials[filling] = end;
            var asked = 0;
            scene.Archive.OnPartial = _ =>
            {
                // The archiver was faster: it has read on, has written the epoch's file, and has removed these.
                asked++;
                scene.Archive.Partials.Remove(filling);
                More(scene, random);
            };

            await scene.RunToEndAsync();
            await scene.RunToEndAsync();

            Assert.AreEqual(StreamScene.Epochs.First(filling.Epoch) == end ? 0 : 1, asked, $"case {i}");
            scene.AssertWhole($"case {i}");
        }
    }

    [TestMethod]
    public async Task What_is_in_no_layer_is_passed_over_by_its_partition_alone_and_read_when_it_is_back()
    {
        var random = TestSeed.Take().Random();
        var scene = StreamScene.Of(random, partitions: 2, gaps: false);
        await scene.RunToEndAsync();
        var end = scene.Topic.Logs[0].End;
        var epoch = StreamScene.Epochs.Of(end);
        More(scene, random);
        scene.Topic.Low[0] = StreamScene.Epochs.First(epoch) + 1;
        var log = new RecordingLog<StreamTask>(LogLevel.Error);
        scene.Log = log;
        await scene.RunToEndAsync();

        // Everything but the rest of one epoch, which the ledger shows as a hole: that is what answers tell.
        Assert.Contains($"partition 0 has dropped offsets {StreamScene.Epochs.First(epoch)} to {StreamScene.Epochs.First(epoch)} "
            + $"(epoch {epoch}; it begins at {StreamScene.Epochs.First(epoch) + 1} now), and no archive has them.",
            log.Of(LogLevel.Error).Single());
        var ledger = scene.Tables.Ledger;
        Assert.AreEqual(end > StreamScene.Epochs.First(epoch) ? end : 0, ledger.GetValueOrDefault(new EpochId(First, epoch))?.Covered ?? 0,
            "as it was before");
        Assert.IsTrue(ledger.ContainsKey(new EpochId(First, epoch + 1)));
        Assert.AreEqual(scene.Topic.Logs[1].End, ledger.Values.Where(l => l.Epoch.Partition.Number == 1).Max(l => l.Covered));

        scene.Archive = scene.Archived();
        await scene.RunToEndAsync();
        scene.AssertWhole("when the archive's files are back");
    }

    private static void More(StreamScene scene, Random random)
    {
        foreach (var log in scene.Topic.Logs.Values)
        {
            var more = MemoryLog.Random(random, 300, gaps: false);
            log.Records.AddRange(more.Records.Select(r => (r.Offset + log.End, r.Value)));
            log.End += more.End;
        }
    }
}
