using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.Logical;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Planning;

[TestClass]
public sealed class SlicePlannerTests
{
    [TestMethod]
    public void Slices_of_random_archives_are_disjoint_and_contiguous_from_the_cut_and_never_beyond_a_hole()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 300; i++)
        {
            var random = seed.Random(i);
            using var fixture = new Fixture(epochsPerSlice: random.Next(1, 5));
            var archive = FakeArchive.Random(random);
            var planner = new SlicePlanner(fixture.History, archive, fixture.Options, fixture.Time);
            var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version, null) with { Cut = Cut.Zero.With(0, random.Next(0, 6)).With(1, random.Next(0, 6)) };

            var next = planner.Plan(fixture.Plan, manifest, new PlanFilter { MaxSlices = random.Next(2) == 0 ? int.MaxValue : random.Next(1, 6) });

            var slices = next.Generation?.Slices.Cast<LogSlice>().ToList() ?? [];
            foreach (var partition in slices.GroupBy(s => s.Partition))
            {
                var expected = manifest.Cut.Of(partition.Key);
                foreach (var slice in partition)
                {
                    Assert.AreEqual(expected, slice.First, $"case {i}: {slice} does not begin where the one before ends");
                    Assert.IsTrue(slice.End > slice.First && slice.End - slice.First <= fixture.Options.EpochsPerSlice, $"case {i}: {slice}");
                    for (var epoch = slice.First; epoch < slice.End; epoch++)
                    {
                        Assert.Contains(epoch, archive.Epochs(fixture.Source, partition.Key), $"case {i}: {slice} covers a hole");
                    }

                    expected = slice.End;
                }
            }

            foreach (var hole in next.Holes)
            {
                Assert.IsGreaterThanOrEqualTo(manifest.Cut.Of(hole.Partition), hole.First, $"case {i}: {hole} lies below the cut");
                Assert.IsTrue(archive.Epochs(fixture.Source, hole.Partition).Contains(hole.End) && !archive.Epochs(fixture.Source, hole.Partition).Any(e => e >= hole.First && e < hole.End), $"case {i}: {hole}");
            }
        }
    }

    [TestMethod]
    public void Planning_and_promoting_leaves_nothing_but_what_holes_hold_back()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 100; i++)
        {
            var random = seed.Random(i);
            using var fixture = new Fixture(epochsPerSlice: random.Next(1, 5));
            var archive = FakeArchive.Random(random);
            var planner = new SlicePlanner(fixture.History, archive, fixture.Options, fixture.Time);
            var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version, null);
            while (planner.Plan(fixture.Plan, manifest, new PlanFilter { MaxSlices = random.Next(1, 8) }).Generation is { } generation)
            {
                Assert.AreEqual(manifest.Seq, generation.BaseSeq);
                manifest = manifest with { Seq = manifest.Seq + 1, Cut = generation.CutAfter(manifest.Cut) };
            }

            for (var p = 0; p < archive.Count; p++)
            {
                Assert.DoesNotContain(manifest.Cut.Of(p), archive.Epochs(fixture.Source, p), $"case {i}: partition {p} stopped before epoch {manifest.Cut.Of(p)}");
            }
        }
    }

    [TestMethod]
    public async Task History_days_below_the_border_are_planned_once()
    {
        using var fixture = new Fixture();
        foreach (var day in new[] { -3, -2, -1, 0, 1 })
        {
            await fixture.HistoryAsync(fixture.Border + day, Trades.Random(new Random(1), 1));
        }

        var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version, fixture.Source.HistoryUntil) with { HistoryDays = [fixture.Border - 2] };
        CollectionAssert.AreEqual(new[] { "history:2024-02-28", "history:2024-03-01" }, Names(fixture.Planner.Plan(fixture.Plan, manifest)));
        CollectionAssert.AreEqual(new[] { "history:2024-03-01" }, Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { FromDay = fixture.Border - 2 })));
        CollectionAssert.AreEqual(new[] { "history:2024-03-01" }, Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { FromDay = fixture.Border - 1 })), "the first day is in the range");
        CollectionAssert.AreEqual(new[] { "history:2024-02-28" }, Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { UntilDay = fixture.Border - 1 })));
        CollectionAssert.AreEqual(new[] { "history:2024-02-28" }, Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { MaxSlices = 1 })));
        Assert.IsNull(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { Only = EventOrigin.Log }).Generation);
    }

    [TestMethod]
    public async Task A_range_of_days_or_history_alone_plans_no_log()
    {
        using var fixture = new Fixture();
        await fixture.HistoryAsync(fixture.Border - 1, Trades.Random(new Random(1), 1));
        await fixture.EpochAsync(0, 0, [], new Random(1));
        var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version, fixture.Source.HistoryUntil);
        CollectionAssert.AreEqual(new[] { "history:2024-03-01", "log:0:0:1" }, Names(fixture.Planner.Plan(fixture.Plan, manifest)));
        CollectionAssert.AreEqual(new[] { "history:2024-03-01" }, Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { FromDay = 0 })));
        CollectionAssert.AreEqual(new[] { "history:2024-03-01" }, Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { UntilDay = fixture.Border })));
        CollectionAssert.AreEqual(new[] { "history:2024-03-01" }, Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { Only = EventOrigin.History })));
        CollectionAssert.AreEqual(new[] { "log:0:0:1" }, Names(fixture.Planner.Plan(fixture.Plan, manifest, new PlanFilter { Only = EventOrigin.Log })));
    }

    [TestMethod]
    public void Generations_are_ordered_by_time()
    {
        using var fixture = new Fixture();
        var planner = new SlicePlanner(fixture.History, FakeArchive.Random(new Random(1)), fixture.Options, fixture.Time);
        var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version, null);
        var first = planner.Plan(fixture.Plan, manifest).Generation!.Id;
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsGreaterThan(first, planner.Plan(fixture.Plan, manifest).Generation!.Id);
    }

    [TestMethod]
    public void A_hole_is_named()
    {
        using var fixture = new Fixture();
        var planner = new SlicePlanner(fixture.History, new FakeArchive([[0, 1, 4, 5]]), fixture.Options, fixture.Time);
        var next = planner.Plan(fixture.Plan, Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version, null));
        CollectionAssert.AreEqual(new[] { "log:0:0:2" }, Names(next));
        StringAssert.Contains(next.Holes.Single().ToString(), "Source 'trades', partition 0: epochs 2 to 3 are not archived", StringComparison.Ordinal);
    }

    [TestMethod]
    public void What_the_archive_lacks_below_the_cut_is_no_hole()
    {
        using var fixture = new Fixture();
        var planner = new SlicePlanner(fixture.History, new FakeArchive([[1, 4, 5]]), fixture.Options, fixture.Time);
        var next = planner.Plan(fixture.Plan, Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version, null) with { Cut = Cut.Zero.With(0, 4) });
        CollectionAssert.AreEqual(new[] { "log:0:4:6" }, Names(next));
        Assert.IsEmpty(next.Holes);
    }

    private static string[] Names(NextGeneration next) => [.. next.Generation!.Slices.Select(s => s.Name)];
}
