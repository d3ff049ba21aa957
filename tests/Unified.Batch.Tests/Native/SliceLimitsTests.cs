using Unified.Batch.Engines;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Epochs;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Native;

/// <summary>A slice that is larger than memory is computed in parts.</summary>
[TestClass]
public sealed class SliceLimitsTests
{
    [TestMethod]
    [DataRow(1, 0), DataRow(3, 0), DataRow(3, 2_000), DataRow(40, 100_000)]
    public async Task The_parts_of_a_day_and_of_epochs_are_together_what_the_whole_is(int most, int bytes)
    {
        var random = TestSeed.Take().Random();
        using var whole = new Fixture();
        await whole.HistoryAsync(whole.Border - 1, Trades.Random(random, 300), "a.parquet");
        await whole.HistoryAsync(whole.Border - 1, Trades.Random(random, 300), "b.parquet");
        for (var epoch = 0; epoch < 4; epoch++)
        {
            await whole.EpochAsync(1, epoch, Trades.Random(random, random.Next(0, 60)), random, quarantined: random.Next(3));
        }

        using var parts = new Fixture(data: whole);
        var tables = new CountingTables(parts.Stores);
        var runner = new SliceRunner(parts.History, parts.Archive, tables, new SliceLimits(most, most, bytes));
        foreach (var slice in (Slice[])[new HistorySlice("trades", whole.Border - 1), new LogSlice(Fixture.Partition(1), 0, 4)])
        {
            var expected = await whole.Runner.RunAsync(whole.Plan, 7, slice, CancellationToken.None);
            var found = await runner.RunAsync(parts.Plan, 7, slice, CancellationToken.None);

            var (rows, ledger) = whole.Stores.Slices[(7, slice.Name)];
            Assert.AreEqual(rows.ToString(), parts.Stores.Slices[(7, slice.Name)].Rows.ToString(), slice.Name);
            Assert.IsTrue(ledger.SequenceEqual(parts.Stores.Slices[(7, slice.Name)].Ledger), slice.Name);
            Assert.AreEqual(expected.Counts, found.Counts);
            Assert.AreEqual(tables.Batches.Sum(), found.Rows, "each part counts its rows");
            Assert.IsTrue(most == 40 || tables.Batches.Count > 1, $"{slice.Name} had one part");
            tables.Batches.Clear();
        }
    }

    [TestMethod]
    public async Task Rows_of_events_that_were_put_aside_are_each_there_once_however_often_they_are_asked_for()
    {
        var random = TestSeed.Take().Random();
        using var whole = new Fixture(job: new MarketEvents());
        await whole.HistoryAsync(whole.Border - 1, Trades.Random(random, 500), "a.parquet");
        var slice = new HistorySlice("trades", whole.Border - 1);
        await whole.Runner.RunAsync(whole.Plan, 7, slice, CancellationToken.None);

        using var parts = new Fixture(data: whole, job: new MarketEvents());
        var tables = new CountingTables(parts.Stores);
        await new SliceRunner(parts.History, parts.Archive, tables, new SliceLimits(9, 9, 1_000))
            .RunAsync(parts.Plan, 7, slice, CancellationToken.None);

        Assert.AreEqual(whole.Stores.Slices[(7, slice.Name)].Rows.ToString(), parts.Stores.Slices[(7, slice.Name)].Rows.ToString());
    }

    [TestMethod]
    public void Of_what_was_put_aside_there_is_one_file_and_nothing_when_it_is_over()
    {
        using var fixture = new Fixture();
        using var folder = new TempFolder();
        using (var spill = new RowSpill(0, folder.Path))
        {
            using var rows = EventBatches.From(fixture.Source, Trades.Random(new Random(1), 20));
            spill.Add(rows.Clone());
            spill.Add(rows.Clone());
            Assert.HasCount(1, Directory.GetFiles(folder.Path));
            Assert.HasCount(2, spill);
            Assert.AreEqual(20, spill[1].Length);
            Assert.AreEqual(20, spill[0].Length);
        }

        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }
}
