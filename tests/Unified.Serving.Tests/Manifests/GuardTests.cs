using Unified.Epochs;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>What keeps a promotion from counting an epoch twice or losing it when numbers and clocks play tricks.</summary>
[TestClass]
public sealed class GuardTests
{
    [TestMethod]
    public async Task A_generation_that_was_planned_on_the_loser_of_two_manifests_of_one_number_is_not_promoted()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var simulation = await FilledAsync(world);
        // An earlier build could write both as manifest 1; the second wins, the plan was made on the first.
        var loser = Manifest.Empty(world.Plan.Job, world.Plan.Version) with
        {
            Seq = 1,
            Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
            Cut = Cut.Zero.With(Readings.P(0), 2).With(Readings.P(1), 0).With(Readings.P(2), 0)
        };
        Assert.IsTrue(
            await world.Manifests.AppendAsync(loser with
            {
                Id = Guid.CreateVersion7(),
                Cut = Cut.Zero.With(Readings.P(0), 0).With(Readings.P(1), 0).With(Readings.P(2), 0)
            }, CancellationToken.None));
        var generation = new Generation
        {
            Id = 7,
            Job = world.Plan.Job,
            Version = world.Plan.Version,
            BaseSeq = 1,
            Slices = [new LogSlice(Readings.P(0), 2, 4)]
        };
        await world.Generations.CreateAsync(generation, CancellationToken.None);
        await world.Tables.WriteSliceAsync(world.Plan, simulation.Log.Rows(world.Program, 7, new LogSlice(Readings.P(0), 2, 4)),
            CancellationToken.None);
        Assert.IsNull(generation.Conflict(loser));
        var outcome = await simulation.PromoteAsync(generation);
        Assert.IsFalse(outcome.Promoted, "epochs 0 and 1 would be in nobody's rows");
        Assert.IsEmpty(outcome.Differences);
        await simulation.CheckAsync("the promotion that was not");
    }

    [TestMethod]
    public async Task A_generation_that_is_given_up_is_not_found_and_its_rows_never_count()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var simulation = await FilledAsync(world);
        var generation = await simulation.StageAsync();
        Assert.AreEqual(generation.Id, (await world.Generations.FindOpenAsync(world.Plan, 0, CancellationToken.None))!.Id);
        await world.Generations.GiveUpAsync(generation, CancellationToken.None);
        Assert.IsNull(await world.Generations.FindOpenAsync(world.Plan, 0, CancellationToken.None));
        await simulation.CheckAsync("giving up");
    }

    [TestMethod]
    public async Task A_partition_by_which_the_topic_grew_is_named_before_its_first_row_even_before_the_first_promotion()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var simulation = await FilledAsync(world);
        var generation = await simulation.StageAsync();
        // The promotion has read its manifest and the ledger; then the first rows of a new partition arrive.
        var rows = simulation.Log.Rows(world.Program, new EpochId(Readings.P(0), 0));
        await world.Tables.UpsertAsync(world.Plan,
            [rows with { Ledger = rows.Ledger with { Epoch = new EpochId(Readings.P(Readings.Partitions), 0) } }], CancellationToken.None);
        var manifest = await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None);
        Assert.IsTrue(manifest.Cut.Epochs.ContainsKey(Readings.P(Readings.Partitions)));
        var total = await world.CountAsync($"SELECT sum(readings) FROM {world.Names.PublicView(ViewKind.Answer)}");
        Assert.IsFalse((await simulation.PromoteAsync(generation)).Promoted, "it was planned before");
        Assert.AreEqual(total, await world.CountAsync($"SELECT sum(readings) FROM {world.Names.PublicView(ViewKind.Answer)}"));
        Assert.AreEqual(simulation.Visible.Count() + rows.Ledger.Counts.Emitted, total);
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
