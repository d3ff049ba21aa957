using Unified.Serving.Manifests;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>
/// A partition by which a topic grows begins at epoch 0, in the part of the stream's table that a collection drops for the others.
/// </summary>
[TestClass]
public sealed class GrowthAndCollectionTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    [TestMethod]
    public async Task A_partition_that_comes_while_a_collection_drops_its_epochs_of_the_others_keeps_its_rows()
    {
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new TagTotals(), time);
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        await PromoteAsync(simulation, time);
        var grown = 0;
        using var slow = Server.Database(world.Database.Options.Database, time, before: async statement =>
        {
            if (statement.Contains(world.Names.Bare("stream"), StringComparison.Ordinal)
                && statement.Contains("DROP PART", StringComparison.Ordinal) && grown++ == 0)
            {
                simulation.Log.Grow();
                simulation.Log.Append(100);
                await simulation.FlushAsync(all: true);
            }
        });
        var collected = await new GarbageCollection(slow).RunAsync(world.Plan, Grace, CancellationToken.None);
        Assert.IsGreaterThan(0, grown, "the stream's rows of the others were dropped");
        await simulation.CheckAsync($"a collection of {collected} while the topic grew");
    }

    [TestMethod]
    public async Task A_rollback_to_before_a_partition_came_keeps_its_rows_from_a_collection_that_begins_meanwhile()
    {
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new TagTotals(), time);
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        await PromoteAsync(simulation, time);
        simulation.Log.Grow();
        await PromoteAsync(simulation, time);
        using var slow = Server.Database(world.Database.Options.Database, time, before: async statement =>
        {
            if (statement.Contains($"INSERT INTO {world.Database.Table("unified_manifest")}", StringComparison.Ordinal))
            {
                await new GarbageCollection(world.Database).RunAsync(world.Plan, Grace, CancellationToken.None);
            }
        });
        var (won, current) = await new Rollback(slow).RollbackAsync(world.Plan, 1, "test", "test", CancellationToken.None);
        Assert.IsTrue(won);
        Assert.AreEqual(0, current.Cut.Of(Readings.P(3)), "the stream owns all of what came later");
        await simulation.CheckAsync("the rollback");
    }

    [TestMethod]
    public async Task A_rollback_to_nothing_and_then_to_before_a_partition_came_keeps_that_partition_named()
    {
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new TagTotals(), time);
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        await PromoteAsync(simulation, time);
        simulation.Log.Grow();
        await PromoteAsync(simulation, time);
        foreach (var to in new[] { 0, 1 })
        {
            var (won, current) = await new Rollback(world.Database).RollbackAsync(world.Plan, to, "test", "test", CancellationToken.None);
            Assert.IsTrue(won);
            Assert.AreEqual(to > 0, current.Cut.Epochs.ContainsKey(Readings.P(3)), $"a cut that names partitions names all of them: {to}");
            await simulation.CheckAsync($"the rollback to {to}");
        }
    }

    /// <summary>More of the log, promoted so long ago that what it superseded may go.</summary>
    private static async Task PromoteAsync(Simulation simulation, ShiftedTime time)
    {
        simulation.Log.Append(600);
        await simulation.FlushAsync(all: true);
        Assert.IsTrue((await simulation.PromoteAsync(await simulation.StageAsync(all: true))).Promoted);
        time.Advance(2 * Grace);
    }
}
