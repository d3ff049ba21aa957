using Microsoft.Extensions.Logging;
using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>Whatever is lost or restored, a stream goes on where the tables say, and not where a group's offsets do.</summary>
[TestClass]
public sealed class TablesDecideTests
{
    private static readonly LogPartition First = StreamScene.Source.Partition(0);

    [TestMethod]
    public async Task Committed_offsets_over_a_fresh_empty_ClickHouse_skip_nothing()
    {
        var scene = await EndedAsync();
        scene.Tables = new MemoryTables(StreamScene.Program.Plan);
        await AgainAsync(scene);
    }

    [TestMethod]
    public async Task Offsets_that_are_forgotten_repeat_nothing_that_is_stored()
    {
        var scene = await EndedAsync();
        scene.Topic.Committed.Clear();
        scene.Tables.ForgetUpserts();
        await AgainAsync(scene);
        foreach (var epoch in scene.Tables.Upserted)
        {
            Assert.AreEqual(StreamScene.Epochs.Of(scene.Topic.Logs[epoch.Partition.Number].End), epoch.Epoch, $"{epoch} was complete");
        }
    }

    [TestMethod]
    public async Task Tables_restored_from_an_older_backup_are_read_on_from_there()
    {
        var scene = Scene();
        await scene.RunAsync(task => task.Status.Read > 300);
        var backup = scene.Tables.Backup();
        await scene.RunToEndAsync();
        scene.Tables = backup;
        await AgainAsync(scene);
    }

    [TestMethod]
    public async Task A_ledger_that_is_newer_than_its_rows_is_not_believed()
    {
        var scene = Scene();
        await scene.RunAsync(task => task.Status.Read > 300);
        var older = scene.Tables.Backup();
        await scene.RunToEndAsync();
        scene.Tables = MemoryTables.Backup(rows: older, ledger: scene.Tables);
        await AgainAsync(scene);
    }

    [TestMethod]
    public async Task Rows_that_are_newer_than_their_ledger_are_written_again()
    {
        var scene = Scene();
        await scene.RunAsync(task => task.Status.Read > 300);
        var older = scene.Tables.Backup();
        await scene.RunToEndAsync();
        scene.Tables = MemoryTables.Backup(rows: scene.Tables, ledger: older);
        await AgainAsync(scene);
    }

    [TestMethod]
    public async Task The_rows_of_one_partition_that_are_lost_under_a_ledger_that_is_kept_are_computed_again()
    {
        var scene = await EndedAsync();
        scene.Tables.LoseRows(e => e.Partition == First);
        scene.Tables.ForgetUpserts();
        await AgainAsync(scene);
        Assert.IsTrue(scene.Tables.Upserted.All(e => e.Partition == First || !Complete(scene, e)), "the others had theirs");
    }

    [TestMethod]
    public async Task A_lost_ledger_is_computed_again()
    {
        var scene = await EndedAsync();
        scene.Tables.LoseLedger(_ => true);
        await AgainAsync(scene);
    }

    [TestMethod]
    public async Task An_epoch_that_is_lost_between_others_is_computed_again()
    {
        var scene = await EndedAsync(gaps: false);
        scene.Tables.LoseRows(e => e.Epoch == 2);
        scene.Tables.LoseLedger(e => e.Epoch == 4 && e.Partition == First);
        await AgainAsync(scene);
    }

    [TestMethod]
    public async Task A_repaired_epoch_whose_rows_are_lost_is_computed_again()
    {
        var scene = await EndedAsync(gaps: false);
        var epoch = new EpochId(First, 1);
        var expected = scene.Tables.PrintRows();
        scene.Tables.Repair(epoch);
        scene.Tables.LoseRows(e => e == epoch);
        await scene.RunToEndAsync();
        Lines.AssertEqual(expected, scene.Tables.PrintRows(), "");
        Assert.AreEqual(StreamScene.Epochs.End(1) + 1, scene.Tables.Ledger[epoch].Covered, "the repair's ledger stands");
    }

    [TestMethod]
    public async Task What_the_tables_lack_and_Kafka_has_dropped_comes_from_the_archive_and_what_they_have_does_not()
    {
        var scene = await EndedAsync(gaps: false);
        scene.Tables.LoseRows(e => e.Epoch == 3);
        foreach (var (partition, log) in scene.Topic.Logs)
        {
            scene.Topic.Low[partition] = StreamScene.Epochs.First(StreamScene.Epochs.Of(log.End));
        }

        // Of the first partition the archive lacks epochs that the tables have: nothing is missing. Epoch 2 is read again where it can
        // be, in case the table came out of an older copy.
        scene.Archive = scene.Archived(new EpochId(First, 2), new EpochId(First, 4));
        await AgainAsync(scene);
        CollectionAssert.AreEqual(
            new[] { "0/3", "1/2", "1/3" },
            scene.Archive.WasRead.Select(e => $"{e.Partition.Number}/{e.Epoch}").Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public async Task An_epoch_that_is_in_no_layer_is_an_error_that_names_it_and_says_that_it_was_there_once()
    {
        var scene = await EndedAsync();
        scene.Tables = new MemoryTables(StreamScene.Program.Plan);
        scene.Topic.Low[0] = 64 * 3;
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => scene.RunAsync(_ => false));
        Assert.Contains("topic 'trades' partition 0 has dropped offsets 0 to 63 (epoch 0; it begins at 192 now), and no archive has them.",
            error.Message);
        Assert.Contains("Its consumer group has committed offsets, so they were stored once, and are lost.", error.Message);
        Assert.Contains("remove the consumer group", error.Message);
    }

    [TestMethod]
    public async Task A_topic_that_ends_before_what_the_tables_have_is_refused_within_an_epoch_too()
    {
        var scene = Scene();
        scene.Topic.Logs[0] = MemoryLog.Random(TestSeed.Take().Random(), 100, gaps: false);
        await scene.RunToEndAsync();
        scene.Topic.Logs[0] = MemoryLog.Random(TestSeed.Take().Random(), 90, gaps: false);
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => scene.RunAsync(_ => false));
        Assert.Contains(
            "partition 0 ends at offset 90, but was read up to offset 100 (epoch 1) before: the topic was made anew or cut short",
            error.Message);
    }

    [TestMethod]
    public async Task What_is_read_again_although_it_was_committed_is_said()
    {
        var scene = await EndedAsync(gaps: false);
        scene.Tables.LoseRows(e => e == new EpochId(First, 2));
        var log = new RecordingLog<StreamTask>(LogLevel.Warning);
        scene.Log = log;
        await AgainAsync(scene);
        var line = log.Of(LogLevel.Warning).Single(l => !l.Contains("quarantined", StringComparison.Ordinal));
        Assert.Contains("the tables do not have trades partition 0 epoch", line);
        Assert.Contains($"offset {StreamScene.Epochs.First(StreamScene.Epochs.Of(scene.Topic.Logs[0].End))} is committed", line);
    }

    private static StreamScene Scene(bool gaps = true) => StreamScene.Of(TestSeed.Take().Random(), 2, gaps);

    private static async Task<StreamScene> EndedAsync(bool gaps = true)
    {
        var scene = Scene(gaps);
        await scene.RunToEndAsync();
        scene.AssertWhole();
        return scene;
    }

    private static async Task AgainAsync(StreamScene scene)
    {
        await scene.RunToEndAsync();
        scene.AssertWhole();
        foreach (var (partition, log) in scene.Topic.Logs)
        {
            Assert.AreEqual(StreamScene.Epochs.First(StreamScene.Epochs.Of(log.End)), scene.Topic.Committed[partition],
                "commits go on as a hint");
        }
    }

    private static bool Complete(StreamScene scene, EpochId epoch) =>
        StreamScene.Epochs.End(epoch.Epoch) <= scene.Topic.Logs[epoch.Partition.Number].End;
}
