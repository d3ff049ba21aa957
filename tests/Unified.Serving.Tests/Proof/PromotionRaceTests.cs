using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Proof;

/// <summary>A promotion that sleeps, or that another writer overtakes, changes no answer; the next one succeeds.</summary>
[TestClass]
public sealed class PromotionRaceTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_promotion_whose_rows_took_longer_than_half_an_hour_is_not_made()
    {
        var random = TestSeed.Take().Random();
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new PlaceHours(), time);
        var simulation = await FilledAsync(world, random);
        var generation = await simulation.StageAsync(all: true);
        var batch = $"INSERT INTO {world.Names.Batch} ";
        using var asleep = Server.Database(world.Database.Options.Database, time, before: statement =>
        {
            time.Advance(statement.Contains(batch, StringComparison.Ordinal) ? TimeSpan.FromMinutes(31) : TimeSpan.Zero);
            return Task.CompletedTask;
        });
        var late = await Assert.ThrowsExactlyAsync<TransientException>(
            () => new ClickHousePromotion(asleep).PromoteAsync(world.Plan, generation, "test", "test", TestContext.CancellationToken));
        StringAssert.Contains(late.Message, "Job 'place_hours': writing the promoted rows took ");
        StringAssert.Contains(late.Message, "longer than 00:30:00. Nothing was promoted; promote again.");
        Assert.IsEmpty(await world.Manifests.HistoryAsync(world.Plan, TestContext.CancellationToken));
        await simulation.CheckAsync("the promotion that slept");

        Assert.IsTrue((await simulation.PromoteAsync(generation)).Promoted);
        time.Advance(TimeSpan.FromHours(2));
        var collected = await new GarbageCollection(world.Database)
            .RunAsync(world.Plan, TimeSpan.FromHours(1), TestContext.CancellationToken);
        Assert.IsGreaterThan(0, collected.Batch, "what the sleeper wrote goes");
        await simulation.CheckAsync("the promotion again, and a collection");
    }

    [TestMethod]
    public async Task A_promotion_that_loses_its_number_at_the_last_moment_says_so_and_the_next_one_succeeds()
    {
        var random = TestSeed.Take().Random();
        using var world = await World.CreateAsync(new PlaceHours());
        var simulation = await FilledAsync(world, random);
        var generation = await simulation.StageAsync(all: true);
        Unified.Epochs.Manifest? other = null;
        using var overtaken = Server.Database(world.Database.Options.Database, before: async statement =>
        {
            if (other is null && statement.StartsWith($"INSERT INTO {world.Database.Table(ManifestTable.Table.Name)} ",
                StringComparison.Ordinal))
            {
                // Every look has said that the number is free.
                other = Unified.Epochs.Manifest.Empty(world.Plan.Job, world.Plan.Version) with
                {
                    Seq = 1,
                    Id = Guid.CreateVersion7(),
                    Why = "first"
                };
                Assert.IsTrue(await world.Manifests.AppendAsync(other, TestContext.CancellationToken));
            }
        });
        var outcome = await new ClickHousePromotion(overtaken)
            .PromoteAsync(world.Plan, generation, "test", "test", TestContext.CancellationToken);
        Assert.IsFalse(outcome.Promoted);
        Assert.IsEmpty(outcome.Differences);
        Assert.AreEqual(other!.Id, outcome.Manifest.Id);
        Assert.AreEqual("first", (await world.Manifests.HistoryAsync(world.Plan, TestContext.CancellationToken)).Single().Why);
        await simulation.CheckAsync("the promotion that lost");

        var next = await simulation.PromoteAsync(await simulation.StageAsync(all: true));
        Assert.IsTrue(next.Promoted, string.Join('\n', next.Differences.Select(d => d.Message)));
        Assert.AreEqual(2, next.Manifest.Seq);
        await simulation.CheckAsync("the next promotion");
    }

    private static async Task<Simulation> FilledAsync(World world, Random random)
    {
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(300);
        await simulation.FlushAsync(all: true);
        return simulation;
    }
}
