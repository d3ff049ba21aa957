using Unified.Batch.Planning;
using Unified.Batch.Tests.Fakes;
using Unified.Epochs;
using Unified.TestKit;

namespace Unified.Batch.Tests.Planning;

/// <summary>What holds for every archive, over the logs of two sources.</summary>
[TestClass]
public sealed class SlicePlannerPropertyTests
{
    [TestMethod]
    public void Slices_of_random_archives_are_disjoint_and_contiguous_from_the_cut_and_never_beyond_a_hole()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 300; i++)
        {
            var random = seed.Random(i);
            using var fixture = new Fixture(epochsPerSlice: random.Next(1, 5), job: new MarketDays());
            var archive = FakeArchive.Random(random, "trades", "orders");
            var planner = new SlicePlanner(fixture.History, archive, fixture.Options, fixture.Time);
            var partitions = fixture.Plan.Sources.SelectMany(archive.Partitions).ToList();
            var cut = partitions.Where(_ => random.Next(2) == 0).Aggregate(Cut.Zero, (c, p) => c.With(p, random.Next(0, 6)));

            var next = planner.Plan(fixture.Plan, Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version) with { Cut = cut });

            var slices = next.Generation?.Slices.Cast<LogSlice>().ToList() ?? [];
            foreach (var partition in slices.GroupBy(s => s.Partition))
            {
                var archived = archive.Epochs(fixture.Plan.Source(partition.Key), partition.Key);
                var expected = cut.Of(partition.Key);
                foreach (var slice in partition)
                {
                    Assert.AreEqual(expected, slice.First, $"case {i}: {slice} does not begin where the one before ends");
                    Assert.IsTrue(slice.End > slice.First && slice.End - slice.First <= fixture.Options.EpochsPerSlice,
                        $"case {i}: {slice}");
                    for (var epoch = slice.First; epoch < slice.End; epoch++)
                    {
                        Assert.Contains(epoch, archived, $"case {i}: {slice} covers a hole");
                    }

                    expected = slice.End;
                }

                Assert.DoesNotContain(expected, archived, $"case {i}: {partition.Key} stops before epoch {expected}");
            }

            foreach (var hole in next.Holes)
            {
                var archived = archive.Epochs(fixture.Plan.Source(hole.Partition), hole.Partition);
                Assert.IsGreaterThanOrEqualTo(cut.Of(hole.Partition), hole.First, $"case {i}: {hole} lies below the cut");
                Assert.IsTrue(archived.Contains(hole.End) && !archived.Any(e => e >= hole.First && e < hole.End), $"case {i}: {hole}");
            }
        }
    }

    [TestMethod]
    public void Any_first_part_of_a_generation_can_be_promoted_and_the_next_ones_take_the_rest()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 100; i++)
        {
            var random = seed.Random(i);
            using var fixture = new Fixture(epochsPerSlice: random.Next(1, 5), job: new MarketDays());
            var archive = FakeArchive.Random(random, "trades", "orders");
            var planner = new SlicePlanner(fixture.History, archive, fixture.Options, fixture.Time);
            var manifest = Manifest.Empty(fixture.Plan.Job, fixture.Plan.Version);
            while (planner.Plan(fixture.Plan, manifest).Generation is { } whole)
            {
                var part = whole with { Slices = [.. whole.Slices.Take(random.Next(1, 8))] };
                Assert.IsNull(part.Conflict(manifest), $"case {i}");
                manifest = manifest with { Seq = manifest.Seq + 1, Cut = part.CutAfter(manifest.Cut) };
            }

            foreach (var partition in fixture.Plan.Sources.SelectMany(archive.Partitions))
            {
                var end = manifest.Cut.Of(partition);
                Assert.DoesNotContain(end, archive.Epochs(fixture.Plan.Source(partition), partition),
                    $"case {i}: {partition} stopped before {end}");
            }
        }
    }
}
