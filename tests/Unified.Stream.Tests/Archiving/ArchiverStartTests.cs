using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Archiving;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>Where an archive begins and goes on: its files say it, and not the offsets that a group has committed.</summary>
[TestClass]
public sealed class ArchiverStartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly LogPartition First = Records.Source.Partition(0);

    [TestMethod]
    public async Task An_archive_that_has_nothing_begins_at_the_first_whole_epoch_of_each_partition_and_goes_on_from_there()
    {
        var random = TestSeed.Take().Random();
        using var folder = new TempFolder();
        // The third has not reached its first whole epoch.
        var topic = new MemoryTopic
        {
            Logs =
            {
                [0] = MemoryLog.Random(random, 500),
                [1] = MemoryLog.Random(random, 500),
                [2] = MemoryLog.Random(random, 100, gaps: false),
            },
            Low = { [1] = 70, [2] = 65 },
        };
        await RunAsync(folder.Path, topic, LogStart.FirstWholeEpoch);
        AssertArchived(folder.Path, topic, 0, 2, 2);

        // The offsets of a group are forgotten when it is away for long.
        topic.Committed.Clear();
        topic.Low[1] = Records.Source.Epochs.First(Records.Source.Epochs.Of(topic.Logs[1].End));
        topic.Logs[2] = MemoryLog.Random(random, 300, gaps: false);
        await RunAsync(folder.Path, topic, LogStart.FirstWholeEpoch);
        AssertArchived(folder.Path, topic, 0, 2, 2);
    }

    [TestMethod]
    public async Task Committed_offsets_over_an_empty_folder_skip_nothing()
    {
        using var lost = new TempFolder();
        using var folder = new TempFolder();
        var topic = Topic(500);
        await RunAsync(lost.Path, topic, LogStart.Beginning);
        var log = new RecordingLog<Archiver>(LogLevel.Warning);
        await RunAsync(folder.Path, topic, LogStart.Beginning, log: log);
        AssertArchived(folder.Path, topic, 0);
        Assert.Contains("trades partition 0 has files without a gap only up to offset 0, although offset 448 is committed",
            log.Of(LogLevel.Warning).Single(l => !l.Contains("quarantined", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_file_that_is_lost_is_written_again()
    {
        using var folder = new TempFolder();
        var topic = Topic(500);
        await RunAsync(folder.Path, topic, LogStart.Beginning);
        File.Delete(ArchiveLayout.File(folder.Path, new EpochId(First, 2)));
        await RunAsync(folder.Path, topic, LogStart.Beginning);
        AssertArchived(folder.Path, topic, 0);
    }

    [TestMethod]
    public async Task A_file_that_is_lost_and_cannot_be_written_again_is_named_and_what_follows_is_archived()
    {
        using var folder = new TempFolder();
        var topic = Topic(300);
        await RunAsync(folder.Path, topic, LogStart.Beginning);
        File.Delete(ArchiveLayout.File(folder.Path, new EpochId(First, 2)));
        topic.Low[0] = 64 * 3;
        topic.Logs[0] = MemoryLog.Random(TestSeed.Take().Random(), 500, gaps: false);
        var log = new RecordingLog<Archiver>(LogLevel.Warning);
        await RunAsync(folder.Path, topic, LogStart.Beginning, log: log);
        CollectionAssert.AreEqual(new long[] { 0, 1, 3, 4, 5, 6 }, ArchivedEpochs.Of(folder.Path, First).ToArray());
        Assert.Contains("trades partition 0 lacks offsets 128 to 191 (epochs 2 to 2), and Kafka has dropped them",
            log.Of(LogLevel.Warning).Single(l => !l.Contains("quarantined", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task An_archive_that_has_something_goes_past_a_hole_and_says_so(bool committed)
    {
        using var folder = new TempFolder();
        var topic = Topic(300);
        topic.Low[0] = 65;
        await RunAsync(folder.Path, topic, LogStart.FirstWholeEpoch);
        if (!committed)
        {
            topic.Committed.Clear();
        }

        // The stop has left a partial file.
        Directory.GetFiles(folder.Path, "*.partial-*", SearchOption.AllDirectories).ToList().ForEach(File.Delete);
        topic.Low[0] = topic.Logs[0].End;
        topic.Logs[0] = MemoryLog.Random(TestSeed.Take().Random(), 500, gaps: false);
        var log = new RecordingLog<Archiver>(LogLevel.Error);
        await RunAsync(folder.Path, topic, LogStart.FirstWholeEpoch, log: log);
        Assert.Contains("has dropped offsets 256 to 299 (epoch 4; it begins at 300 now)", log.Of(LogLevel.Error).Single());
        CollectionAssert.AreEqual(new long[] { 2, 3, 5, 6 }, ArchivedEpochs.Of(folder.Path, First).ToArray());
    }

    [TestMethod]
    public async Task What_Kafka_drops_of_an_epoch_that_fills_is_in_a_partial_file()
    {
        using var folder = new TempFolder();
        var topic = Topic(300);
        await RunAsync(folder.Path, topic, LogStart.Beginning);
        topic.Low[0] = 290;
        var log = new RecordingLog<Archiver>(LogLevel.Error);
        await RunAsync(folder.Path, topic, LogStart.Beginning, log: log);
        topic.Low[0] = topic.Logs[0].End;
        var more = MemoryLog.Random(TestSeed.Take().Random(), 200, gaps: false);
        topic.Logs[0].Records.AddRange(more.Records.Select(r => (r.Offset + 300, r.Value)));
        topic.Logs[0].End = 500;
        await RunAsync(folder.Path, topic, LogStart.Beginning, log: log);
        Assert.IsEmpty(log.Of(LogLevel.Error));
        AssertArchived(folder.Path, topic, 0);
    }

    [TestMethod]
    public async Task An_epoch_that_takes_long_is_saved_while_it_fills()
    {
        using var folder = new TempFolder();
        var topic = Topic(300);
        var wanted = Path.Combine(ArchiveLayout.Folder(folder.Path, First), "e=000000000004.partial-000000000256.parquet");
        await RunAsync(folder.Path, topic, LogStart.Beginning, _ => File.Exists(wanted), partialAfter: TimeSpan.FromMilliseconds(20));
        Assert.HasCount(1, Directory.GetFiles(folder.Path, "*.partial-*", SearchOption.AllDirectories), "the others were replaced");
    }

    [TestMethod]
    public async Task Without_the_setting_a_new_archive_is_refused_and_told_of_it()
    {
        using var folder = new TempFolder();
        var topic = Topic(500);
        topic.Low[0] = 65;
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => RunAsync(folder.Path, topic, LogStart.Beginning, _ => false));
        Assert.Contains("partition 0 has dropped offsets 0 to 63 (epoch 0; it begins at 65 now)", error.Message);
        Assert.Contains("with the setting Unified:Kafka:Start=first-whole-epoch it begins at epoch 2 (offset 128)", error.Message);
    }

    private static MemoryTopic Topic(int records) =>
        new() { Logs = { [0] = MemoryLog.Random(TestSeed.Take().Random(), records, gaps: false) } };

    private static void AssertArchived(string root, MemoryTopic topic, params long[] origins)
    {
        foreach (var (partition, log) in topic.Logs)
        {
            var end = Records.Source.Epochs.Of(log.End);
            var archived = ArchivedEpochs.Of(root, Records.Source.Partition(partition));
            var wanted = Enumerable.Range(0, (int)end).Where(e => e >= origins[partition]);
            Assert.AreEqual(string.Join(" ", wanted), string.Join(" ", archived), $"partition {partition}");
            foreach (var epoch in archived)
            {
                using var file = new ParquetSharp.ParquetFileReader(
                    ArchiveLayout.File(root, new EpochId(Records.Source.Partition(partition), epoch)));
                var records = log.Records.Count(r => Records.Source.Epochs.Of(r.Offset) == epoch);
                Assert.AreEqual($"{records}", file.FileMetaData.KeyValueMetadata[ArchiveLayout.ReadKey]);
            }
        }
    }

    private static async Task RunAsync(
        string root, MemoryTopic topic, LogStart start, Func<PartitionStatus, bool>? reached = null, ILogger? log = null,
        TimeSpan? partialAfter = null)
    {
        reached ??= p => p.Position >= topic.Logs[p.Partition.Number].End;
        var options = new ArchiverOptions
        {
            Root = root,
            Start = start,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            PartialAfter = partialAfter ?? TimeSpan.FromHours(1),
        };
        var archiver = new Archiver(Records.Source, options, new MemoryIdentities(), log ?? NullLogger.Instance, TimeProvider.System, () =>
        {
            var reader = topic.Open(new Random(1));
            reader.OnPoll = StreamScene.AssignOnce([.. topic.Logs.Keys]);
            return reader;
        });
        using var stop = new CancellationTokenSource();
        using var patience = new CancellationTokenSource(Patience);
        var run = archiver.RunAsync(stop.Token);
        while (!run.IsCompleted && !(archiver.Status.Partitions.Length == topic.Logs.Count && archiver.Status.Partitions.All(reached)))
        {
            await Task.Delay(5);
            Assert.IsFalse(patience.IsCancellationRequested, string.Join(", ", archiver.Status.Partitions));
        }

        await stop.CancelAsync();
        await run.WaitAsync(Patience);
    }
}
