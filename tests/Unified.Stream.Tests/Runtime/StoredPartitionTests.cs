using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Streaming.Tests.Runtime;

[TestClass]
public sealed class StoredPartitionTests
{
    private static readonly EpochLength Epochs = new(64);
    private static readonly LogPartition Partition = new("trades", 3);

    [TestMethod]
    public void Nothing_is_stored_of_a_new_partition()
    {
        var stored = Stored(2);
        Assert.AreEqual((2L, 0L, 128L), (stored.Next, stored.End, stored.Covered(2)));
        Assert.IsFalse(stored.Has(1));
    }

    [TestMethod]
    public void A_stream_goes_on_at_the_epoch_that_is_filling()
    {
        var stored = Stored(0, Whole(0), Whole(1), Epoch(2, covered: 140));
        Assert.AreEqual((2L, 140L, 140L), (stored.Next, stored.End, stored.Covered(2)));
    }

    [TestMethod]
    public void An_epoch_without_a_ledger_is_not_stored_and_those_behind_it_are() =>
        AssertGoesOn(Stored(0, Whole(0), Whole(2)), at: 1, has: [0, 2]);

    [TestMethod]
    public void An_epoch_whose_rows_are_fewer_than_its_ledger_says_is_not_stored() =>
        AssertGoesOn(Stored(0, Epoch(0, covered: 64, rows: 0, found: 0), Epoch(1, covered: 128, rows: 5, found: 4), Whole(2)), at: 1,
            has: [0, 2]);

    [TestMethod]
    public void Rows_that_a_crash_has_left_without_their_ledger_are_no_loss() =>
        AssertGoesOn(Stored(0, Whole(0), Epoch(1, covered: 100, rows: 5, found: 9)), at: 1, has: [0]);

    [TestMethod]
    public void What_lies_before_the_cut_does_not_count() => AssertGoesOn(Stored(3, Whole(0), Whole(4)), at: 3, has: [4]);

    [TestMethod]
    public void An_epoch_that_a_repair_stored_beyond_its_end_ends_at_its_end()
    {
        var stored = Stored(0, Epoch(0, covered: 67));
        AssertGoesOn(stored, at: 1, has: [0]);
        Assert.AreEqual((64L, 64L), (stored.End, stored.Covered(0)));
    }

    [TestMethod]
    public void Before_lost_rows_the_last_epoch_with_rows_may_be_older_than_its_ledger_and_is_read_again()
    {
        var empty = Epoch(2, covered: 192, rows: 0, found: 0);
        var stored = Stored(
            0, Whole(0), Whole(1), empty, Epoch(3, covered: 256, rows: 4, found: 0), Epoch(4, covered: 300, rows: 2, found: 0));
        AssertGoesOn(stored, at: 1, has: [0, 1, 2]);
        CollectionAssert.AreEqual(new[] { false, true, false, false }, Enumerable.Range(0, 4).Select(e => stored.IsDoubtful(e)).ToArray());
    }

    [TestMethod]
    public void An_epoch_that_has_no_rows_in_truth_puts_none_in_doubt() =>
        AssertGoesOn(Stored(0, Whole(0), Epoch(1, covered: 128, rows: 0, found: 0), Epoch(2, covered: 130, rows: 0, found: 0)), at: 2,
            has: [0, 1]);

    private static StoredPartition Stored(long cut, params StoredEpoch[] stored) =>
        new(Partition, Epochs, Cut.Zero.With(Partition, cut), stored);

    private static StoredEpoch Whole(long epoch) => Epoch(epoch, Epochs.End(epoch));

    private static StoredEpoch Epoch(long epoch, long covered, long rows = 3, long found = 3) =>
        new(new EpochLedger(new EpochId(Partition, epoch), covered, default) { Rows = rows }, found);

    private static void AssertGoesOn(StoredPartition stored, long at, long[] has)
    {
        Assert.AreEqual(at, stored.Next);
        CollectionAssert.AreEqual(has, Enumerable.Range(0, 10).Select(e => (long)e).Where(stored.Has).ToArray());
    }
}
