using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Parquet;
using Unified.Epochs;
using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Tests;

[TestClass]
public sealed class BatchParityTests
{
    [TestMethod]
    public void Batch_rows_before_the_cut_and_stream_rows_after_it_are_all_rows_after_every_generation() => Suite.ForEach(one =>
    {
        var random = one.Random(Purpose.Batch);
        var stream = OneRun.Run(one);
        var all = Facts.Of(one.Reference.Merged(_ => true));
        var run = new BatchRun(one, one.Archived(random.Next(1, 9)), random, EventOrigin.Log);
        run.Run(() => Suite.AssertEqual(
            all, Facts.Of(run.Tables.MergeInto(stream.Merged(e => Ownership.StreamOwns(run.Manifest.Cut, e)))),
                $"the answer with cut {run.Manifest.Cut}"));
        foreach (var log in one.Log)
        {
            Assert.AreEqual(one.Complete(log), run.Manifest.Cut.Of(log.Partition), "every complete epoch is the batch layer's in the end");
        }
    });

    [TestMethod]
    public void Ledgers_and_quarantine_of_complete_epochs_are_equal_in_stream_and_batch() => Suite.ForEach(one =>
    {
        var random = one.Random(Purpose.Batch);
        var run = new BatchRun(one, one.Archived(random.Next(1, 9)), random, EventOrigin.Log);
        run.Run(() => { });
        var (expected, found) = (new Facts(), new Facts());
        var stream = OneRun.Run(one);
        foreach (var epoch in one.CompleteEpochs)
        {
            expected.Add(stream.Ledger[epoch]);
        }

        foreach (var ledger in run.Tables.Ledger)
        {
            Assert.IsTrue(ledger.Counts.Balanced, $"{ledger}");
            found.Add(ledger);
        }

        Suite.AssertEqual(expected, found, "ledgers");
        var complete = one.Log.SelectMany(l => l.Entries.Where(e => e.Offset < one.Epochs(l.Partition).First(one.Complete(l)))
            .SelectMany(e => new[] { StreamTable.Quarantined(l.Partition, e.Offset, one.Plan.Job),
                StreamTable.Quarantined(l.Partition, e.Offset, "") }));
        var rejected = stream.Quarantine.Intersect(complete);
        CollectionAssert.AreEquivalent(rejected.ToList(), run.Tables.Quarantine.ToList(), "records that cannot be decoded or computed");
    });

    [TestMethod]
    public void Recomputed_epochs_are_the_streams_rows_epoch_by_epoch() => Suite.ForEach(one =>
    {
        var options = one.Archived();
        var archive = new ArchiveReader(options);
        var runner = new SliceRunner(new HistoryDataset(options), archive, new BatchTables());
        var found = new Facts();
        foreach (var rows in runner.RecomputeEpochs(one.Plan, one.CompleteEpochs))
        {
            using (rows.Rows)
            {
                found.Add($"{rows.Ledger.Epoch} ", new RowTable(one.Plan.Rows).Add(rows.Rows)).Add(rows.Ledger);
            }
        }

        var expected = new Facts();
        foreach (var epoch in one.CompleteEpochs)
        {
            expected.Add($"{epoch} ", one.Reference.Epochs[epoch].Rows).Add(one.Reference.Ledger(epoch));
        }

        Suite.AssertEqual(expected, found, "recomputed");
    });

    [TestMethod]
    public void Every_layer_accounts_for_every_record() => Suite.ForEach(one =>
    {
        var stream = OneRun.Run(one).Ledger.Values.Select(l => l.Counts).ToList();
        Assert.IsTrue(stream.All(c => c.Balanced));
        var total = stream.Aggregate(default(LedgerCounts), LedgerCounts.Add);
        var bad = one.Log.Sum(l => l.Entries.Count(e => e.Event is null
            || (Owned(one, l, e) && !one.Job.Computes(l.Partition.Log, e.Event))));
        Assert.AreEqual((one.Log.Sum(l => l.Entries.Count), bad), ((int)total.Read, (int)total.Quarantined), "read and quarantined");

        var archive = new ArchiveReader(one.Archived());
        foreach (var epoch in one.CompleteEpochs)
        {
            var source = one.Plan.Source(epoch.Partition);
            var (first, end) = (source.Epochs.First(epoch.Epoch), source.Epochs.End(epoch.Epoch));
            var entries = one.LogOf(epoch.Partition).Entries.Where(e => e.Offset >= first && e.Offset < end).ToList();
            Assert.AreEqual((entries.Count, entries.Count(e => e.Event is null)), (((int, int))archive.Counts(source, epoch)),
                $"{epoch} in the archive");
        }
    });

    private static bool Owned(Case one, PartitionLog log, Entry entry) =>
        Ownership.Counts(EventOrigin.Log, one.Plan.Source(log.Partition).HistoryUntil, Time.Timestamps.FromDateTime(entry.Event!.Time));
}
