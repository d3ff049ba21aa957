using Microsoft.Extensions.Logging.Abstractions;
using ParquetSharp;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Archiving;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>
/// What the archive's files say of themselves, and what becomes of an archiver when they say something else than it would.
/// </summary>
[TestClass]
public sealed class ArchiveIdentityTests
{
    private static readonly EpochId First = new(Records.Source.Partition(0), 0);

    [TestMethod]
    public async Task A_file_says_which_log_and_which_format_it_is_and_the_database_remembers_the_log()
    {
        using var folder = new TempFolder();
        var identities = new MemoryIdentities();
        await RunAsync(folder.Path, Topic("first"), identities);
        using var file = new ParquetFileReader(ArchiveLayout.File(folder.Path, First));
        Assert.AreEqual("first", file.FileMetaData.KeyValueMetadata[ArchiveLayout.IdentityKey]);
        Assert.AreEqual("1", file.FileMetaData.KeyValueMetadata[ArchiveLayout.FormatKey]);
        Assert.AreEqual("first", identities.Known["trades"]);
    }

    [TestMethod]
    public async Task A_broker_that_gives_no_ids_leaves_the_log_unsaid_and_is_not_compared()
    {
        using var folder = new TempFolder();
        await RunAsync(folder.Path, Topic(null), new MemoryIdentities());
        using (var file = new ParquetFileReader(ArchiveLayout.File(folder.Path, First)))
        {
            Assert.IsFalse(file.FileMetaData.KeyValueMetadata.ContainsKey(ArchiveLayout.IdentityKey));
        }

        await RunAsync(folder.Path, Topic("first"), new MemoryIdentities());
    }

    [TestMethod]
    public async Task Files_of_another_log_are_refused_also_those_of_partitions_that_are_somebody_elses_and_nothing_is_remembered()
    {
        using var folder = new TempFolder();
        await RunAsync(folder.Path, Topic("first"), new MemoryIdentities());
        var identities = new MemoryIdentities();
        var anew = Topic("second");
        anew.Logs[1] = anew.Logs[0];
        anew.Logs.Remove(0);
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => RunAsync(folder.Path, anew, identities));
        Assert.Contains($"Archive of source 'trades': the file '{ArchiveLayout.File(folder.Path, First with { Epoch = 3 })}'",
            error.Message);
        Assert.Contains("with the id first, but the topic has the id second now", error.Message);
        Assert.IsEmpty(identities.Known);
    }

    [TestMethod]
    public async Task An_empty_archive_of_a_log_that_the_database_knows_by_another_id_is_refused()
    {
        using var folder = new TempFolder();
        var identities = new MemoryIdentities { Known = { ["trades"] = "first" } };
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => RunAsync(folder.Path, Topic("second"), identities));
        Assert.Contains("Archive of source 'trades': the database has offsets of log 'trades'", error.Message);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public async Task A_file_of_a_later_format_is_refused_with_both_numbers()
    {
        using var folder = new TempFolder();
        var path = ArchiveLayout.File(folder.Path, First);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var metadata = new Dictionary<string, string> { [ArchiveLayout.EpochLengthKey] = "64", [ArchiveLayout.FormatKey] = "2" };
        using (var writer = new ParquetFileWriter(path, [new Column<long>("_offset")], Compression.Snappy, metadata))
        {
            writer.Close();
        }

        var error = await Assert.ThrowsExactlyAsync<DataException>(() => RunAsync(folder.Path, Topic("first"), new MemoryIdentities()));
        Assert.Contains($"the file '{path}' has format 2, and this program knows formats up to 1", error.Message);
    }

    [TestMethod]
    public async Task A_file_that_cannot_be_read_is_refused_by_name()
    {
        using var folder = new TempFolder();
        var path = ArchiveLayout.File(folder.Path, First);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "PAR1 and no footer");
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => RunAsync(folder.Path, Topic("first"), new MemoryIdentities()));
        Assert.Contains($"File '{path}' of the archive cannot be read", error.Message);
    }

    private static MemoryTopic Topic(string? id) =>
        new() { Id = id, Logs = { [0] = MemoryLog.Random(TestSeed.Take().Random(), 300, gaps: false) } };

    private static async Task RunAsync(string root, MemoryTopic topic, MemoryIdentities identities)
    {
        var options = new ArchiverOptions { Root = root, RetryDelay = TimeSpan.FromMilliseconds(1) };
        var archiver = new Archiver(Records.Source, options, identities, NullLogger.Instance, TimeProvider.System, () =>
        {
            var reader = topic.Open(new Random(1));
            reader.OnPoll = StreamScene.AssignOnce([.. topic.Logs.Keys]);
            return reader;
        });
        using var stop = new CancellationTokenSource(StreamScene.Patience);
        var run = archiver.RunAsync(stop.Token);
        while (!run.IsCompleted && !archiver.Status.Partitions.Any(p => p.Position == topic.Logs[p.Partition.Number].End))
        {
            await Task.Delay(5);
        }

        Assert.IsFalse(stop.IsCancellationRequested, "it came to the end");
        await stop.CancelAsync();
        await run;
    }
}
