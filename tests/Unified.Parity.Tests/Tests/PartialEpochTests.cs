using System.Text.Json;
using Unified.Batch;
using Unified.Batch.Parquet;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Tests;

/// <summary>What the archiver saves of an epoch that fills, as a stream reads it: at any moment the epoch's own file replaces it.</summary>
[TestClass]
public sealed class PartialEpochTests
{
    private const int EpochLength = 64;

    private static readonly SourceSchema Source = JobPlan.Create(new ParcelGroups()).Sources[0];
    private static readonly EpochId Epoch = new(Source.Partition(0), 0);
    private static readonly byte[][] Records = [.. Parcels.Random(new Random(1), 3 * EpochLength)
        .Where(p => double.IsFinite(p.Weight) && float.IsFinite(p.Ratio) && double.IsFinite(p.MaybeWeight ?? 0)
            && float.IsFinite(p.MaybeRatio ?? 0))
        .Take(EpochLength).Select(p => JsonSerializer.SerializeToUtf8Bytes(p))];

    [TestMethod]
    public void A_reader_gives_every_record_before_an_offset_and_nothing_where_it_has_not_all()
    {
        using var folder = new TempFolder();
        var reader = Reader(folder);
        Assert.IsNull(reader.Partial(Source, Epoch, 1), "no file");
        using var archiver = new PartitionArchiver(folder["archive"], Source, Epoch.Partition, 0, "id");
        Feed(archiver, 0, 20);
        Feed(archiver, 20, 45);

        Assert.AreEqual(45, reader.PartialCovered(Source, Epoch));
        foreach (var covered in new[] { 1, 20, 21, 45 })
        {
            var found = reader.Partial(Source, Epoch, covered)!.ToList();
            CollectionAssert.AreEqual(Enumerable.Range(0, covered).Select(o => (long)o).ToList(), found.Select(r => r.Offset).ToList());
            Assert.IsTrue(found.All(r => r.Value!.Value.Span.SequenceEqual(Records[r.Offset])));
        }

        Assert.IsNull(reader.Partial(Source, Epoch, 46), "one that nobody has saved");
    }

    [TestMethod]
    public void Files_that_are_replaced_are_read_to_their_end_or_not_at_all()
    {
        using var folder = new TempFolder();
        var reader = Reader(folder);
        using var archiver = new PartitionArchiver(folder["archive"], Source, Epoch.Partition, 0, "id");
        Feed(archiver, 0, 20);
        Feed(archiver, 20, 45);
        using var begun = reader.Partial(Source, Epoch, 45)!.GetEnumerator();
        Assert.IsTrue(begun.MoveNext());

        Feed(archiver, 45, EpochLength);
        Assert.Contains(0L, reader.Epochs(Source, Epoch.Partition), "the epoch's own file is there");
        Assert.IsEmpty(Directory.GetFiles(folder["archive"], "*.partial-*", SearchOption.AllDirectories));

        Assert.IsNull(reader.Partial(Source, Epoch, 45), "who asks now is told");
        var count = 1;
        while (begun.MoveNext())
        {
            count++;
        }

        Assert.AreEqual(45, count, "who had begun has them all");
    }

    private static ArchiveReader Reader(TempFolder folder) =>
        new(new BatchOptions { DataRoot = folder.Path, ArchiveRoot = folder["archive"] });

    private static void Feed(PartitionArchiver archiver, int from, int until)
    {
        for (var offset = from; offset < until; offset++)
        {
            archiver.Add(new LogRecord(offset, Records[offset]));
        }

        archiver.AdvanceTo(until);
        Assert.IsTrue(archiver.SavePartial());
    }
}
