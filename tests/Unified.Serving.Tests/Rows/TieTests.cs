using Unified.Definition;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

/// <summary>Who comes first of equals: never chance.</summary>
[TestClass]
public sealed class TieTests
{
    private sealed record Seen(string Place, IReadOnlyList<long> Highest, IReadOnlyList<long> Lowest);

    private sealed class Ties : Job<Seen>
    {
        public override Query<Seen> Define() =>
            from r in Readings.Source
            group r by r.Place into g
            select new Seen(g.Key, g.TopBy(2, r => r.Big, r => r.Value), g.BottomBy(2, r => r.Big, r => r.Value));
    }

    private sealed record PlaceTag(string Place, string? Tag, long Count);

    private sealed class EqualGroups : Job<PlaceTag>
    {
        public override Query<PlaceTag> Define() => (
            from r in Readings.Source
            group r by new { r.Place, r.Tag } into g
            select new PlaceTag(g.Key.Place, g.Key.Tag, g.Count())).Top(3, r => r.Count);
    }

    [TestMethod]
    public void Of_equal_events_the_smallest_places_in_the_log_come_first_on_either_end() =>
        // Every event is as high as every other one: partition 0 before 1, and in each the smaller offset.
        JobTest.For(new Ties())
            .GivenPartition(Readings.Source, 1, [.. Enumerable.Range(0, 40).Select(i => Of("ATL", "x", 1000 + i))])
            .GivenPartition(Readings.Source, 0, [.. Enumerable.Range(0, 40).Select(i => Of("ATL", "x", 40 - i))])
            .Then(new Seen("ATL", [40, 39], [40, 39]));

    [TestMethod]
    public async Task Of_equal_groups_the_smaller_keys_come_first_and_null_last()
    {
        using var world = await World.CreateAsync(new EqualGroups());
        var run = ReadingLog.Run(world.Program, [Of("b", null, 1), Of("b", "z", 1), Of("a", null, 1), Of("b", "a", 1), Of("c", "a", 1)]);
        await world.Tables.UpsertAsync(world.Plan, [new(new(new(Readings.P(0), 0), 5, run.Counts), run.Rows(changedOnly: false))],
            CancellationToken.None);
        CollectionAssert.AreEqual(new[] { "a|null|1", "b|a|1", "b|z|1" }, (await world.AnswerAsync()).ToArray());
    }

    private static Reading Of(string place, string? tag, long big) =>
        new(new DateTime(2024, 2, 27, 0, 0, 0, DateTimeKind.Utc), place, tag, 7, null, 1m, big);
}
