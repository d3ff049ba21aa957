using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>What Kafka has dropped is read from the archive.</summary>
[TestClass]
public sealed class ArchivedLogTests
{
    [TestMethod]
    public async Task What_Kafka_has_dropped_comes_from_the_archive()
    {
        var scene = Scene();
        scene.Topic.Low[0] = 64 * 3 + 5;
        await scene.RunToEndAsync();
        CollectionAssert.AreEqual(new long[] { 0, 1, 2, 3 }, scene.Archive!.WasRead.Select(e => e.Epoch).ToArray());
        scene.AssertWhole();
    }

    [TestMethod]
    public async Task What_Kafka_drops_while_it_is_read_comes_from_the_archive_too()
    {
        var scene = Scene();
        var (polls, dropped, assign) = (0, 0L, StreamScene.AssignOnce(0));
        await scene.RunAsync(scene.AtEnd, reader =>
        {
            assign(reader);
            if (++polls == 4)
            {
                // In the middle of an epoch that the reader has not begun.
                dropped = StreamScene.Epochs.Of(reader.Position(0)) + 2;
                scene.Topic.Low[0] = StreamScene.Epochs.First(dropped) + 1;
            }
        });
        Assert.Contains(new EpochId(StreamScene.Source.Partition(0), dropped), scene.Archive!.WasRead);
        scene.AssertWhole();
    }

    [TestMethod]
    public async Task What_was_read_and_not_stored_when_Kafka_drops_what_follows_is_computed_again()
    {
        var scene = Scene();
        scene.Options = StreamScene.Unhurried;
        var (assign, dropped, atEnd) = (StreamScene.AssignOnce(0), false, 0);
        await scene.RunAsync(_ => Volatile.Read(ref atEnd) > 3, reader =>
        {
            assign(reader);
            if (!dropped && reader.Position(0) > 64 * 3)
            {
                dropped = true;
                scene.Topic.Low[0] = StreamScene.Epochs.First(StreamScene.Epochs.Of(reader.Position(0)) + 2) + 1;
            }

            Volatile.Write(ref atEnd, reader.AtEnd && reader.Paused.Count == 0 ? atEnd + 1 : 0);
        });
        scene.AssertWhole();
    }

    [TestMethod]
    public async Task An_end_that_Kafka_tells_does_not_go_past_the_archive()
    {
        var log = MemoryLog.Random(TestSeed.Take().Random(), 64 * 4, gaps: false);
        var scene = new StreamScene(new MemoryTopic { Logs = { [0] = log }, Low = { [0] = log.End } });
        scene.Archive = scene.Archived();
        await scene.RunToEndAsync();
        scene.AssertWhole("nothing is left in Kafka");
    }

    [TestMethod]
    public async Task A_hole_where_nothing_is_stored_is_an_error_that_names_it()
    {
        var scene = Scene();
        scene.Topic.Low[0] = 64 * 3;
        scene.Archive = scene.Archived(new EpochId(StreamScene.Source.Partition(0), 1));
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => scene.RunAsync(_ => false));
        Assert.Contains(
            "partition 0 has dropped offsets 64 to 127 (epoch 1; it begins at 192 now), and the archive does not have that epoch.",
            error.Message);
    }

    private static StreamScene Scene()
    {
        var scene = StreamScene.Of(TestSeed.Take().Random(), 1);
        scene.Archive = scene.Archived();
        return scene;
    }
}
