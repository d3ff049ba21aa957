using Unified.Errors;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>What a promotion writes is what it was made of, and nothing else.</summary>
[TestClass]
public sealed class PromotedRowsTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow("INSERT INTO {0} SELECT * FROM {0} WHERE place = 'ATL'")]
    [DataRow("DELETE FROM {0} WHERE place = 'ATL'")]
    [DataRow("ALTER TABLE {0} UPDATE total__sum = total__sum + 1 WHERE place = 'ATL' SETTINGS mutations_sync = 2")]
    public async Task Promoted_rows_that_were_written_twice_or_half_or_otherwise_are_not_promoted(string accident)
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var simulation = await FilledAsync(world);
        var generation = await simulation.StageAsync(all: true);
        var happened = false;
        using var unlucky = Server.Database(world.Database.Options.Database, before: async statement =>
        {
            if (!happened && statement.StartsWith("SELECT toString(count())", StringComparison.Ordinal))
            {
                happened = true;
                await world.Database.ExecuteAsync(accident.Replace("{0}", world.Names.Batch, StringComparison.Ordinal),
                    TestContext.CancellationToken);
            }
        });
        var refused = await Assert.ThrowsExactlyAsync<TransientException>(
            () => new ClickHousePromotion(unlucky).PromoteAsync(world.Plan, generation, "test", "test", TestContext.CancellationToken));
        Assert.IsTrue(happened);
        StringAssert.Contains(refused.Message, "are not what they were made of: rows and totals (");
        StringAssert.EndsWith(refused.Message, "Nothing was promoted; promote again.");
        await simulation.CheckAsync("the refusal");
        Assert.IsTrue((await simulation.PromoteAsync(generation)).Promoted);
        await simulation.CheckAsync("the promotion again");
    }

    [TestMethod]
    public async Task The_days_of_the_promoted_rows_are_the_days_that_the_manifest_names()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var simulation = await FilledAsync(world);
        for (var i = 0; i < 3; i++)
        {
            Assert.IsTrue((await simulation.PromoteAsync(await simulation.StageAsync(all: true))).Promoted);
            var manifest = await world.Manifests.CurrentAsync(world.Plan, TestContext.CancellationToken);
            var newest = manifest.Days.Values.Max();
            var named = manifest.Days.Where(d => d.Value == newest).Select(d => d.Key).ToArray();
            var written =
                await world.Database.QueryAsync(
                $"SELECT DISTINCT _day FROM {world.Names.Batch} WHERE _generation = {newest} ORDER BY _day", r =>
                r.GetInt32(0), TestContext.CancellationToken);
            CollectionAssert.AreEqual(named, written.ToArray(), "no day more and no day less");
            simulation.Log.Append(200, days: 1);
            await simulation.FlushAsync(all: true);
        }
    }

    private static async Task<Simulation> FilledAsync(World world)
    {
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(300);
        await simulation.FlushAsync(all: true);
        return simulation;
    }
}
