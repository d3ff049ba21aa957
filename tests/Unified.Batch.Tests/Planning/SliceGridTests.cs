using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Planning;

[TestClass]
public sealed class SliceGridTests
{
    [TestMethod]
    public async Task Each_day_and_epoch_is_in_one_cell_from_missing_to_promoted_and_stale_when_its_files_change()
    {
        using var fixture = new Fixture();
        var random = TestSeed.Take().Random();
        var grid = new SliceGrid(fixture.Stores, fixture.Stores, fixture.Stores, fixture.Planner,
            new HistoryAudit(fixture.History, fixture.Stores));
        var first = fixture.Border - 2;
        await fixture.HistoryAsync(first, Some(random));
        await fixture.HistoryAsync(first + 1, Some(random));
        await fixture.EpochAsync(0, 0, Some(random), random);
        await CheckAsync(grid, fixture, "missing history:trades:0, missing history:trades:1, missing log:trades:0:0:1");

        fixture.Stores.OnWrite = slice => slice is LogSlice ? throw new TransientException("no answer") : Task.CompletedTask;
        // One after the other: what runs beside a slice that fails is stopped.
        await Assert.ThrowsAsync<TransientException>(() => fixture.Reconciler.ReconcileAsync(
            fixture.Plan, null, "test", "test", null, CancellationToken.None, new RunLimits(MaxActive: 1)));
        await fixture.EpochAsync(0, 1, Some(random), random);
        await CheckAsync(grid, fixture, "computed history:trades:0, computed history:trades:1, missing log:trades:0:0:1, missing "
            + "log:trades:0:1:2");

        fixture.Stores.OnWrite = _ => Task.CompletedTask;
        Assert.AreEqual(ReconcileResult.Promoted, (await fixture.ReconcileAsync()).Result);
        await CheckAsync(grid, fixture, "promoted history:trades:0, promoted history:trades:1, promoted log:trades:0:0:1, missing "
            + "log:trades:0:1:2");

        await fixture.HistoryAsync(first + 1, Some(random), "late.parquet");
        Assert.AreEqual(ReconcileResult.Promoted, (await fixture.ReconcileAsync()).Result);
        await CheckAsync(grid, fixture, "promoted history:trades:0, stale history:trades:1, promoted log:trades:0:0:2");
        var cells = await grid.ReadAsync(fixture.Plan, CancellationToken.None);
        Assert.Contains("late.parquet", cells.Single(c => c.Reason.Length > 0).Reason);
    }

    [TestMethod]
    public async Task The_newest_slices_come_first_where_that_is_asked_for()
    {
        using var fixture = new Fixture();
        var random = TestSeed.Take().Random();
        for (var day = 1; day <= 4; day++)
        {
            await fixture.HistoryAsync(fixture.Border - day, Some(random));
        }

        var outcome = await fixture.Reconciler.ReconcileAsync(fixture.Plan, null, "test", "test", null, CancellationToken.None,
            new RunLimits(MaxActive: 1, Reverse: true));
        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result);
        CollectionAssert.AreEqual(Enumerable.Range(1, 4).Select(d => new HistorySlice("trades", fixture.Border - d).Name).ToList(),
            fixture.Stores.Writes.ToList());
    }

    // Days are counted from the first that the fixture has.
    private static async Task CheckAsync(SliceGrid grid, Fixture fixture, string expected) => Assert.AreEqual(expected,
        string.Join(", ", (await grid.ReadAsync(fixture.Plan, CancellationToken.None)).Select(c => $"{c.State} ".ToLowerInvariant()
            + (c.Slice is HistorySlice day ? $"history:{day.Log}:{day.Day - fixture.Border + 2}" : c.Slice.Name))));

    private static IReadOnlyList<Trade> Some(Random random) => Trades.Random(random, 10);
}
