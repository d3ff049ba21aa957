using Unified.Batch.Native;
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
        Assert.AreEqual(new ArchiveHole("trades", 2, 1, 2), outcome.Holes.Single());
        Assert.IsTrue(fixture.Stores.Created, "there are tables to write into");
        CollectionAssert.AreEqual(Enumerable.Range(1, 6).ToList(), reports.Select(r => r.Done).ToList());
        Assert.IsTrue(reports.All(r => r.Total == 6 && r.Job == "daily_trades" && r.Generation == outcome.Generation));
        Assert.AreEqual(7 * Events, reports[^1].Events);
        Assert.AreEqual(ReconcileResult.NothingToDo, (await fixture.ReconcileAsync()).Result);
        Assert.HasCount(1, fixture.Stores.Promoted);
    }

    [TestMethod]
    public async Task Whatever_call_a_run_dies_at_the_next_ones_converge_and_promote_once()
    {
        using var filled = new Fixture();
        await FillAsync(filled, new Random(1));
        var expected = await AnswerAsync(filled);
        for (var at = 1; ; at++)
        {
            var crash = new CrashPoint { At = at };
            using var fixture = new Fixture(crash, data: filled);
            var died = false;
            try
            {
                await fixture.ReconcileAsync();
            }
            catch (CrashException)
            {
                died = true;
            }

            crash.At = 0;
            await fixture.ReconcileAsync();
            Assert.AreEqual(ReconcileResult.NothingToDo, (await fixture.ReconcileAsync()).Result, $"crash at {at}");
            Assert.HasCount(1, fixture.Stores.Promoted, $"crash at {at}");
            Assert.AreEqual(expected, Answer(fixture), $"crash at {at}");
            if (!died)
            {
                Assert.IsGreaterThan(20, at, "crash points were passed");
                return;
            }
        }
    }

    [TestMethod]
    public async Task Random_crashes_one_after_another_still_converge()
    {
        using var filled = new Fixture();
        await FillAsync(filled, new Random(1));
        var expected = await AnswerAsync(filled);
        var seed = TestSeed.Take();
        for (var i = 0; i < 30; i++)
        {
            var random = seed.Random(i);
            var crash = new CrashPoint();
            using var fixture = new Fixture(crash, data: filled);
            for (var attempt = 0; fixture.Stores.Promoted.Count == 0; attempt++)
            {
                Assert.IsLessThan(200, attempt, "no progress");
                crash.At = crash.Calls + random.Next(1, 40);
                try
                {
                    await fixture.ReconcileAsync();
                }
                catch (CrashException)
                {
                    // the next attempt goes on
                }
            }

            crash.At = 0;
            Assert.AreEqual(ReconcileResult.NothingToDo, (await fixture.ReconcileAsync()).Result);
            Assert.AreEqual(expected, Answer(fixture), $"case {i}");
        }
    }

    [TestMethod]
    public async Task Slices_that_are_done_are_not_run_again()
    {
        using var fixture = new Fixture();
        await FillAsync(fixture, new Random(1));
        fixture.Stores.OnWrite = slice => slice.Name == "log:1:0:2" ? throw new TransientException("no answer") : Task.CompletedTask;
        await Assert.ThrowsAsync<TransientException>(() => fixture.ReconcileAsync());
        var before = fixture.Stores.Writes.ToHashSet();
        fixture.Stores.OnWrite = _ => Task.CompletedTask;

        var reports = new List<BackfillProgress>();
        Assert.AreEqual(ReconcileResult.Promoted, (await fixture.ReconcileAsync(progress: new Listener(reports))).Result);

        Assert.AreEqual(fixture.Stores.Writes.Count, fixture.Stores.Writes.Distinct().Count(), "no slice was written twice");
        Assert.AreEqual(before.Count + 1, reports[0].Done, "what was done before counts as done");
    }

    [TestMethod]
    public async Task Two_reconcilers_at_once_lose_work_but_not_rows()
    {
        using var filled = new Fixture();
        await FillAsync(filled, new Random(1));
        var expected = await AnswerAsync(filled);
        using var fixture = new Fixture(data: filled);
        var outcomes = await Task.WhenAll(Task.Run(() => fixture.ReconcileAsync()), Task.Run(() => fixture.ReconcileAsync()), Task.Run(() => fixture.ReconcileAsync()));
        Assert.Contains(ReconcileResult.Promoted, outcomes.Select(o => o.Result));
        Assert.AreEqual(ReconcileResult.NothingToDo, (await fixture.ReconcileAsync()).Result);
        Assert.AreEqual(expected, Answer(fixture));
    }

    [TestMethod]
    public async Task A_slice_of_a_generation_that_is_not_open_is_not_run()
    {
        using var fixture = new Fixture();
        await FillAsync(fixture, new Random(1));
        var outcome = await fixture.ReconcileAsync();
        var writes = fixture.Stores.Writes.Count;
        Assert.IsNull(await fixture.Reconciler.RunSliceAsync(fixture.Plan, outcome.Generation, new LogSlice(0, 0, 2), CancellationToken.None));
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
        CollectionAssert.AreEqual(new[] { "log:0:4:5" }, fixture.Stores.Promoted[1].Slices.Select(s => s.Name).ToArray());
    }

    [TestMethod]
    public async Task Only_slices_of_the_open_generation_run_and_it_is_complete_when_all_have()
    {
        using var fixture = new Fixture();
        await FillAsync(fixture, new Random(1));
        var open = await fixture.Reconciler.OpenAsync(fixture.Plan, null, CancellationToken.None);
        var id = open.Generation!.Id;
        Assert.IsNull(await fixture.Reconciler.RunSliceAsync(fixture.Plan, id + 1, open.Missing[0], CancellationToken.None), "of another generation");
        foreach (var slice in open.Missing)
        {
            Assert.IsFalse(await fixture.Reconciler.IsCompleteAsync(fixture.Plan, id, CancellationToken.None));
            await Assert.ThrowsExactlyAsync<InternalException>(() => fixture.Reconciler.PromoteAsync(fixture.Plan, id, "test", "test", CancellationToken.None));
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
        var first = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version, fixture.Source.HistoryUntil) with { Seq = 1 };
        await fixture.Stores.AppendAsync(first with { Promoted = 5 }, CancellationToken.None);
        await fixture.Stores.AppendAsync(first with { Promoted = 6 }, CancellationToken.None);
        Assert.AreEqual(ReconcileResult.LostRace, (await fixture.Reconciler.PromoteAsync(fixture.Plan, 5, "test", "test", CancellationToken.None)).Result);
        Assert.AreEqual(ReconcileResult.Promoted, (await fixture.Reconciler.PromoteAsync(fixture.Plan, 6, "test", "test", CancellationToken.None)).Result);
    }

    /// <summary>Two history days; partition 0: four epochs, two slices; partition 1: two epochs without events; partition 2: one epoch and a hole behind it.</summary>
    internal static async Task FillAsync(Fixture fixture, Random random)
    {
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(random, Events));
        await fixture.HistoryAsync(fixture.Border - 2, Trades.Random(random, Events));
        foreach (var (partition, epoch) in new[] { (0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (2, 0), (2, 2) })
        {
            await fixture.EpochAsync(partition, epoch, partition == 1 ? [] : Trades.Random(random, Events), random, quarantined: 0);
        }
    }

    private static async Task<string> AnswerAsync(Fixture fixture)
    {
        await fixture.ReconcileAsync();
        return Answer(fixture);
    }

    private static string Answer(Fixture fixture) => string.Join('\n', fixture.Stores.Promoted.SelectMany(g => g.Slices.Select(s => (g.Id, s.Name)))
        .OrderBy(x => x.Name, StringComparer.Ordinal).Select(x => $"{x.Name}: {fixture.Stores.Slices[x].Rows} {string.Join(", ", fixture.Stores.Slices[x].Ledger)}"));

    internal sealed class Listener(List<BackfillProgress> reports) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value) => reports.Add(value);
    }
}
