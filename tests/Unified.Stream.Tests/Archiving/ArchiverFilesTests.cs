using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Streaming.Archiving;
using Unified.Streaming.Runtime;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.Streaming.Tests.Kafka;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>What befalls the archive's files while the archiver runs.</summary>
[TestClass]
public sealed class ArchiverFilesTests
{
    private static readonly LogPartition First = Records.Source.Partition(0);

    private readonly RecordingLog<Archiver> _log = new(LogLevel.Information);

    [TestMethod]
    public async Task A_file_that_is_lost_while_Kafka_has_its_records_is_written_again()
    {
        using var folder = new TempFolder();
        var topic = Topic();
        var file = ArchiveLayout.File(folder.Path, new EpochId(First, 2));
        var deleted = false;
        await RunAsync(folder.Path, topic, status =>
        {
            if (!deleted && AtEnd(status, topic))
            {
                File.Delete(file);
                deleted = true;
            }

            return deleted && File.Exists(file) && AtEnd(status, topic);
        });
        Run.AssertArchived(folder.Path, topic);
        Assert.AreEqual("Archive: the file of trades partition 0 epoch 2 is gone; it is written again from Kafka",
            _log.Of(LogLevel.Warning).First(l => l.Contains("gone", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task An_archive_that_cannot_be_written_waits_says_so_and_goes_on()
    {
        using var folder = new TempFolder();
        var topic = Topic();
        // A file stands where the folder must be.
        Directory.CreateDirectory(folder[Records.Source.Name]);
        var obstacle = ArchiveLayout.Folder(folder.Path, First);
        await File.WriteAllTextAsync(obstacle, "");
        string? problem = null;
        await RunAsync(folder.Path, topic, status =>
        {
            if (problem is null && status.WriteProblem is { } said)
            {
                (problem, _) = (said, status.Problems.Single());
                File.Delete(obstacle);
            }

            return problem is not null && AtEnd(status, topic) && status.WriteProblem is null;
        });
        Assert.Contains("The archive of source 'trades' cannot be written: ", problem!);
        Assert.Contains("Nothing is read until it can; it is tried every 5 seconds", _log.Of(LogLevel.Error).Single());
        Assert.Contains("can be written again", string.Join('\n', _log.Of(LogLevel.Information)));
        Run.AssertArchived(folder.Path, topic);
    }

    private static bool AtEnd(ArchiverStatus status, MemoryTopic topic) =>
        status.Partitions is [{ } only] && only.Position >= topic.Logs[0].End;

    private static MemoryTopic Topic() => new() { Logs = { [0] = MemoryLog.Random(TestSeed.Take().Random(), 400, gaps: false) } };

    private async Task RunAsync(string root, MemoryTopic topic, Func<ArchiverStatus, bool> enough)
    {
        var options = new ArchiverOptions
        {
            Root = root,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            BetweenLooks = TimeSpan.FromMilliseconds(20),
        };
        var archiver = new Archiver(Records.Source, options, new MemoryIdentities(), _log, TimeProvider.System, () =>
        {
            var reader = topic.Open(new Random(1));
            reader.OnPoll = StreamScene.AssignOnce(0);
            return reader;
        });
        using var stop = new CancellationTokenSource();
        using var patience = new CancellationTokenSource(StreamScene.Patience);
        var run = archiver.RunAsync(stop.Token);
        while (!run.IsCompleted && !enough(archiver.Status))
        {
            await Task.Delay(5);
            Assert.IsFalse(patience.IsCancellationRequested, $"{archiver.Status} {string.Join('\n', _log.Of(LogLevel.Error))}");
        }

        await stop.CancelAsync();
        await run.WaitAsync(StreamScene.Patience);
    }
}
