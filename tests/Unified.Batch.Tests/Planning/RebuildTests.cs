using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Planning;

/// <summary>Everything in the answer, computed anew: when it is asked for.</summary>
[TestClass]
public sealed class RebuildTests
{
    [TestMethod]
    public void A_rebuild_cannot_be_narrowed_and_a_job_without_a_manifest_has_nothing_to_rebuild()
    {
        using var fixture = new Fixture();
        var empty = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version);
        Assert.IsNull(fixture.Planner.Plan(fixture.Plan, empty, new PlanFilter { Rebuild = true }).Generation);
        Assert.ThrowsExactly<ArgumentException>(() => fixture.Planner.Plan(fixture.Plan, empty,
            new PlanFilter { Rebuild = true, FromDay = 3 }));
    }

    [TestMethod]
    public async Task A_rebuild_over_an_empty_dataset_is_refused_because_a_folder_that_is_not_mounted_looks_like_that()
    {
        using var fixture = new Fixture();
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(new Random(1), 20));
        await fixture.ReconcileAsync();
        Directory.Delete(Path.GetDirectoryName(fixture.History.Files(fixture.Source, fixture.Border - 1)[0])!, recursive: true);
        var refused = await Assert.ThrowsExactlyAsync<DataException>(() => fixture.ReconcileAsync(new PlanFilter { Rebuild = true }));
        Assert.Contains("cannot be rebuilt: 1 days of history are promoted, and the dataset", refused.Message);
        Assert.HasCount(1, (await fixture.CurrentAsync()).HistoryDays);
    }

    [TestMethod]
    public async Task A_rebuild_that_was_planned_while_another_writer_came_first_is_planned_again_and_not_called_nothing_to_do()
    {
        using var fixture = new Fixture();
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(TestSeed.Take().Random(), 20));
        await fixture.ReconcileAsync();
        fixture.Stores.OnCreate = async planned =>
        {
            fixture.Stores.OnCreate = _ => Task.CompletedTask;
            var other = await fixture.CurrentAsync() with { Seq = planned.BaseSeq + 1, Id = Guid.CreateVersion7(), Promoted = 0 };
            await fixture.Stores.AppendAsync(other, CancellationToken.None);
        };
        var outcome = await fixture.ReconcileAsync(new PlanFilter { Rebuild = true });
        Assert.AreEqual((ReconcileResult.Promoted, 3L), (outcome.Result, outcome.ManifestSeq));
        Assert.IsTrue(fixture.Stores.Promoted[^1].Rebuild);
    }

    [TestMethod]
    public async Task A_rebuild_takes_the_place_of_an_open_generation_and_is_finished_by_whichever_run_comes_next()
    {
        using var fixture = new Fixture();
        await ReconcilerTests.FillAsync(fixture, new Random(1));
        await fixture.ReconcileAsync();
        await fixture.HistoryAsync(fixture.Border - 3, Trades.Random(new Random(2), 20));
        var open = await fixture.Reconciler.OpenAsync(fixture.Plan, null, CancellationToken.None);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        var rebuild = await fixture.Reconciler.OpenAsync(fixture.Plan, new PlanFilter { Rebuild = true }, CancellationToken.None);
        Assert.IsFalse(open.Generation!.Rebuild);
        Assert.IsTrue(rebuild.Generation!.Rebuild);
        var before = await fixture.CurrentAsync();
        var outcome = await fixture.ReconcileAsync();
        Assert.AreEqual((ReconcileResult.Promoted, rebuild.Generation.Id), (outcome.Result, outcome.Generation));
        Assert.AreEqual(before.Cut, (await fixture.CurrentAsync()).Cut, "a rebuild asks nothing new of the stream");
    }
}
