using Unified.Batch.Planning;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;
using Unified.Time;

namespace Unified.Serving.Tests.Manifests;

/// <summary>
/// Rows that were lost under a manifest or a ledger that was kept: no answer hides it, and the next run computes them again.
/// </summary>
[TestClass]
public sealed class MissingRowsTests
{
    [TestMethod]
    public async Task A_lost_table_of_promoted_rows_makes_the_answer_incomplete_until_the_next_run_computes_it_anew()
    {
        using var scene = await PromotedAsync();
        var world = scene.World;
        var written = await WrittenAsync(world);
        await world.Database.ExecuteAsync($"DROP TABLE {world.Names.Batch}", CancellationToken.None);
        await using var api = await ApiHost.StartAsync(world);
        await IncompleteAsync(api, "rows that manifest 1 names are gone (of day ");
        // What every start of the program does: the table is there again, and empty.
        await world.Tables.CreateAsync(world.Plan, CancellationToken.None);
        await IncompleteAsync(api, "rows that manifest 1 names are gone (of day ");
        CollectionAssert.AreEquivalent(written.Select(w => w with { Found = 0 }).ToArray(), (await MissingAsync(world)).ToArray());

        await ComputedAnewAsync(scene);
        Assert.IsTrue((await api.GetAsync("/v1/jobs/historic_places")).Body.GetProperty("complete").GetBoolean());
    }

    [TestMethod]
    public async Task A_lost_partition_is_the_day_that_is_named_and_so_is_a_day_that_lacks_a_row()
    {
        using var scene = await PromotedAsync();
        var world = scene.World;
        var written = await WrittenAsync(world);
        // A day of several places still has rows when one place has none.
        var several = await world.Database.QueryAsync(
            $"SELECT toInt32(_day) FROM {world.Names.Batch} GROUP BY _day HAVING uniqExact(place) > 1",
            r => r.GetInt32(0), CancellationToken.None);
        var (gone, short_) = (written[0], written.First(w => w.Day != written[0].Day && several.Contains(w.Day)));
        await world.Database.ExecuteAsync($"ALTER TABLE {world.Names.Batch} DROP PARTITION ({gone.Generation}, {gone.Day})",
            CancellationToken.None);
        var place = await world.Database.SingleAsync(
            $"SELECT place FROM {world.Names.Batch} WHERE _day = {short_.Day} LIMIT 1", r => r.GetString(0), CancellationToken.None);
        await world.Database.ExecuteAsync(
            $"ALTER TABLE {world.Names.Batch} DELETE WHERE _day = {short_.Day} AND place = {Unified.Sql.ClickHouse.Text(place)}",
                CancellationToken.None, ("mutations_sync", 2));

        var missing = await MissingAsync(world);
        CollectionAssert.AreEquivalent(new[] { gone.Day, short_.Day }, missing.Select(m => m.Day).ToArray());
        Assert.AreEqual(gone with { Found = 0 }, missing.Single(m => m.Day == gone.Day));
        Assert.IsTrue(missing.Single(m => m.Day == short_.Day) is { Found: > 0 } some && some.Found < some.Expected);
        var reason = (await world.StateAsync()).Reasons.Single();
        Assert.Contains($"of day {Timestamps.FormatDay(gone.Day)} 0 of {gone.Expected} are there, generation {gone.Generation}",
            reason.Message);
        await ComputedAnewAsync(scene);
    }

    [TestMethod]
    public async Task A_manifest_that_was_restored_without_its_rows_misses_them_all_and_going_back_to_nothing_is_a_way_out()
    {
        var random = TestSeed.Take().Random();
        using var lost = await World.CreateAsync(new PlaceHours());
        var log = new ReadingLog(random);
        log.Append(300);
        var before = new Simulation(lost, log, random);
        await before.FlushAsync(all: true);
        Assert.IsTrue((await before.PromoteAsync(await before.StageAsync(all: true))).Promoted);
        using var restored = await World.CreateAsync(new PlaceHours());
        await restored.Database.ExecuteAsync(
            $"INSERT INTO {restored.Database.Table("unified_manifest")} SELECT * FROM {lost.Database.Table("unified_manifest")}",
                CancellationToken.None);

        var manifest = await restored.Manifests.CurrentAsync(restored.Plan, CancellationToken.None);
        var missing = await MissingAsync(restored);
        CollectionAssert.AreEqual(manifest.Days.Keys.ToArray(), missing.Select(m => m.Day).ToArray());
        Assert.IsTrue(missing.All(m => m is { Expected: 1, Found: 0 }), "that there were some is all that is known");
        Assert.IsInstanceOfType<MissingPromotedRows>((await restored.StateAsync()).Reasons.Single());

        var (won, _) = await new Rollback(restored.Database).RollbackAsync(restored.Plan, 0, "test", "test", CancellationToken.None);
        Assert.IsTrue(won);
        Assert.IsEmpty(await MissingAsync(restored));
        var after = new Simulation(restored, log, random);
        await after.FlushAsync(all: true);
        await after.CheckAsync("the stream has read everything again");
        await restored.CheckRowsAsync("the stream has read everything again");
    }

    [TestMethod]
    public async Task Rows_of_the_stream_that_are_lost_under_their_ledger_make_the_answer_incomplete_until_they_are_stored_again()
    {
        using var world = await World.CreateAsync(new ShopEvents());
        var simulation = new ShopSimulation(world, TestSeed.Take().Random());
        simulation.Append(900);
        await simulation.FlushAsync(all: true);
        await simulation.CheckAsync("the flush");
        await world.Database.ExecuteAsync($"ALTER TABLE {world.Names.Stream} DROP PARTITION ('orders', 1)", CancellationToken.None);
        var reason = (MissingStreamRows)(await world.StateAsync()).Reasons.Single();
        Assert.AreEqual(("orders", 4L, 8L, 0L), (reason.Log, reason.First, reason.End, reason.Found));
        Assert.AreEqual($"orders: the stream has stored {reason.Expected} rows of epochs 4 to 7, and at most 0 are there", reason.Message);
        await using var api = await ApiHost.StartAsync(world);
        var (status, refused) = await api.GetAsync("/v1/jobs/shop_events/rows?require=complete");
        Assert.AreEqual((409, reason.Message), (status, refused.GetProperty("reasons")[0].GetString()));

        await world.Database.ExecuteAsync($"DROP TABLE {world.Names.Stream}", CancellationToken.None);
        await world.Tables.CreateAsync(world.Plan, CancellationToken.None);
        Assert.IsGreaterThan(1, (await world.StateAsync()).Reasons.Count);
        foreach (var place in simulation.Partitions)
        {
            var epochs = world.Plan.Source(place).Epochs;
            await world.Tables.UpsertAsync(
                world.Plan, [.. ReadingLog.LongRange(0, epochs.Of(simulation.Next(place)) + 1)
                    .Select(e => simulation.Rows(new EpochId(place, e), simulation.Next(place)))], CancellationToken.None);
        }

        await simulation.CheckAsync("everything is stored again");
    }

    private static async Task<RebuildScene> PromotedAsync()
    {
        var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        scene.History.Write(scene.History.Border - 1, "a.parquet", 20);
        scene.History.Write(scene.History.Border - 2, "b.parquet", 20);
        await scene.PromoteAsync();
        Assert.IsEmpty(await MissingAsync(scene.World));
        return scene;
    }

    private static async Task ComputedAnewAsync(RebuildScene scene)
    {
        var outcome = await scene.ReconcileAsync(rebuild: false);
        Assert.AreEqual(ReconcileResult.Promoted, outcome.Result, string.Join('\n', outcome.Differences.Select(d => d.Message)));
        Assert.Contains("are gone", outcome.Lost!);
        Assert.IsEmpty(await MissingAsync(scene.World));
        Assert.IsTrue((await scene.World.StateAsync()).Complete);
        await scene.CheckAsync("the rebuild");
    }

    private static async Task IncompleteAsync(ApiHost api, string reason)
    {
        var job = (await api.GetAsync("/v1/jobs/historic_places")).Body;
        Assert.IsFalse(job.GetProperty("complete").GetBoolean());
        Assert.StartsWith(reason, job.GetProperty("reasons")[0].GetString());
        Assert.AreEqual(409, (await api.GetAsync("/v1/jobs/historic_places/rows?require=complete")).Status);
        var (status, rows) = await api.GetAsync("/v1/jobs/historic_places/rows");
        Assert.IsTrue(status == 500 || !rows.GetProperty("complete").GetBoolean());
    }

    private static async Task<IReadOnlyList<MissingRows>> MissingAsync(World world) => await new ClickHousePromotion(world.Database)
        .MissingRowsAsync(world.Plan, await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None), CancellationToken.None);

    /// <summary>What there is, counted row by row.</summary>
    private static Task<IReadOnlyList<MissingRows>> WrittenAsync(World world) => world.Database.QueryAsync(
        $"SELECT _generation, _day, toInt64(count()) FROM {world.Names.Batch} GROUP BY _generation, _day ORDER BY _day",
        r => new MissingRows(r.GetFieldValue<ulong>(0), r.GetInt32(1), r.GetInt64(2), r.GetInt64(2)), CancellationToken.None);
}
