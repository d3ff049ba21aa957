using Unified.Definition;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

/// <summary>Windows that are merged from panes when they are read: hopping ones, several lengths at once, sessions.</summary>
[TestClass]
public sealed class PaneWindowTests
{
    [TestMethod]
    [DataRow(typeof(PlaceSlides))]
    [DataRow(typeof(PlaceSpans))]
    [DataRow(typeof(PlaceSessions))]
    [DataRow(typeof(Bursts))]
    public async Task Whatever_is_flushed_and_promoted_the_windows_are_those_of_plain_objects(Type job)
    {
        var random = TestSeed.Take().Random();
        using var world = await World.CreateAsync((Job)Activator.CreateInstance(job)!);
        var simulation = new Simulation(world, new ReadingLog(random), random);
        for (var i = 0; i < 5; i++)
        {
            simulation.Log.Append(random.Next(250));
            await simulation.FlushAsync();
            await simulation.CheckAsync($"flush {i}");
            var outcome = await simulation.PromoteAsync(await simulation.StageAsync());
            Assert.IsTrue(outcome.Promoted, string.Join('\n', outcome.Differences.Select(d => d.Message)));
            await simulation.CheckAsync($"promotion {i}");
        }

        Assert.IsNotEmpty(simulation.Expected());
    }
}
