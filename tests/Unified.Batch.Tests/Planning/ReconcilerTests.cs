using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Planning;

[TestClass]
public sealed class ReconcilerTests
{
    private const int Events = 40;

    [TestMethod]
    public async Task A_run_covers_everything_and_the_next_finds_nothing_to_do()
    {
        using var fixture = new Fixture();
        await FillAsync(fixture, new Random(1));
        var reports = new List<BackfillProgress>();

        var outcome = await fixture.ReconcileAsync(progress: new Listener(reports));

        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result);
        Assert.AreEqual(1, outcome.ManifestSeq);
        Assert.AreEqual(new ArchiveHole(Fixture.Partition(2), 1, 2), outcome.Holes.Single());
        Assert.IsTrue(fixture.Stores.Created, "there are tables to write into");
        CollectionAssert.AreEqual(Enumerable.Range(1, 6).ToList(), reports.Select(r => r.Done).ToList());
        Assert.IsTrue(reports.All(r => r.Total == 6 && r.Job == "daily_trades" && r.Generation == outcome.Generation));
        Assert.AreEqual(7 * Events, reports[^1].Events);
        Assert.AreEqual(ReconcileResult.NothingToDo, (await fixture.ReconcileAsync()).Result);
        Assert.HasCount(1, fixture.Stores.Promoted);
    }

    [TestMethod]
    public async Task Slices_that_are_done_are_not_run_again()
    {
        using var fixture = new Fixture();
        await FillAsync(fixture, new Random(1));
        fixture.Stores.OnWrite = slice => slice.Name == "log:trades:1:0:2" ? throw new TransientException("no answer") : Task.CompletedTask;
        await Assert.ThrowsAsync<TransientException>(() => fixture.ReconcileAsync());
        var before = fixture.Stores.Writes.ToHashSet();
        fixture.Stores.OnWrite = _ => Task.CompletedTask;

        var reports = new List<BackfillProgress>();
        Assert.AreEqual(ReconcileResult.Promoted, (await fixture.ReconcileAsync(progress: new Listener(reports))).Result);

        Assert.AreEqual(fixture.Stores.Writes.Count, fixture.Stores.Writes.Distinct().Count(), "no slice was written twice");
        Assert.AreEqual(before.Count + 1, reports[0].Done, "what was done before counts as done");
    }

    [TestMethod]
    public async Task A_slice_of_a_generation_that_is_not_open_is_not_run()
    {
        using var fixture = new Fixture();
        await FillAsync(fixture, new Random(1));
        var outcome = await fixture.ReconcileAsync();
        var writes = fixture.Stores.Writes.Count;
        Assert.IsNull(await fixture.Reconciler.RunSliceAsync(fixture.Plan, outcome.Generation, new LogSlice(Fixture.Partition(0), 0, 2),
            CancellationToken.None));
        Assert.AreEqual(writes, fixture.Stores.Writes.Count);
        var repeated = await fixture.Reconciler.PromoteAsync(fixture.Plan, outcome.Generation, "test", "test", CancellationToken.None);
        Assert.AreEqual(ReconcileResult.Promoted, repeated.Result, "a promotion that is repeated says how it ended");
    }

    [TestMethod]
    public async Task New_epochs_make_a_new_generation_on_top()
    {
        using var fixture = new Fixture();
        var random = new Random(1);
        await FillAsync(fixture, random);
        await fixture.ReconcileAsync();
        await fixture.EpochAsync(0, 4, Trades.Random(random, Events), random);
        var next = await fixture.ReconcileAsync();
        Assert.AreEqual(ReconcileResult.Promoted, next.Result);
        CollectionAssert.AreEqual(new[] { "log:trades:0:4:5" }, fixture.Stores.Promoted[1].Slices.Select(s => s.Name).ToArray());
    }

    [TestMethod]
    public async Task Only_slices_of_the_open_generation_run_and_it_is_complete_when_all_have()
    {
        using var fixture = new Fixture();
        await FillAsync(fixture, new Random(1));
        var open = await fixture.Reconciler.OpenAsync(fixture.Plan, null, CancellationToken.None);
        var id = open.Generation!.Id;
        Assert.IsNull(await fixture.Reconciler.RunSliceAsync(fixture.Plan, id + 1, open.Missing[0], CancellationToken.None),
            "of another generation");
        foreach (var slice in open.Missing)
        {
            Assert.IsFalse(await fixture.Reconciler.IsCompleteAsync(fixture.Plan, id, CancellationToken.None));
            await Assert.ThrowsExactlyAsync<TransientException>(() =>
                fixture.Reconciler.PromoteAsync(fixture.Plan, id, "test", "test", CancellationToken.None));
            Assert.IsNotNull(await fixture.Reconciler.RunSliceAsync(fixture.Plan, id, slice, CancellationToken.None));
        }

        Assert.IsTrue(await fixture.Reconciler.IsCompleteAsync(fixture.Plan, id, CancellationToken.None));
        Assert.IsFalse(await fixture.Reconciler.IsCompleteAsync(fixture.Plan, id + 1, CancellationToken.None));
    }

    [TestMethod]
    public async Task A_promotion_that_another_writer_overtakes_has_lost_the_race()
    {
        using var fixture = new Fixture();
        await FillAsync(fixture, new Random(1));
        fixture.Stores.Overtaken = true;
        Assert.AreEqual(ReconcileResult.LostRace, (await fixture.ReconcileAsync()).Result);
    }

    [TestMethod]
    public async Task Of_two_manifests_of_one_number_only_the_last_says_what_was_promoted()
    {
        using var fixture = new Fixture();
        var first = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version) with { Seq = 1 };
        await fixture.Stores.AppendAsync(first with { Promoted = 5 }, CancellationToken.None);
        await fixture.Stores.AppendAsync(first with { Promoted = 6 }, CancellationToken.None);
        Assert.AreEqual(ReconcileResult.LostRace,
            (await fixture.Reconciler.PromoteAsync(fixture.Plan, 5, "test", "test", CancellationToken.None)).Result);
        Assert.AreEqual(ReconcileResult.Promoted,
            (await fixture.Reconciler.PromoteAsync(fixture.Plan, 6, "test", "test", CancellationToken.None)).Result);
    }

    /// <summary>
    /// Two history days; partition 0: four epochs, two slices; partition 1: two epochs without events; partition 2: one epoch and a hole
    /// behind it.
    /// </summary>
    internal static async Task FillAsync(Fixture fixture, Random random)
    {
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(random, Events));
        await fixture.HistoryAsync(fixture.Border - 2, Trades.Random(random, Events));
        foreach (var (partition, epoch) in new[] { (0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (2, 0), (2, 2) })
        {
            await fixture.EpochAsync(partition, epoch, partition == 1 ? [] : Trades.Random(random, Events), random, quarantined: 0);
        }
    }

    internal sealed class Listener(List<BackfillProgress> reports) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value) => reports.Add(value);
    }
}
