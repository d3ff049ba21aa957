using Unified.Batch.Planning;
using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.Manifests;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

public sealed class HistoricPlaces : Job<PlaceHour>
{
    public static readonly DateTime Border = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    public override Query<PlaceHour> Define() =>
        from r in Readings.Source with { History = "history/readings", HistoryUntil = Border }
        where r.Value != 13
        group r by new { r.Place, P = r.Tag, Day = Window.Tumbling(r.At, TimeSpan.FromHours(6)) } into g
        select new PlaceHour(
            g.Key.Place, g.Key.P, g.Key.Day, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Extra),
                g.Max(r => r.Extra),
            g.Sum(r => r.Extra), g.Average(r => r.Extra), g.Sum(r => r.Amount), g.Average(r => r.Amount), g.Quantile(r => r.Value, 0.9));
}

/// <summary>History that changes behind the back of a promoted answer, over real files and real tables.</summary>
[TestClass]
public sealed class RebuildTests
{
    [TestMethod]
    public async Task Whatever_happens_to_the_files_the_changed_days_are_named_and_a_rebuild_is_the_answer_over_the_files_that_there_are()
    {
        var seed = TestSeed.Take();
        var (changes, rebuilds, ledgerOnly) = (0, 0, 0);
        for (var i = 0; i < 2; i++)
        {
            using var scene = await RebuildScene.CreateAsync(seed.Random(i), anyBeginning: true);
            await scene.CheckAsync("nothing");
            for (var step = 0; step < TestRounds.Of(ci: 10, deep: 25); step++)
            {
                await scene.CheckAsync($"case {i} step {step}: {await scene.StepAsync()}");
                changes += scene.Expected().Length;
            }

            foreach (var name in new[] { "first.parquet", "last.parquet" })
            {
                scene.History.Write(scene.History.Border - 1, name, 20);
                changes += scene.Expected().Length;
                await scene.RebuildAsync();
            }

            await scene.CheckAsync($"case {i}: the last rebuild");
            Assert.IsEmpty(scene.Expected(), $"case {i}");
            (rebuilds, ledgerOnly) = (rebuilds + scene.Rebuilds, ledgerOnly + scene.LedgerOnly);
        }

        Console.WriteLine($"{changes} changed days named, {rebuilds} rebuilds, {ledgerOnly} slices compared by ledger alone");
        Assert.IsGreaterThan(0, changes);
    }

    [TestMethod]
    public async Task A_rebuild_is_refused_by_name_when_promoted_epochs_are_not_archived_any_more()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        await scene.PromoteAsync();
        scene.Archive.Hidden = e => e.Epoch is 1 or 2;
        var refused = await Assert.ThrowsExactlyAsync<Unified.Errors.DataException>(scene.RebuildAsync);
        StringAssert.Contains(refused.Message, "Job 'historic_places' cannot be rebuilt: epochs 0 to ");
        StringAssert.Contains(refused.Message, "epochs 1 to 2 of them are not archived any more");
        await scene.CheckAsync("the refusal");
    }

    [TestMethod]
    public async Task A_rebuild_that_differs_from_the_streams_rows_is_refused_and_changes_nothing()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        await scene.PromoteAsync();
        await scene.World.Database.ExecuteAsync(
            $"ALTER TABLE {scene.World.Names.Stream} UPDATE epoch__n = epoch__n + 1 WHERE (_p, _epoch) = (0, 1) SETTINGS "
                + $"mutations_sync = 2", CancellationToken.None);
        var refused = await scene.ReconcileAsync(rebuild: true);
        Assert.AreEqual(ReconcileResult.Refused, refused.Result);
        Assert.IsTrue(refused.Differences.Any(d => d.Epochs.SequenceEqual([new EpochId(Readings.P(0), 1)])),
            refused.Differences[0].Message);
        await scene.CheckAsync("the refusal");
    }

    [TestMethod]
    public async Task A_collection_before_any_statement_of_a_rebuilds_proof_is_no_difference()
    {
        var random = TestSeed.Take().Random();
        using var scene = await RebuildScene.CreateAsync(random);
        var (met, dropped) = (true, 0);
        // Every third statement, from one that a seed decides.
        var stride = TestRounds.Of(ci: 3, deep: 1);
        for (var pause = random.Next(stride); met; pause += stride)
        {
            scene.Simulation.Log.Append(200);
            await scene.Simulation.FlushAsync(all: true);
            await scene.PromoteAsync();
            scene.Time.Advance(TimeSpan.FromHours(2));
            var open = await scene.Reconciler.OpenAsync(scene.World.Plan, new PlanFilter { Rebuild = true }, CancellationToken.None);
            foreach (var slice in open.Missing)
            {
                await scene.Runner.RunAsync(scene.World.Plan, open.Generation!.Id, slice, CancellationToken.None);
            }

            met = false;
            var statement = 0;
            using var slow = Server.Database(scene.World.Database.Options.Database, scene.Time, before: async _ =>
            {
                if (statement++ == pause)
                {
                    met = true;
                    dropped += (await new GarbageCollection(scene.World.Database)
                        .RunAsync(scene.World.Plan, TimeSpan.FromHours(1), CancellationToken.None)).StreamBuckets;
                }
            });
            var proof = await new Unified.Serving.Proof.LayerProof(slow)
                .ProveAsync(scene.World.Plan, open.Generation!, CancellationToken.None);
            Assert.IsEmpty(proof.Differences,
                $"a collection before statement {pause}: {string.Join('\n', proof.Differences.Select(d => d.Message))}");
            await scene.Reconciler.GiveUpAsync(scene.World.Plan, CancellationToken.None);
        }

        Assert.IsGreaterThan(0, dropped);
        await scene.CheckAsync("all proofs");
    }

    [TestMethod]
    public async Task A_rebuild_is_what_is_open_also_where_the_clock_that_numbered_another_generation_was_ahead()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        await scene.PromoteAsync();
        scene.Time.Advance(TimeSpan.FromHours(1));
        scene.History.Write(scene.History.Border - 1, "more.parquet", 20);
        Assert.IsFalse((await scene.Reconciler.OpenAsync(scene.World.Plan, null, CancellationToken.None)).Generation!.Rebuild);
        scene.Time.Advance(TimeSpan.FromHours(-1));
        Assert.IsTrue((await scene.Reconciler.OpenAsync(scene.World.Plan, new PlanFilter { Rebuild = true }, CancellationToken.None))
            .Generation!.Rebuild);
        await scene.RebuildAsync();
        await scene.CheckAsync("the rebuild");
    }

    [TestMethod]
    public async Task A_file_that_comes_between_the_slice_and_its_promotion_is_in_the_answer()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        scene.History.Write(scene.History.Border - 1, "early.parquet", 20);
        await scene.Simulation.FlushAsync(all: true);
        var open = await scene.Reconciler.OpenAsync(scene.World.Plan, null, CancellationToken.None);
        foreach (var slice in open.Missing)
        {
            await scene.Runner.RunAsync(scene.World.Plan, open.Generation!.Id, slice, CancellationToken.None);
        }

        scene.History.Write(scene.History.Border - 1, "late.parquet", 20);
        await scene.PromoteAsync();
        await scene.CheckAsync("the promotion");
        Assert.IsEmpty(scene.Expected());
    }

    [TestMethod]
    public async Task The_API_says_which_day_has_changed_and_is_complete_again_after_the_rebuild()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        scene.History.Write(scene.History.Border - 1, "a.parquet", 20);
        await scene.PromoteAsync();
        await using var api = await ApiHost.StartAsync(scene.World, new Audited(scene.Audit));
        Assert.IsTrue((await api.GetAsync("/v1/jobs/historic_places")).Body.GetProperty("complete").GetBoolean());
        scene.History.Write(scene.History.Border - 1, "b.parquet", 20);
        var changed = (await api.GetAsync("/v1/jobs/historic_places")).Body;
        Assert.IsFalse(changed.GetProperty("complete").GetBoolean());
        StringAssert.Contains(changed.GetProperty("reasons")[0].GetString(), "2024-02-29: added b.parquet");
        await scene.RebuildAsync();
        Assert.IsTrue((await api.GetAsync("/v1/jobs/historic_places")).Body.GetProperty("complete").GetBoolean());
    }

    [TestMethod]
    public async Task A_day_whose_files_nobody_recorded_says_so_until_a_rebuild_records_them()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        scene.History.Write(scene.History.Border - 1, "a.parquet", 20);
        await scene.PromoteAsync();
        var current = await scene.World.Manifests.CurrentAsync(scene.World.Plan, CancellationToken.None);
        Assert.IsTrue(await scene.World.Manifests.AppendAsync(
            current with { Seq = current.Seq + 1, Id = Guid.CreateVersion7(), HistoryFiles = current.HistoryFiles.Clear() },
                CancellationToken.None));
        scene.History.Write(scene.History.Border - 1, "b.parquet", 20);
        var found = await scene.Audit.RunAsync(scene.World.Plan.Sources[0],
            await scene.World.Manifests.CurrentAsync(scene.World.Plan, CancellationToken.None), CancellationToken.None);
        Assert.AreEqual(1, found.Unrecorded);
        Assert.IsEmpty(found.Problems);
        StringAssert.Contains(found.Notes.Single(), "history of readings: 1 day was computed before files were recorded");
        await scene.RebuildAsync();
        await scene.CheckAsync("the rebuild");
    }

    private sealed class Audited(HistoryAudit audit) : ISourceFrontier
    {
        public ValueTask<IReadOnlyCollection<int>?> HistoryDaysAsync(Logical.SourceSchema source, CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyCollection<int>?>(null);

        public async ValueTask<IReadOnlyList<IncompleteReason>> HistoryProblemsAsync(Logical.SourceSchema source, Manifest manifest,
            CancellationToken cancellation) =>
            (await audit.RunAsync(source, manifest, cancellation)).Reasons;
    }
}
