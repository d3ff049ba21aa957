using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.Errors;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Planning;

[TestClass]
public sealed class SlicePlannerTests
{
    [TestMethod]
    public void The_partitions_of_all_logs_take_turns()
    {
        using var fixture = new Fixture(epochsPerSlice: 2, job: new MarketDays());
        var archive = new FakeArchive(new Dictionary<string, long[][]>
        {
            ["trades"] = [[0, 1, 2], [0]],
            ["orders"] = [[0], [], [0, 1, 2, 3]],
        });
        var planner = new SlicePlanner(fixture.History, archive, fixture.Options, fixture.Time);
        CollectionAssert.AreEqual(
            new[]
            {
                "log:trades:0:0:2", "log:trades:1:0:1", "log:orders:0:0:1", "log:orders:2:0:2", "log:trades:0:2:3", "log:orders:2:2:4",
            },
            Names(planner.Plan(fixture.Plan, Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version))));
    }

    [TestMethod]
    public async Task The_history_of_each_source_ends_at_its_own_border_and_a_day_of_one_is_not_the_day_of_another()
    {
        using var fixture = new Fixture(job: new MarketDays(Orders.WithHistory));
        foreach (var source in fixture.Plan.Sources)
        {
            foreach (var day in new[] { -1, 0, 1 })
            {
                var folder = fixture.Options.DataRoot;
                await TradeFiles.WriteHistoryAsync(folder, source, fixture.Border + day, "a.parquet", Trades.Random(new Random(1), 1));
            }
        }

        var manifest =
            Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version) with { HistoryDays = [new HistoryDay("trades", fixture.Border - 1)] };
        CollectionAssert.AreEqual(
            new[] { "history:orders:2024-03-01", "history:orders:2024-03-02" }, Names(fixture.Planner.Plan(fixture.Plan, manifest)));
    }

    [TestMethod]
    public void An_archive_of_another_topic_than_that_of_the_answer_is_refused_by_name()
    {
        using var fixture = new Fixture();
        var archive = new FakeArchive([[0, 1]]) { TopicId = "new" };
        var planner = new SlicePlanner(fixture.History, archive, fixture.Options, fixture.Time);
        var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version);
        manifest = manifest with { Logs = manifest.Logs.Add("trades", "old") };
        Assert.Contains(
            "of source 'trades' with topic id old, and the archive is of topic id new: the topic was deleted and made anew",
            Assert.ThrowsExactly<DataException>(() => planner.Plan(fixture.Plan, manifest)).Message);
        manifest = manifest with { Logs = manifest.Logs.SetItem("trades", "new") };
        Assert.IsNotNull(planner.Plan(fixture.Plan, manifest).Generation);
    }

    [TestMethod]
    public async Task History_days_below_the_border_are_planned_once()
    {
        using var fixture = new Fixture();
        foreach (var day in new[] { -3, -2, -1, 0, 1 })
        {
            await fixture.HistoryAsync(fixture.Border + day, Trades.Random(new Random(1), 1));
        }

        var manifest =
            Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version) with { HistoryDays = [new HistoryDay("trades", fixture.Border - 2)] };
        CollectionAssert.AreEqual(new[] { "history:trades:2024-02-28", "history:trades:2024-03-01" },
            Names(fixture.Planner.Plan(fixture.Plan, manifest)));
        CollectionAssert.AreEqual(new[] { "history:trades:2024-03-01" },
            Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { FromDay = fixture.Border - 2 })));
        CollectionAssert.AreEqual(new[] { "history:trades:2024-03-01" },
            Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { FromDay = fixture.Border - 1 })),
            "the first day is in the range");
        CollectionAssert.AreEqual(new[] { "history:trades:2024-02-28" },
            Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { UntilDay = fixture.Border - 1 })));
        Assert.IsNull(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { Only = EventOrigin.Log }).Generation);
    }

    [TestMethod]
    public async Task A_range_of_days_or_history_alone_plans_no_log()
    {
        using var fixture = new Fixture();
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(new Random(1), 1));
        await fixture.EpochAsync(0, 0, [], new Random(1));
        var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version);
        CollectionAssert.AreEqual(new[] { "history:trades:2024-03-01", "log:trades:0:0:1" },
            Names(fixture.Planner.Plan(fixture.Plan, manifest)));
        CollectionAssert.AreEqual(new[] { "history:trades:2024-03-01" },
            Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { FromDay = 0 })));
        CollectionAssert.AreEqual(new[] { "history:trades:2024-03-01" },
            Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { UntilDay = fixture.Border })));
        CollectionAssert.AreEqual(new[] { "history:trades:2024-03-01" },
            Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { Only = EventOrigin.History })));
        CollectionAssert.AreEqual(new[] { "log:trades:0:0:1" },
            Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { Only = EventOrigin.Log })));
    }

    [TestMethod]
    public void Generations_are_ordered_by_time()
    {
        using var fixture = new Fixture();
        var planner = new SlicePlanner(fixture.History, FakeArchive.Random(new Random(1)), fixture.Options, fixture.Time);
        var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version);
        var first = planner.Plan(fixture.Plan, manifest).Generation!.Id;
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsGreaterThan(first, planner.Plan(fixture.Plan, manifest).Generation!.Id);
    }

    [TestMethod]
    public void A_hole_is_named()
    {
        using var fixture = new Fixture();
        var planner = new SlicePlanner(fixture.History, new FakeArchive([[0, 1, 4, 5]]), fixture.Options, fixture.Time);
        var next = planner.Plan(fixture.Plan, Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version));
        CollectionAssert.AreEqual(new[] { "log:trades:0:0:2" }, Names(next));
        StringAssert.Contains(next.Holes.Single().ToString(), "Source 'trades', partition 0: epochs 2 to 3 are not archived",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public void What_the_archive_lacks_below_the_cut_is_no_hole()
    {
        using var fixture = new Fixture();
        var planner = new SlicePlanner(fixture.History, new FakeArchive([[1, 4, 5]]), fixture.Options, fixture.Time);
        var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version) with { Cut = Cut.Zero.With(Fixture.Partition(0), 4) };
        var next = planner.Plan(fixture.Plan, manifest);
        CollectionAssert.AreEqual(new[] { "log:trades:0:4:6" }, Names(next));
        Assert.IsEmpty(next.Holes);
    }

    private static string[] Names(NextGeneration next) => [.. next.Generation!.Slices.Select(s => s.Name)];
}
