using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.TestKit.Tests;

/// <summary>
/// Jobs over events with columns of every type, with lists and nested records; events that cannot be computed among them.
/// </summary>
[TestClass]
public sealed class SharedJobsTests
{
    private const int Events = 40;
    private const int Cases = 25;

    private static IEnumerable<object[]> Jobs =>
    [
        [new SkuHours()], [new TagRows()], [new ParcelCounts()], [new NamedPrices()], [new ParcelGroups()], [new ParcelStates()],
        [new HourlyTrades(Trades.Source)], [new SideTotals(Trades.Source)], [new FragileTotals(Trades.Source)],
    ];

    [TestMethod]
    [DynamicData(nameof(Jobs))]
    public void A_job_is_what_LINQ_over_objects_says_however_its_events_are_cut(Job job)
    {
        var seed = TestSeed.Take();
        var random = seed.Random();
        var test = JobTest.For(job);
        _ = job switch
        {
            SkuHours or TagRows or ParcelCounts or NamedPrices => test.Given(Baskets.Source, Baskets.Random(random, Events)),
            ParcelGroups or ParcelStates => test.Given(Parcels.Source, Parcels.Random(random, Events)),
            _ => test.Given(Trades.Source, Trades.Random(random, Events)),
        };
        Assert.IsNotEmpty(test.Answer<object>());
        test.CutInvariant(Cases, seed.Value);
    }
}
