using Unified.Contracts;
using Unified.Epochs;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.Streaming.Tests.Decoding;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>An epoch of any size is archived in memory of one row group.</summary>
[TestClass]
public sealed class RowGroupTests
{
    private static readonly LogPartition Partition = Records.Source.Partition(1);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Memory_holds_one_row_group_and_a_dropped_epoch_leaves_nothing(bool bad)
    {
        using var folder = new TempFolder();
        var source = Records.Source with { Epochs = new EpochLength(1 << 17) };
        var record = bad ? Records.Utf8("bad") : Records.With("x", null);
        foreach (var complete in new[] { false, true })
        {
            using (var archiver = new PartitionArchiver(folder.Path, source, Partition, 0))
            {
                for (var offset = 0; offset < 65_540; offset++)
                {
                    archiver.Add(new LogRecord(offset, record));
                }

                Assert.HasCount(1, Files(folder.Path), "a row group is on the disk");
                archiver.AdvanceTo(complete ? 1 << 17 : 0);
            }

            Assert.HasCount(complete ? (bad ? 2 : 1) : 0, Files(folder.Path));
        }

        var id = new EpochId(Partition, 0);
        CollectionAssert.AreEqual(
            new long[] { 65_536, 4 }, Groups(bad ? ArchiveLayout.QuarantineFile(folder.Path, id) : ArchiveLayout.File(folder.Path, id)));
    }

    [TestMethod]
    public void A_row_group_ends_where_its_keys_and_values_get_large()
    {
        using var folder = new TempFolder();
        using var archiver = new PartitionArchiver(folder.Path, Records.Source, Partition, 0);
        var key = new byte[4 << 20];
        for (var offset = 0; offset < 9; offset++)
        {
            archiver.Add(new LogRecord(offset, Records.With("x", null)) { HasKey = true, Key = key });
        }

        archiver.AdvanceTo(64);
        CollectionAssert.AreEqual(new long[] { 4, 4, 1 }, Groups(ArchiveLayout.File(folder.Path, new EpochId(Partition, 0))));
    }

    private static string[] Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories);

    private static long[] Groups(string file)
    {
        using var reader = new ParquetSharp.ParquetFileReader(file);
        return [.. Enumerable.Range(0, reader.FileMetaData.NumRowGroups).Select(g =>
        {
            using var group = reader.RowGroup(g);
            return group.MetaData.NumRows;
        })];
    }
}
