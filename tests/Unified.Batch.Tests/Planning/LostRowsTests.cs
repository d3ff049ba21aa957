using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Batch.Tests.Planning;

/// <summary>Rows that the manifest names are gone: a table was lost, or restored older than its manifest.</summary>
[TestClass]
public sealed class LostRowsTests
{
    [TestMethod]
    public async Task Rows_that_are_gone_are_computed_anew_by_the_next_run_and_its_manifest_says_why()
    {
        using var fixture = await PromotedAsync();
        var before = await fixture.CurrentAsync();
        fixture.Stores.Lost.Add(before.Promoted);

        var outcome = await fixture.ReconcileAsync();

        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result);
        Assert.AreEqual(
            $"rows that manifest 1 names are gone (of day 1970-01-01 3 of 12 are there, generation {before.Promoted})", outcome.Lost);
        var after = await fixture.CurrentAsync();
        Assert.AreEqual("rows that manifest 1 names are gone", after.Why);
        Assert.IsTrue(fixture.Stores.Promoted[^1].Rebuild);
        Assert.AreEqual((before.Cut, before.HistoryDays.Count), (after.Cut, after.HistoryDays.Count));
        Assert.AreEqual(ReconcileResult.NothingToDo, (await fixture.ReconcileAsync()).Result);
    }

    [TestMethod]
    public async Task Nothing_is_added_to_what_is_left_not_by_an_open_generation_and_not_when_the_run_is_narrowed()
    {
        using var fixture = await PromotedAsync();
        await fixture.EpochAsync(0, 4, [], new Random(1));
        var open = (await fixture.Reconciler.OpenAsync(fixture.Plan, null, CancellationToken.None)).Generation!;
        fixture.Stores.Lost.Add((await fixture.CurrentAsync()).Promoted);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));

        await fixture.ReconcileAsync(new PlanFilter { Only = EventOrigin.History });
        await fixture.ReconcileAsync();

        Assert.AreNotEqual(open.Id, fixture.Stores.Promoted[1].Id);
        CollectionAssert.AreEqual(new[] { false, true, false }, fixture.Stores.Promoted.Select(g => g.Rebuild).ToArray());
        CollectionAssert.AreEqual(new[] { "log:trades:0:4:5" }, fixture.Stores.Promoted[2].Slices.Select(s => s.Name).ToArray());
    }

    [TestMethod]
    public async Task Rows_that_go_while_slices_run_stop_the_promotion_and_the_next_run_computes_them_anew()
    {
        using var fixture = await PromotedAsync();
        await fixture.EpochAsync(0, 4, [], new Random(1));
        var promoted = (await fixture.CurrentAsync()).Promoted;
        fixture.Stores.OnWrite = _ =>
        {
            fixture.Stores.Lost.Add(promoted);
            return Task.CompletedTask;
        };

        var refused = await Assert.ThrowsExactlyAsync<DataException>(() => fixture.ReconcileAsync());

        Assert.Contains("Job 'daily_trades': rows that manifest 1 names are gone (of day ", refused.Message);
        Assert.Contains("would be added to what is left. Run backfill again", refused.Message);
        Assert.HasCount(1, fixture.Stores.Promoted);
        Assert.IsNotNull((await fixture.ReconcileAsync()).Lost);
    }

    [TestMethod]
    public async Task Rows_whose_epochs_are_not_archived_any_more_are_refused_by_name()
    {
        using var fixture = await PromotedAsync();
        fixture.Stores.Lost.Add((await fixture.CurrentAsync()).Promoted);
        File.Delete(fixture.EpochFile(Fixture.Partition(0), 1));
        File.Delete(fixture.EpochFile(Fixture.Partition(0), 2));

        var refused = await Assert.ThrowsExactlyAsync<DataException>(() => fixture.ReconcileAsync());

        Assert.StartsWith("Job 'daily_trades': rows that manifest 1 names are gone (of day ", refused.Message);
        Assert.Contains(
            "epochs 0 to 3 of source 'trades', partition 0, are promoted, and epochs 1 to 2 of them are not archived any more. Restore",
            refused.Message);
        Assert.HasCount(1, fixture.Stores.Promoted);
    }

    [TestMethod]
    public async Task A_rebuild_that_somebody_asked_for_keeps_his_reason()
    {
        using var fixture = await PromotedAsync();
        fixture.Stores.Lost.Add((await fixture.CurrentAsync()).Promoted);
        Assert.IsNull((await fixture.ReconcileAsync(new PlanFilter { Rebuild = true })).Lost);
        Assert.AreEqual("test", (await fixture.CurrentAsync()).Why);
    }

    [TestMethod]
    public void Of_many_days_the_first_are_named_and_the_others_counted()
    {
        var lost = new MissingPromotedRows(4, [.. Enumerable.Range(0, 7).Select(day => new MissingRows(9, 6 - day, 2, 0))]);
        Assert.StartsWith("rows that manifest 4 names are gone (of day 1970-01-01 0 of 2 are there, generation 9; of", lost.Message);
        Assert.EndsWith("of day 1970-01-05 0 of 2 are there, generation 9; and 2 more days)", lost.Message);
    }

    private static async Task<Fixture> PromotedAsync()
    {
        var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await fixture.ReconcileAsync();
        return fixture;
    }
}
