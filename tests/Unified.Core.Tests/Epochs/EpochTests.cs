using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit;

namespace Unified.Core.Tests.Epochs;

[TestClass]
public sealed class EpochTests
{
    [TestMethod]
    public void Every_offset_is_in_exactly_one_epoch_and_epochs_touch()
    {
        var random = TestSeed.Take().Random();
        foreach (var length in Enumerable.Range(4, 27).Select(bits => new EpochLength(1L << bits)))
        {
            foreach (var offset in new[] { 0, 1, length.Offsets - 1, length.Offsets, length.Offsets + 1, long.MaxValue / 2,
                random.NextInt64(long.MaxValue / 2) })
            {
                var epoch = length.Of(offset);
                Assert.IsTrue(length.First(epoch) <= offset && offset < length.End(epoch), $"offset {offset} of epoch {epoch}");
                Assert.AreEqual(length.End(epoch), length.First(epoch + 1));
                Assert.AreEqual(offset / length.Offsets, epoch);
            }
        }

        Assert.AreEqual(long.MaxValue >> 4, new EpochLength(16).Of(long.MaxValue));
        Assert.ThrowsExactly<OverflowException>(() => new EpochLength(16).End(long.MaxValue >> 4), "never a wrapped offset");
    }

    [TestMethod]
    public void An_epoch_is_a_range_whatever_gaps_its_offsets_have()
    {
        var length = new EpochLength(16);
        CollectionAssert.AreEqual(new long[] { 0, 0, 3, 3, 4 }, new long[] { 0, 15, 48, 63, 64 }.Select(length.Of).ToArray());
    }

    [TestMethod]
    public void Epochs_are_ordered_by_partition_then_epoch()
    {
        var ordered = new EpochId[] { new(new("a", 7), 9), new(P(0), 0), new(P(0), 9), new(P(1), 0), new(P(2), -1) };
        CollectionAssert.AreEqual(ordered, ordered.Reverse().Order().ToArray());
        Assert.IsTrue(ordered[0] < ordered[1] && ordered[2] > ordered[1] && ordered[0] <= ordered[0] && ordered[0] >= ordered[0]);
    }

    [TestMethod]
    public void The_name_of_a_slice_is_read_back()
    {
        foreach (var slice in new Slice[] { new HistorySlice("trades", 0), new HistorySlice("trades", -1),
            new HistorySlice("trades", 19_782), new LogSlice(P(0), 0, 1), new LogSlice(P(31), 7, long.MaxValue) })
        {
            Assert.AreEqual(slice, Slice.Parse(slice.Name));
            Assert.AreEqual(slice.Name, slice.ToString());
        }

        Assert.AreEqual("history:trades:1969-12-31", new HistorySlice("trades", -1).Name);
        foreach (var name in new[] { "", "log", "log:a:1:2", "log:a:1:2:x", "log:a:-1:2:3", "history:", "history:a:2024-13-01",
            "history:a:2024-1-1", "history:2024-01-01", "other:a:1" })
        {
            Assert.ThrowsExactly<InternalException>(() => Slice.Parse(name), name);
        }
    }

    [TestMethod]
    public void A_cut_is_its_borders()
    {
        Assert.AreEqual(0, Cut.Zero.Of(P(5)));
        Assert.AreEqual(7, Cut.Zero.With(P(5), 7).Of(P(5)));
        Assert.AreEqual(Cut.Zero.With(P(1), 2).With(P(3), 4), Cut.Zero.With(P(3), 4).With(P(1), 2));
        Assert.AreEqual(Cut.Zero, Cut.Zero.With(P(1), 0));
        Assert.AreEqual(Cut.Zero.GetHashCode(), Cut.Zero.With(P(1), 0).GetHashCode());
        Assert.AreNotEqual(Cut.Zero, Cut.Zero.With(P(1), 1));
        Assert.AreEqual("{trades/1: 2, trades/3: 4}", Cut.Zero.With(P(3), 4).With(P(1), 2).ToString());
    }

    [TestMethod]
    public void A_promotion_moves_the_border_to_the_end_of_its_slices_and_never_back()
    {
        Generation Of(params Slice[] slices) => new() { Id = 1, Job = "j", Version = "v", BaseSeq = 0, Slices = [.. slices] };
        var cut = Cut.Zero.With(P(0), 5).With(P(1), 5);
        Assert.AreEqual(cut.With(P(0), 9), Of(new LogSlice(P(0), 5, 7), new LogSlice(P(0), 7, 9), new HistorySlice("trades", 3))
            .CutAfter(cut));
        Assert.AreEqual(cut, Of(new LogSlice(P(0), 2, 4)).CutAfter(cut), "it was overtaken");
        Assert.AreEqual(cut, Of(new HistorySlice("trades", 1)).CutAfter(cut), "history is no part of the log");
    }

    [TestMethod]
    public void Every_epoch_is_in_exactly_one_layer_under_any_cut_and_any_promotion()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 100; i++)
        {
            var random = seed.Random(i);
            var cut = Cut.Zero;
            var batch = new HashSet<EpochId>();
            for (var promotion = 0; promotion < 6; promotion++)
            {
                var slices = Enumerable.Range(0, 3).Select(p => new LogSlice(P(p), cut.Of(P(p)), cut.Of(P(p)) + random.Next(0, 4)))
                    .ToImmutableArray();
                batch.UnionWith(slices.SelectMany(s => Enumerable.Range(0, (int)(s.End - s.First))
                    .Select(e => new EpochId(s.Partition, s.First + e))));
                cut = new Generation { Id = 1, Job = "j", Version = "v", BaseSeq = 0, Slices = [.. slices] }.CutAfter(cut);
                for (var epoch = new EpochId(P(0), 0); epoch.Partition < P(4); epoch = epoch.Epoch < 30
                    ? epoch with { Epoch = epoch.Epoch + 1 } : new(P(epoch.Partition.Number + 1), 0))
                {
                    Assert.AreNotEqual(batch.Contains(epoch), Ownership.StreamOwns(cut, epoch), $"{epoch}, cut {cut}");
                }
            }
        }
    }

    [TestMethod]
    public void What_an_older_cut_gives_back_to_the_stream_is_what_it_owns_and_the_newer_one_does_not()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 100; i++)
        {
            var random = seed.Random(i);
            Cut Any() => Enumerable.Range(0, 3).Where(_ => random.Next(4) > 0)
                .Aggregate(Cut.Zero, (cut, p) => cut.With(P(p), random.Next(0, 8)));
            var (older, newer) = (Any(), Any());
            var given = Ownership.GivenBack(older, newer).SelectMany(s =>
                Enumerable.Range((int)s.First, (int)(s.End - s.First)).Select(e => new EpochId(s.Partition, e))).ToArray();
            var all = Enumerable.Range(0, 3).SelectMany(p => Enumerable.Range(0, 10).Select(e => new EpochId(P(p), e)));
            CollectionAssert.AreEqual(all.Where(e => Ownership.StreamOwns(older, e) && !Ownership.StreamOwns(newer, e)).ToArray(), given,
                $"older {older}, newer {newer}");
        }
    }

    [TestMethod]
    public void A_manifest_names_each_generation_once_and_in_order()
    {
        var manifest = Manifest.Empty("j", "v") with { Days = ImmutableSortedDictionary<int, ulong>.Empty.Add(1, 9).Add(2, 3).Add(3, 9) };
        CollectionAssert.AreEqual(new ulong[] { 3, 9 }, manifest.Generations.ToArray());
    }

    [TestMethod]
    public void Between_history_and_log_every_time_is_owned_once()
    {
        foreach (var until in new long?[] { null, 0, -5, 1_000 })
        {
            foreach (var time in new[] { long.MinValue, -6, -5, -1, 0, 999, 1_000, long.MaxValue })
            {
                Assert.AreNotEqual(Ownership.Counts(EventOrigin.Log, until, time), Ownership.Counts(EventOrigin.History, until, time),
                    $"{time} of {until}");
            }

            Assert.IsTrue(Ownership.Counts(EventOrigin.Log, until, until ?? 0), "the border is the log's");
        }
    }

    [TestMethod]
    public void A_ledger_is_balanced_when_every_record_is_accounted_for()
    {
        Assert.IsTrue(new LedgerCounts(10, 5, 3, 2).Balanced);
        Assert.IsFalse(new LedgerCounts(10, 5, 3, 1).Balanced);
        Assert.AreEqual(new LedgerCounts(11, 6, 3, 2), new LedgerCounts(10, 5, 3, 2) + new LedgerCounts(1, 1, 0, 0));
    }

    [TestMethod]
    public void A_generation_that_does_not_continue_the_manifest_says_why()
    {
        var manifest = Manifest.Empty("j", "v") with { Cut = Cut.Zero.With(P(0), 5), HistoryDays = [new("trades", 10)] };
        string? Conflict(params Slice[] slices) =>
            new Generation { Id = 1, Job = "j", Version = "v", BaseSeq = 0, Slices = [.. slices] }.Conflict(manifest);
        Assert.IsNull(Conflict(new LogSlice(P(0), 5, 7), new LogSlice(P(1), 0, 2), new HistorySlice("trades", 11),
            new LogSlice(P(0), 7, 8)));
        Assert.AreEqual("slice log:trades:0:4:7 does not begin at epoch 5, where trades partition 0 goes on",
            Conflict(new LogSlice(P(0), 4, 7)), "an epoch twice");
        Assert.AreEqual("slice log:trades:0:6:7 does not begin at epoch 5, where trades partition 0 goes on",
            Conflict(new LogSlice(P(0), 6, 7)), "an epoch lost");
        Assert.AreEqual("slice log:trades:1:3:4 does not begin at epoch 2, where trades partition 1 goes on",
            Conflict(new LogSlice(P(1), 0, 2), new LogSlice(P(1), 3, 4)), "a hole inside");
        Assert.IsNotNull(Conflict(new LogSlice(P(0), 5, 5)), "a slice of no epochs");
        Assert.IsNotNull(Conflict(new LogSlice(P(0), 5, 4)), "a border that moves back");
        Assert.AreEqual("slice history:trades:1970-01-11 is in the answer already", Conflict(new HistorySlice("trades", 10)));
        Assert.AreEqual("slice history:trades:1970-01-12 is in the answer already",
            Conflict(new HistorySlice("trades", 11), new HistorySlice("trades", 11)));
    }

    private static LogPartition P(int number) => new("trades", number);
}
