using System.Security.Cryptography;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Archiving;

[TestClass]
public sealed class PartitionArchiverTests
{
    private static readonly LogPartition Partition = Records.Source.Partition(1);

    [TestMethod]
    public void Two_runs_write_the_same_bytes_wherever_they_are_killed()
    {
        var random = TestSeed.Take().Random();
        var log = MemoryLog.Random(random, 1000);
        using var one = new TempFolder();
        using var two = new TempFolder();
        Archive(one.Path, log, 0, log.End);
        for (var i = 0; i < 10; i++)
        {
            // Killed anywhere, begun again at any epoch before.
            var from = Records.Source.Epochs.Of(random.NextInt64(0, log.End));
            Archive(two.Path, log, i == 0 ? 0 : Math.Min(from, FirstMissing(two.Path)), random.NextInt64(0, log.End));
        }

        Archive(two.Path, log, FirstMissing(two.Path), log.End);
        var files = Hashes(one.Path);
        Assert.IsGreaterThan(10, files.Length);
        Assert.Contains(f => f.Contains("quarantine", StringComparison.Ordinal), files);
        CollectionAssert.AreEqual(files, Hashes(two.Path));
    }

    [TestMethod]
    public async Task A_file_has_the_records_of_its_epoch_and_no_others_however_often_they_come()
    {
        var random = TestSeed.Take().Random();
        var log = MemoryLog.Random(random, 1000);
        var decoder = Records.Decoder();
        var accepted = log.Records.Where(r => decoder.Append(MemoryLog.Record(r)) is null).Select(r => r.Offset).ToHashSet();
        using var folder = new TempFolder();
        var counts = new Dictionary<long, (long Read, long Quarantined)>();
        using (var archiver = new PartitionArchiver(
            folder.Path, Records.Source, Partition, 0, identity: null, (epoch, read, bad) => counts.Add(epoch.Epoch, (read, bad))))
        {
            for (var at = 0; at < log.Records.Count; at = Math.Max(0, at + (random.Next(200) == 0 ? -random.Next(0, 80) : 1)))
            {
                archiver.Add(MemoryLog.Record(log.Records[at]));
                archiver.AdvanceTo(random.NextInt64(0, log.Records[at].Offset + 1));
            }

            archiver.AdvanceTo(log.End);
        }

        var epochs = Records.Source.Epochs;
        Assert.HasCount((int)epochs.Of(log.End), counts);
        foreach (var (epoch, count) in counts)
        {
            var inside = log.Records.Select(r => r.Offset).Where(o => epochs.Of(o) == epoch).ToList();
            Assert.AreEqual((inside.Count, inside.Count(o => !accepted.Contains(o))), count, $"epoch {epoch}");
            CollectionAssert.AreEqual(
                inside.Where(accepted.Contains).ToArray(),
                await OffsetsAsync(ArchiveLayout.File(folder.Path, new EpochId(Partition, epoch))));
        }
    }

    [TestMethod]
    public void The_last_offset_of_an_epoch_completes_it()
    {
        using var folder = new TempFolder();
        using var archiver = new PartitionArchiver(folder.Path, Records.Source, Partition, 0);
        archiver.Add(new LogRecord(63, Records.With("x", null)));
        CollectionAssert.AreEqual(new long[] { 0 }, ArchivedEpochs.Of(folder.Path, Partition).ToArray());
    }

    [TestMethod]
    public void Nothing_has_a_readers_name_before_its_epoch_is_complete()
    {
        using var folder = new TempFolder();
        var archiver = new PartitionArchiver(folder.Path, Records.Source, Partition, 0);
        archiver.Add(new LogRecord(62, Records.With("x", null)));
        Assert.IsEmpty(Directory.EnumerateFiles(folder.Path, "*.parquet", SearchOption.AllDirectories).ToArray());
        archiver.AdvanceTo(64);
        Assert.AreEqual("e=000000000000.parquet",
            Path.GetFileName(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Single()));
        Assert.AreEqual(64, archiver.RestartAt);
        archiver.Dispose();
    }

    [TestMethod]
    public void What_a_crash_leaves_between_writing_and_renaming_is_ignored_and_removed()
    {
        using var folder = new TempFolder();
        var name = ArchiveLayout.File(folder.Path, new EpochId(Partition, 0));
        Directory.CreateDirectory(Path.GetDirectoryName(name)!);
        var left = Path.Combine(Path.GetDirectoryName(name)!, ".e=000000000000.parquet.0123456789abcdef.tmp");
        File.WriteAllText(left, "PAR1 half a file");
        Assert.IsEmpty(ArchivedEpochs.Of(folder.Path, Partition));
        var log = MemoryLog.Random(TestSeed.Take().Random(), 200);
        Archive(folder.Path, log, 0, log.End);
        Assert.IsFalse(File.Exists(left));
        Assert.AreEqual(0, ArchivedEpochs.Of(folder.Path, Partition)[0]);
    }

    [TestMethod]
    public void Another_epoch_length_is_refused_with_the_way_out()
    {
        using var folder = new TempFolder();
        Archive(folder.Path, MemoryLog.Random(TestSeed.Take().Random(), 200), 0, 128);
        ArchivedEpochs.Check(folder.Path, Records.Source, [Partition], topicId: null);
        var error = Assert.ThrowsExactly<DataException>(() =>
            ArchivedEpochs.Check(folder.Path, Records.Source with { Epochs = new EpochLength(128) }, [Partition], topicId: null));
        Assert.Contains("epochs of 64 offsets, but the source declares 128", error.Message);
    }

    private static long FirstMissing(string root) =>
        ArchivedEpochs.FirstMissing(ArchivedEpochs.Of(root, Partition), LogStart.Beginning, 0).Epoch!.Value;

    internal static void Archive(string root, MemoryLog log, long epoch, long end)
    {
        using var archiver = new PartitionArchiver(root, Records.Source, Partition, epoch);
        foreach (var record in log.Records.Where(r => r.Offset >= archiver.RestartAt && r.Offset < end))
        {
            var read = MemoryLog.Record(record);
            archiver.Add(record.Offset % 3 == 0
                ? read
                : new LogRecord
                {
                    Offset = read.Offset,
                    Value = read.Value,
                    HasValue = read.HasValue,
                    Key = BitConverter.GetBytes(read.Offset),
                    HasKey = true,
                    TimestampMillis = 1_700_000_000_000 + read.Offset,
                });
        }

        archiver.AdvanceTo(end);
    }

    private static async Task<long[]> OffsetsAsync(string file)
    {
        using var reader = new ParquetSharp.Arrow.FileReader(file);
        using var batches = reader.GetRecordBatchReader();
        var offsets = new List<long>();
        while (await batches.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
            {
                offsets.AddRange(((Apache.Arrow.Int64Array)batch.Column(LineageColumns.Offset)).Values.ToArray());
            }
        }

        return [.. offsets];
    }

    private static string[] Hashes(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => $"{Path.GetRelativePath(folder, f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}"),
    ];
}
