using Unified.Contracts;
using Unified.Epochs;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>Records of an epoch that is filling, in files that the epoch's own replaces.</summary>
[TestClass]
public sealed class PartialEpochTests
{
    private static readonly LogPartition First = Records.Source.Partition(0);

    [TestMethod]
    public void An_archiver_that_resumes_from_partial_files_writes_the_bytes_of_one_that_read_everything()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 40; i++)
        {
            var random = seed.Random(i);
            var log = MemoryLog.Random(random, 200);
            using var whole = new TempFolder();
            using var parts = new TempFolder();
            using (var archiver = Archiver(whole))
            {
                Feed(archiver, log, 0, long.MaxValue);
                archiver.AdvanceTo(log.End);
            }

            // Any number of archivers one after the other, each of which knows nothing but the files.
            var position = 0L;
            while (position < log.End)
            {
                var to = Math.Min(log.End, position + random.Next(1, 90));
                var epoch = ArchivedEpochs.Of(parts.Path, First) is [.., var last] ? last + 1 : 0;
                using var archiver = new PartitionArchiver(parts.Path, Records.Source, First, epoch, "id");
                if (position > Records.Source.Epochs.First(epoch))
                {
                    Assert.AreEqual(position, archiver.Resume(), $"case {i}");
                }

                while (position < to)
                {
                    var until = Math.Min(to, position + random.Next(1, 30));
                    Feed(archiver, log, position, until);
                    archiver.AdvanceTo(until);
                    position = until;
                    Assert.IsTrue(archiver.SavePartial());
                }

                AssertReadable(parts.Path, log, position);
            }

            var files = Directory.GetFiles(whole.Path, "*", SearchOption.AllDirectories);
            foreach (var file in files)
            {
                var same = Path.Combine(parts.Path, Path.GetRelativePath(whole.Path, file));
                CollectionAssert.AreEqual(File.ReadAllBytes(file), File.ReadAllBytes(same), $"case {i}: {same}");
            }

            var left = Directory.GetFiles(parts.Path, "*", SearchOption.AllDirectories).Except(
                files.Select(f => Path.Combine(parts.Path, Path.GetRelativePath(whole.Path, f)))).ToArray();
            Assert.IsTrue(left.All(f => ArchiveLayout.Partials([f], Records.Source.Epochs.Of(log.End)).Count == 1),
                string.Join(" ", left));
        }
    }

    [TestMethod]
    public void Many_records_are_let_go_before_an_epoch_is_known_to_be_slow_and_kept_after()
    {
        using var folder = new TempFolder();
        using var archiver = Archiver(folder);
        var value = new byte[1 << 20];
        for (var offset = 0; offset < 6; offset++)
        {
            archiver.Add(new LogRecord(offset, value));
        }

        Assert.IsTrue(archiver.HasUnsaved);
        Assert.IsFalse(archiver.SavePartial(), "they must be read again");
        archiver.Dispose();
        using var again = Archiver(folder);
        again.KeepAll();
        for (var offset = 0; offset < 6; offset++)
        {
            again.Add(new LogRecord(offset, value));
        }

        Assert.IsTrue(again.SavePartial());
        Assert.AreEqual(6L, Chain(folder.Path, new EpochId(First, 0))[^1].Covered);
    }

    [TestMethod]
    public void A_file_that_is_lost_ends_what_the_others_have()
    {
        using var folder = new TempFolder();
        var epoch = new EpochId(First, 0);
        using var archiver = Archiver(folder);
        archiver.Add(new LogRecord(0, Records.Utf8("a")));
        archiver.SavePartial();
        File.Delete(Directory.GetFiles(ArchiveLayout.Folder(folder.Path, First)).Single());
        archiver.Add(new LogRecord(1, Records.Utf8("b")));
        archiver.SavePartial();
        Assert.IsEmpty(Chain(folder.Path, epoch), "offset 0 is in no file");
        using var other = new PartitionArchiver(folder.Path, Records.Source, First, 0, "id");
        Assert.IsNull(other.Resume());
    }

    private static PartitionArchiver Archiver(TempFolder folder) => new(folder.Path, Records.Source, First, 0, "id");

    private static IReadOnlyList<PartialSegment> Chain(string root, EpochId epoch) =>
        PartialFiles.Chain(root, Records.Source, epoch, "id");

    private static void AssertReadable(string root, MemoryLog log, long covered)
    {
        var epoch = new EpochId(First, Records.Source.Epochs.Of(covered));
        var first = Records.Source.Epochs.First(epoch.Epoch);
        if (covered > first)
        {
            var (found, chain) = (new List<string>(), Chain(root, epoch));
            Assert.AreEqual(covered, chain[^1].Covered);
            foreach (var segment in chain)
            {
                PartialFiles.Read(segment, (in LogRecord r) => found.Add(Text(r.Offset, r.HasValue ? r.Value.ToArray() : null)));
            }

            Assert.AreEqual(
                string.Join("|", log.Records.Where(r => r.Offset >= first && r.Offset < covered).Select(r => Text(r.Offset, r.Value))),
                string.Join("|", found));
        }
    }

    private static string Text(long offset, byte[]? value) => $"{offset}: {(value is null ? "null" : Convert.ToBase64String(value))}";

    private static void Feed(PartitionArchiver archiver, MemoryLog log, long from, long to)
    {
        foreach (var record in log.Records.Where(r => r.Offset >= from && r.Offset < to))
        {
            archiver.Add(MemoryLog.Record(record));
        }
    }
}
