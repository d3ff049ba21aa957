using Apache.Arrow;
using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Parquet;

[TestClass]
public sealed class ArchiveReaderTests
{
    private static readonly EpochId Epoch = new(Fixture.Partition(2), 5);

    [TestMethod]
    public async Task An_epoch_is_read_with_its_offsets_and_counts()
    {
        using var fixture = new Fixture();
        var random = TestSeed.Take().Random();
        var offsets = TradeFiles.Offsets(random, fixture.Source, Epoch, 20);
        await TradeFiles.WriteEpochAsync(fixture.Options.ArchiveRoot, fixture.Source, Epoch, Trades.Random(random, 20), offsets,
            quarantined: 3);

        var found = fixture.Archive.Read(fixture.Source, Epoch, fixture.Columns).ToList();

        var read = found.SelectMany(b => ((Int64Array)b.Column(LineageColumns.Offset)).Values.ToArray()).ToArray();
        CollectionAssert.AreEqual(offsets.ToArray(), read);
        Assert.AreEqual((23, 3), fixture.Archive.Counts(fixture.Source, Epoch));
        found.ForEach(b => b.Dispose());
    }

    [TestMethod]
    public async Task Files_under_a_temporary_name_and_quarantines_are_no_epochs()
    {
        using var fixture = new Fixture();
        var random = new Random(1);
        foreach (var epoch in new[] { 1L, 4, 0 })
        {
            await fixture.EpochAsync(2, epoch, Trades.Random(random, 2), random);
        }

        var file = ArchiveLayout.File(fixture.Options.ArchiveRoot, new EpochId(Fixture.Partition(2), 1));
        File.Copy(file, ArchiveLayout.QuarantineFile(fixture.Options.ArchiveRoot, new EpochId(Fixture.Partition(2), 2)));
        File.Copy(file, ArchiveLayout.File(fixture.Options.ArchiveRoot, new EpochId(Fixture.Partition(2), 3)) + ".tmp");
        File.Copy(file, Path.Combine(Path.GetDirectoryName(file)!, "_e=000000000003.parquet"));
        File.Copy(file, Path.Combine(Path.GetDirectoryName(file)!, ".e=000000000003.parquet"));
        CollectionAssert.AreEqual(new[] { 0L, 1, 4 }, fixture.Archive.Epochs(fixture.Source, Fixture.Partition(2)).ToArray());
        Assert.IsEmpty(fixture.Archive.Epochs(fixture.Source, Fixture.Partition(1)));
    }

    [TestMethod]
    [DataRow(new long[] { 320, 322, 321 }, "offset 321 stands where one from 323 to 383 is expected")]
    [DataRow(new long[] { 320, 321, 321 }, "offset 321 stands where one from 322 to 383 is expected")]
    [DataRow(new long[] { 319, 320, 321 }, "offset 319 stands where one from 320 to 383 is expected")]
    [DataRow(new long[] { 320, 321, 384 }, "offset 384 stands where one from 322 to 383 is expected")]
    public async Task Offsets_ascend_within_the_epoch(long[] offsets, string message)
    {
        using var fixture = new Fixture();
        await TradeFiles.WriteEpochAsync(fixture.Options.ArchiveRoot, fixture.Source, Epoch, Trades.Random(new Random(1), 3), offsets);
        StringAssert.Contains(Refused(fixture), message, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(ArchiveLayout.ReadKey, "4", "holds 3 rows and names 0 quarantined records, but says 4 were read")]
    [DataRow(ArchiveLayout.EpochLengthKey, "128", "was archived with epochs of 128 offsets, source 'trades' says 64")]
    [DataRow(ArchiveLayout.FormatKey, "2", "is of archive format 2, and this program reads formats up to 1")]
    [DataRow(ArchiveLayout.QuarantinedKey, "x", "has no count 'unified.quarantined' in its metadata (found 'x')")]
    public async Task Counts_epoch_length_and_format_are_checked(string key, string value, string message)
    {
        using var fixture = new Fixture();
        var metadata = new Dictionary<string, string>
        {
            [ArchiveLayout.ReadKey] = "3",
            [ArchiveLayout.QuarantinedKey] = "0",
            [ArchiveLayout.EpochLengthKey] = "64",
        };
        metadata[key] = value;
        await ParquetFile.WriteAsync(ArchiveLayout.File(fixture.Options.ArchiveRoot, Epoch), metadata, 10,
            ParquetFile.Column(LineageColumns.Offset, 320L, 321, 322));
        var error = Assert.Throws<DataException>(() => fixture.Archive.Read(fixture.Source, Epoch, []).ToList());
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task The_topic_id_is_that_of_the_newest_file_and_files_of_an_older_build_have_none()
    {
        using var fixture = new Fixture();
        Assert.IsNull(fixture.Archive.Identity(fixture.Source), "nothing is archived");
        await fixture.EpochAsync(1, 0, [], new Random(1));
        Assert.IsNull(fixture.Archive.Identity(fixture.Source), "an older build wrote it");
        await ParquetFile.WriteAsync(
            fixture.EpochFile(Fixture.Partition(1), 1), new Dictionary<string, string> { [ArchiveLayout.IdentityKey] = "abc" }, 10,
            ParquetFile.Column(LineageColumns.Offset, 64L));
        Assert.AreEqual("abc", fixture.Archive.Identity(fixture.Source));
    }

    [TestMethod]
    public void An_epoch_that_is_not_archived_is_named_with_its_offsets()
    {
        using var fixture = new Fixture();
        StringAssert.Contains(Refused(fixture), "trades partition 2 epoch 5 (offsets 320 to 383) is not archived",
            StringComparison.Ordinal);
    }

    private static string Refused(Fixture fixture) =>
        Assert.Throws<DataException>(() => fixture.Archive.Read(fixture.Source, Epoch, fixture.Columns).ToList()).Message;
}
