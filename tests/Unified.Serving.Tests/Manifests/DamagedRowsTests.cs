using Unified.Contracts;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>Rows are checked against what names them: counted at every answer, and read whole by those who look.</summary>
[TestClass]
public sealed class DamagedRowsTests
{
    [TestMethod]
    public async Task A_promoted_value_that_was_changed_is_found_by_a_look_and_makes_answers_incomplete_until_it_is_computed_anew()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        scene.History.Write(scene.History.Border - 1, "a.parquet", 20);
        await scene.PromoteAsync();
        var (world, proof) = (scene.World, new StoredProof(scene.World.Database));
        Assert.IsEmpty((await proof.RunAsync(world.Plan, CancellationToken.None)).Problems);
        var day = await world.CountAsync($"SELECT min(_day) FROM {world.Names.Batch}");
        var state = world.Plan.Rows.States[0].Name;
        await world.Database.ExecuteAsync(
            $"ALTER TABLE {world.Names.Batch} UPDATE `{state}` = `{state}` + 1 WHERE _day = {day}", CancellationToken.None,
            ("mutations_sync", 2));
        Assert.IsTrue((await world.StateAsync()).Complete, "there are as many rows as before: nobody has looked");

        var found = (ChangedPromotedRows)(await proof.RunAsync(world.Plan, CancellationToken.None)).Problems.Single();
        Assert.AreEqual((int)day, found.Rows.Single().Day);
        Assert.AreEqual(found.Message, (await world.StateAsync()).Reasons.Single().Message);
        await using var api = await ApiHost.StartAsync(world);
        Assert.AreEqual(409, (await api.GetAsync("/v1/jobs/historic_places/rows?require=complete")).Status);

        await scene.ReconcileAsync(rebuild: true);
        Assert.IsTrue((await world.StateAsync()).Complete);
        Assert.IsEmpty((await proof.RunAsync(world.Plan, CancellationToken.None)).Problems);
        await scene.CheckAsync("the rebuild");
    }

    [TestMethod]
    public async Task A_share_of_the_days_an_hour_reads_all_of_them_in_a_day()
    {
        using var scene = await RebuildScene.CreateAsync(TestSeed.Take().Random());
        await scene.PromoteAsync();
        var (world, proof) = (scene.World, new StoredProof(scene.World.Database));
        var state = world.Plan.Rows.States[0].Name;
        await world.Database.ExecuteAsync($"ALTER TABLE {world.Names.Batch} UPDATE `{state}` = `{state}` + 1 WHERE 1",
            CancellationToken.None, ("mutations_sync", 2));
        var days = (await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None)).Days.Keys.ToArray();
        var found = new List<int>();
        for (var hour = 0; hour < 24; hour++)
        {
            found.AddRange((await proof.RunShareAsync(world.Plan, hour, 24, CancellationToken.None)).Select(c => c.Day));
        }

        CollectionAssert.AreEquivalent(days, found);
        Assert.HasCount(days.Length, (await world.StateAsync()).Reasons.OfType<ChangedPromotedRows>().Single().Rows);
    }

    [TestMethod]
    public async Task Stream_rows_that_are_gone_or_older_than_their_ledger_says_make_an_answer_incomplete_at_once()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(100);
        await simulation.FlushAsync(all: true);
        Assert.IsTrue((await world.StateAsync()).Complete);
        await world.Database.ExecuteAsync($"CREATE TABLE {world.Database.Table("copy")} AS {world.Names.Stream}", CancellationToken.None);
        await world.Database.ExecuteAsync(
            $"INSERT INTO {world.Database.Table("copy")} SELECT * FROM {world.Names.Stream}", CancellationToken.None);
        simulation.Log.Append(20);
        await simulation.FlushAsync(all: true);
        Assert.IsTrue((await world.StateAsync()).Complete);

        // The older copy takes the table's place: no epoch needs to have fewer rows than before.
        await world.Database.ExecuteAsync(
            $"EXCHANGE TABLES {world.Names.Stream} AND {world.Database.Table("copy")}", CancellationToken.None);
        var reason = (MissingStreamRows)(await world.StateAsync()).Reasons.Single();
        Assert.AreEqual("readings", reason.Log);
        await world.Database.ExecuteAsync(
            $"EXCHANGE TABLES {world.Names.Stream} AND {world.Database.Table("copy")}", CancellationToken.None);
        Assert.IsTrue((await world.StateAsync()).Complete);

        await world.Database.ExecuteAsync(
            $"ALTER TABLE {world.Names.Stream} DELETE WHERE rowNumberInAllBlocks() = 0", CancellationToken.None, ("mutations_sync", 2));
        Assert.IsInstanceOfType<MissingStreamRows>((await world.StateAsync()).Reasons.Single());
    }
}
