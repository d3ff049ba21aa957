using Unified.Batch.Slices;
using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Epochs;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Native;

/// <summary>A job of one row an event, over history and the logs of two sources.</summary>
[TestClass]
public sealed class EventRowsTests
{
    private static readonly DateTime Noon = new(2024, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    public async Task A_row_names_the_place_of_its_event_in_the_log_or_in_the_day_of_history()
    {
        using var fixture = new Fixture(job: new MarketEvents());
        var trade = Trades.Random(new Random(1), 1)[0] with { Symbol = "ACME", Quantity = 3, Time = Noon };
        await fixture.HistoryAsync(fixture.Border - 1, [trade, trade with { Quantity = -100 }], "a.parquet");
        await fixture.HistoryAsync(fixture.Border - 1, [trade with { Quantity = 0 }, trade with { Quantity = 4 }], "b.parquet");
        var orders = new LogPartition("orders", 4);
        await TradeFiles.WriteEpochAsync(
            fixture.Options.ArchiveRoot, fixture.Plan.Source("orders"), new EpochId(orders, 1), [trade, trade with { Quantity = 9 }],
                [17, 30]);
        await fixture.EpochAsync(orders, 0, [], new Random(1));

        var generation = (await fixture.ReconcileAsync()).Generation;

        var first = new HistoryDay("trades", fixture.Border - 1).FirstPosition;
        var time = (long)(Noon - DateTime.UnixEpoch).TotalMicroseconds;
        CollectionAssert.AreEquivalent(
            new[]
            {
                $"_log=trades | _p=-1 | _offset={first} | _branch=0 -> {time} | {time} | ACME | 333",
                $"_log=trades | _p=-1 | _offset={first + 3} | _branch=0 -> {time} | {time} | ACME | 250",
                $"_log=orders | _p=4 | _offset=17 | _branch=0 -> {time} | {time} | ACME | 3",
                $"_log=orders | _p=4 | _offset=30 | _branch=0 -> {time} | {time} | ACME | 9",
            },
            fixture.Stores.Merged(fixture.Plan, generation).Rows.Select(r => $"{r.Key} -> {r.Value}").ToArray());
        var kept = fixture.Stores.Quarantine.Values.Single();
        Assert.AreEqual((new LogPartition("trades", LogPartition.History), first + 2), (kept.Partition, kept.Offset));
        StringAssert.StartsWith(kept.Reason, "dt=2024-03-01/b.parquet row 0: ", StringComparison.Ordinal);
        var day = fixture.Stores.Slices[(generation, "history:trades:2024-03-01")].Ledger.Single();
        Assert.AreEqual(new LedgerCounts(Read: 4, Emitted: 2, Filtered: 1, Quarantined: 1), day.Counts);
    }

    [TestMethod]
    public async Task There_is_a_row_for_every_event_that_was_emitted_however_the_epochs_are_cut_into_slices()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 5; i++)
        {
            var random = seed.Random(i);
            using var one = new Fixture(epochsPerSlice: 1, job: new MarketEvents());
            var files = await MarketFiles.WriteAsync(one, random);
            var generation = (await one.ReconcileAsync()).Generation;
            using var many = new Fixture(data: one, job: new MarketEvents());
            var runs = files.Epochs.Keys.GroupBy(e => e.Partition).Select(p => new LogSlice(p.Key, 0, p.Count()));
            foreach (var slice in runs)
            {
                await many.Runner.RunAsync(many.Plan, generation, slice, CancellationToken.None);
            }

            foreach (var day in files.Days.Keys)
            {
                await many.Runner.RunAsync(many.Plan, generation, new HistorySlice(day.Log, day.Day), CancellationToken.None);
            }

            var rows = one.Stores.Merged(one.Plan, generation);
            Assert.AreEqual(rows.ToString(), many.Stores.Merged(many.Plan, generation).ToString(), $"case {i}");
            Assert.AreEqual(one.Stores.Slices.Values.Sum(s => s.Ledger.Sum(l => l.Counts.Emitted)), rows.Count, $"case {i}");
        }
    }

    [TestMethod]
    public async Task Rows_of_many_events_are_handed_over_in_several_batches_and_each_once()
    {
        using var fixture = new Fixture(job: new MarketEvents());
        var trade = Trades.Random(new Random(1), 1)[0] with { Quantity = 3, Time = Noon };
        await fixture.HistoryAsync(fixture.Border - 1, [.. Enumerable.Repeat(trade, 300_000)]);
        var tables = new CountingTables();

        await new Unified.Batch.Slices.SliceRunner(fixture.History, fixture.Archive, tables)
            .RunAsync(fixture.Plan, 7, new HistorySlice("trades", fixture.Border - 1), CancellationToken.None);

        Assert.HasCount(3, tables.Batches, "131072 rows are enough for one");
        Assert.AreEqual(300_000, tables.Batches.Sum());
    }
}
