using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Proof;

/// <summary>A proof at slices of one epoch: what a refusal is narrowed down with.</summary>
[TestClass]
public sealed class EpochProofTests
{
    [TestMethod]
    public async Task Changed_and_missing_rows_are_in_exactly_one_epoch_and_the_message_names_it_and_its_values()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(600);
        await simulation.FlushAsync(all: true);
        var epochs = (int)world.Plan.Sources[0].Epochs.Of(simulation.Log.Next(0));
        var check = new Generation
        {
            Id = 9,
            Job = world.Plan.Job,
            Version = world.Plan.Version,
            BaseSeq = 0,
            Slices = [.. Enumerable.Range(0, epochs).Select(e => (Slice)new LogSlice(Readings.P(0), e, e + 1))],
        };
        foreach (var slice in check.Slices.Cast<LogSlice>())
        {
            await world.Tables.WriteSliceAsync(world.Plan, simulation.Log.Rows(world.Program, check.Id, slice), CancellationToken.None);
        }

        // Epochs are short here: not every tag is in every one of them.
        Task<long> EpochAsync(string choice, string tag) =>
            world.CountAsync(
                $"SELECT {choice}(_epoch) FROM {world.Names.Stream} FINAL WHERE _p = 0 AND _epoch < {epochs} AND tag = '{tag}'");
        var changed = await EpochAsync("min", "red");
        var deleted = await EpochAsync("max", "blue");
        var before =
            await world.CountAsync(
            $"SELECT sum(readings__n) FROM {world.Names.Stream} FINAL WHERE (_p, _epoch) = (0, {changed}) AND tag = 'red'");
        await MutateAsync(world, $"UPDATE readings__n = readings__n + 1 WHERE (_p, _epoch) = (0, {changed}) AND tag = 'red'");
        await MutateAsync(world, $"DELETE WHERE (_p, _epoch) = (0, {deleted}) AND tag = 'blue'");

        var differences = (await new LayerProof(world.Database).ProveAsync(world.Plan, check, CancellationToken.None))
            .Differences.ToDictionary(d => d.Key("tag"));

        Assert.HasCount(2, differences);
        CollectionAssert.AreEqual(new[] { new EpochId(Readings.P(0), changed) }, differences["red"].Epochs.ToArray());
        Assert.AreEqual(
            $"job tag_totals: key tag=red, readings partition 0 epoch {changed}: column readings__n is {before + 1} in the stream and "
                + $"{before} in the batch (different state: corrupted or computed by other code)",
            differences["red"].Message);
        CollectionAssert.AreEqual(new[] { new EpochId(Readings.P(0), deleted) }, differences["blue"].Epochs.ToArray());
        Assert.AreEqual(new MissingInStream(), differences["blue"].Cause, "the row is there in other epochs, but not in this one");
        StringAssert.StartsWith(differences["blue"].Message,
            $"job tag_totals: key tag=blue, readings partition 0 epoch {deleted}: the row is in the batch (");
    }

    private static Task MutateAsync(World world, string what) =>
        world.Database.ExecuteAsync($"ALTER TABLE {world.Names.Stream} {what}", CancellationToken.None, ("mutations_sync", 2));
}
