using Unified.Definition;
using Unified.Errors;
using Unified.Serving.Manifests;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

[TestClass]
public sealed class OwnershipTests
{
    // Orders and faults by the thousand are the simulation's; here it is the real server.
    private static readonly int Steps = TestRounds.Of(ci: 25, deep: 70);

    [TestMethod]
    public Task Whatever_is_flushed_promoted_rolled_back_raced_and_collected_the_windowed_answer_is_that_of_the_events() =>
        WalkAsync(new PlaceHours(), 1);

    [TestMethod]
    public Task Whatever_is_flushed_promoted_rolled_back_raced_and_collected_the_lifetime_answer_is_that_of_the_events() =>
        WalkAsync(new TagTotals(), 2);

    private static async Task WalkAsync(Job job, int walk)
    {
        var random = TestSeed.Take().Random(walk);
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(job, time);
        var simulation = new Simulation(world, new ReadingLog(random), random);
        if (random.Next(3) > 0)
        {
            simulation.Log.Append(150);
            await simulation.BeginAsync();
        }

        var done = new Dictionary<string, int>();
        for (var step = 0; step < Steps; step++)
        {
            var what = await StepAsync(simulation, random, time);
            done[what] = done.GetValueOrDefault(what) + 1;
            await simulation.CheckAsync($"step {step}, {what}");
        }

        Console.WriteLine(string.Join(", ", done.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}: {d.Value}")));
    }

    private static async Task<string> StepAsync(Simulation simulation, Random random, ShiftedTime time)
    {
        time.Advance(TimeSpan.FromMinutes(random.Next(30)));
        switch (random.Next(10))
        {
            case < 4:
                var grows = simulation.Log.Partitions < Readings.Partitions + 2 && random.Next(12) == 0;
                if (grows)
                {
                    simulation.Log.Grow();
                }

                simulation.Log.Append(random.Next(60));
                await simulation.FlushAsync();
                return grows ? "growth" : "flush";
            case 4:
                await simulation.FlushAsZombieAsync();
                return "zombie";
            case 5 or 6:
                var outcome = await simulation.PromoteAsync(await simulation.StageAsync());
                Assert.IsTrue(outcome.Promoted, string.Join('\n', outcome.Differences.Select(d => d.Message)));
                return "promotion";
            case 7:
                return await RaceAsync(simulation);
            case 8:
                return await RollbackAsync(simulation, random);
            default:
                var collected = await new GarbageCollection(simulation.World.Database)
                    .RunAsync(simulation.World.Plan, TimeSpan.FromHours(1), CancellationToken.None);
                return collected is { Batch: 0, Staging: 0, StreamBuckets: 0 } ? "collection of nothing" : "collection";
        }
    }

    private static async Task<string> RaceAsync(Simulation simulation)
    {
        var first = await simulation.StageAsync();
        var second = await simulation.StageAsync();
        var outcomes = await Task.WhenAll(simulation.PromoteAsync(first), simulation.PromoteAsync(second));
        var current = await simulation.World.Manifests.CurrentAsync(simulation.World.Plan, CancellationToken.None);
        Assert.AreEqual(first.BaseSeq + 1, current.Seq);
        Assert.IsTrue(outcomes.Any(o => o.Promoted && o.Manifest.Id == current.Id), "The winner is told so.");
        return "race";
    }

    private static async Task<string> RollbackAsync(Simulation simulation, Random random)
    {
        var current = await simulation.World.Manifests.CurrentAsync(simulation.World.Plan, CancellationToken.None);
        try
        {
            var (won, _) = await new Rollback(simulation.World.Database).RollbackAsync(
                simulation.World.Plan, random.NextInt64(Math.Max(0, current.Seq - 4), current.Seq + 1), "test", "test",
                    CancellationToken.None);
            Assert.IsTrue(won);
            return "rollback";
        }
        catch (DataException refused) when (refused.Message.Contains("collected", StringComparison.Ordinal))
        {
            return "refused rollback";
        }
    }
}
