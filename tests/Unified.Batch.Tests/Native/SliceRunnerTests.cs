using Unified.Batch.Slices;
using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Physical;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Time;

namespace Unified.Batch.Tests.Native;

[TestClass]
public sealed class SliceRunnerTests
{
    [TestMethod]
    public async Task A_history_day_is_the_fold_of_its_files()
    {
        using var fixture = new Fixture();
        var random = TestSeed.Take().Random();
        var (first, second) = (Trades.Random(random, 120), Trades.Random(random, 80));
        await fixture.HistoryAsync(fixture.Border - 1, first, "a.parquet");
        await fixture.HistoryAsync(fixture.Border - 1, second, "b.parquet");
        await fixture.HistoryAsync(fixture.Border - 1, first, "_half.parquet");
        await fixture.HistoryAsync(fixture.Border - 1, first, ".hidden.parquet");

        var result = await fixture.Runner.RunAsync(fixture.Plan, 7, new HistorySlice("trades", fixture.Border - 1), CancellationToken.None);

        var run = StageProgram.Compile(fixture.Plan).Open(EventOrigin.History);
        var rejected = run.Add(EventBatches.From(fixture.Source, [.. first, .. second]));
        var (rows, ledger) = fixture.Stores.Slices[(7, new HistorySlice("trades", fixture.Border - 1).Name)];
        Assert.AreEqual(new RowTable(fixture.Plan.Rows).Add(run.Rows(false)).ToString(), rows.ToString());
        Assert.AreEqual(run.Counts, result.Counts);
        Assert.AreEqual(run.RowCount, result.Rows);
        Assert.HasCount(1, ledger);
        var foreign = first.Concat(second).Count(t => Timestamps.FromDateTime(t.Time) >= fixture.Source.HistoryUntil);
        var day = new EpochId(Fixture.Partition(LogPartition.History), fixture.Border - 1);
        Assert.AreEqual(new EpochLedger(day, 0, run.Counts) { Foreign = foreign }, ledger[0],
            "events on or after the border are counted by name");
        Assert.IsGreaterThan(0, foreign);
        Assert.HasCount(rejected.Count, fixture.Stores.Quarantine);
    }

    [TestMethod]
    public async Task A_history_event_that_cannot_be_computed_is_kept_under_its_position_and_the_reason_says_where_it_stands()
    {
        using var fixture = new Fixture();
        var morning = new DateTime(2024, 3, 1, 9, 0, 0, DateTimeKind.Utc);
        var trades = Trades.Random(new Random(1), 3).Select(t => t with { Quantity = 3, Time = morning }).ToList();
        await fixture.HistoryAsync(fixture.Border - 1, trades, "a.parquet");
        await fixture.HistoryAsync(fixture.Border - 1, [trades[0], trades[1] with { Quantity = 0 }], "b.parquet");

        await fixture.Runner.RunAsync(fixture.Plan, 7, new HistorySlice("trades", fixture.Border - 1), CancellationToken.None);

        var kept = fixture.Stores.Quarantine.Values.Single();
        Assert.AreEqual(Fixture.Partition(LogPartition.History), kept.Partition);
        Assert.AreEqual(new HistoryDay("trades", fixture.Border - 1).FirstPosition + 4, kept.Offset);
        Assert.AreEqual("daily_trades", kept.Job);
        StringAssert.StartsWith(kept.Reason, "dt=2024-03-01/b.parquet row 1: ", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_log_slice_has_the_merged_rows_and_the_ledger_of_each_epoch_that_the_stream_has()
    {
        using var fixture = new Fixture();
        var random = TestSeed.Take().Random();
        for (var epoch = 2; epoch < 6; epoch++)
        {
            await fixture.EpochAsync(1, epoch, Trades.Random(random, random.Next(0, 60)), random, quarantined: random.Next(3));
        }

        await fixture.Runner.RunAsync(fixture.Plan, 7, new LogSlice(Fixture.Partition(1), 2, 6), CancellationToken.None);

        var (rows, ledger) = fixture.Stores.Slices[(7, "log:trades:1:2:6")];
        var ids = Enumerable.Range(2, 4).Select(e => new EpochId(Fixture.Partition(1), e));
        var epochs = fixture.Runner.RecomputeEpochs(fixture.Plan, ids).ToList();
        var merged = epochs.Aggregate(new RowTable(fixture.Plan.Rows), (table, e) => table.Add(e.Rows));
        Assert.AreEqual(merged.ToString(), rows.ToString());
        CollectionAssert.AreEqual(epochs.Select(e => e.Ledger with { Rows = 0, RowsCovered = 0 }).ToList(), ledger.ToList());
        CollectionAssert.AreEqual(epochs.Select(e => (long)e.Rows.Length).ToList(), epochs.Select(e => e.Ledger.Rows).ToList(),
            "what repairs a stored epoch says how many rows it has");
        Assert.IsTrue(epochs.All(e => e.Ledger.RowsCovered == (e.Rows.Length > 0 ? e.Ledger.Covered : 0)), "and how new they are");
        Assert.IsTrue(ledger.All(l => l.Counts.Balanced && l.Covered == fixture.Source.Epochs.End(l.Epoch.Epoch)));
    }

    [TestMethod]
    public async Task Records_that_the_archive_could_not_decode_reach_the_quarantine()
    {
        using var fixture = new Fixture();
        var random = new Random(1);
        await fixture.EpochAsync(1, 0, Trades.Random(random, 5), random, quarantined: 2);
        var file = ArchiveLayout.QuarantineFile(fixture.Options.ArchiveRoot, new EpochId(Fixture.Partition(1), 0));
        await ParquetFile.WriteAsync(file, null, 100,
            ParquetFile.Column(LineageColumns.Offset, 60L, 61L),
            ParquetFile.Column(new global::Parquet.Schema.DataField("raw", typeof(byte[]), isNullable: true), (byte[]?)[1, 2], null),
            ParquetFile.Column(new global::Parquet.Schema.DataField("reason", typeof(string), isNullable: false), (string?)"bad", "worse"));
        await fixture.Runner.RunAsync(fixture.Plan, 7, new LogSlice(Fixture.Partition(1), 0, 1), CancellationToken.None);
        var kept = fixture.Stores.Quarantine.Values.Where(q => q.Job.Length == 0).OrderBy(q => q.Offset)
            .Select(q => $"{q.Partition.Text} {q.Offset} {q.Reason} {q.Raw.Length}").ToArray();
        CollectionAssert.AreEqual(new[] { "trades/1 60 bad 2", "trades/1 61 worse 0" }, kept);
        var counts = fixture.Stores.Slices[(7, "log:trades:1:0:1")].Ledger.Single().Counts;
        Assert.AreEqual(2, counts.Quarantined - fixture.Stores.Quarantine.Values.Count(q => q.Job.Length > 0));
    }

    [TestMethod]
    public async Task A_missing_epoch_stops_a_slice_by_name()
    {
        using var fixture = new Fixture();
        var random = new Random(1);
        await fixture.EpochAsync(0, 0, Trades.Random(random, 5), random);
        var error = await Assert.ThrowsAsync<DataException>(() =>
            fixture.Runner.RunAsync(fixture.Plan, 7, new LogSlice(Fixture.Partition(0), 0, 2), CancellationToken.None));
        StringAssert.Contains(error.Message, "partition 0 epoch 1 (offsets 64 to 127) is not archived", StringComparison.Ordinal);
        Assert.IsEmpty(fixture.Stores.Slices);
    }

    [TestMethod]
    public async Task A_cancelled_slice_writes_nothing()
    {
        using var fixture = new Fixture();
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(new Random(1), 5));
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => fixture.Runner.RunAsync(fixture.Plan, 7, new HistorySlice("trades", fixture.Border - 1),
                new CancellationToken(canceled: true)));
        Assert.IsEmpty(fixture.Stores.Slices);
    }
}
