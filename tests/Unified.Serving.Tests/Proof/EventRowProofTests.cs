using Unified.Epochs;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Proof;

/// <summary>The proof of a job of one row an event: a difference is named by the place of the event.</summary>
[TestClass]
public sealed class EventRowProofTests
{
    [TestMethod]
    public async Task A_changed_a_lost_and_a_foreign_row_are_named_by_log_partition_and_offset_and_repaired()
    {
        using var world = await World.CreateAsync(new ShopEvents());
        var simulation = new ShopSimulation(world, TestSeed.Take().Random());
        simulation.Append(600);
        await simulation.FlushAsync(all: true);
        var generation = await simulation.StageAsync(all: true);
        var first = new LogPartition("orders", 1);
        var offsets = await world.Database.QueryAsync(
            $"SELECT _offset FROM {world.Names.Stream} WHERE _log = 'orders' AND _p = 1 AND _epoch = 1 ORDER BY _offset LIMIT 2", r =>
                r.GetInt64(0), CancellationToken.None);
        await MutateAsync(world, $"UPDATE price = 0.01 WHERE _log = 'orders' AND _p = 1 AND _offset = {offsets[0]}");
        await MutateAsync(world, $"DELETE WHERE _log = 'orders' AND _p = 1 AND _offset = {offsets[1]}");
        await world.Database.ExecuteAsync(
            $"INSERT INTO {world.Names.Stream} (_log, _p, _offset, _branch, _time, product, _epoch, _covered) VALUES ('visits', 0, 7, 5, "
                + $"0, 'tea', 0, 9)", CancellationToken.None);

        var proof = await new LayerProof(world.Database).ProveAsync(world.Plan, generation, CancellationToken.None);
        Console.WriteLine(string.Join('\n', proof.Differences.Select(d => d.Message)));
        Assert.HasCount(3, proof.Differences);
        var changed = proof.Differences.Single(d => d.Key("_offset") == $"{offsets[0]}" && d.Key("_log") == "orders");
        StringAssert.Contains(changed.Message,
            $"job shop_events: key _log=orders, _p=1, _offset={offsets[0]}, _branch=0, orders partition 1 epoch 1: column price is 0.01 "
                + $"in the stream and ");
        var lost = proof.Differences.Single(d => d.Key("_offset") == $"{offsets[1]}" && d.Key("_log") == "orders");
        StringAssert.Contains(lost.Message, "and not in the stream (missing in stream");
        CollectionAssert.AreEqual(new[] { new EpochId(first, 1) }, lost.Epochs.ToArray());
        var foreign = proof.Differences.Single(d => d.Key("_log") == "visits");
        StringAssert.Contains(foreign.Message, "and not in the batch (extra in stream");

        await new StreamRepair(world.Database).RepairAsync(world.Plan,
            [simulation.Rows(new EpochId(first, 1)), simulation.Rows(new EpochId(new LogPartition("visits", 0), 0))],
            CancellationToken.None);
        Assert.IsTrue((await simulation.PromoteAsync(generation)).Promoted);
        await simulation.CheckAsync("the repair and the promotion");
    }

    [TestMethod]
    public async Task A_row_that_the_batch_has_twice_is_a_duplicate()
    {
        using var world = await World.CreateAsync(new ShopEvents());
        var simulation = new ShopSimulation(world, TestSeed.Take().Random());
        simulation.Append(600);
        await simulation.FlushAsync(all: true);
        var generation = await simulation.StageAsync(all: true);
        var slice = ((LogSlice)generation.Slices[0]).Name;
        await world.Database.ExecuteAsync(
            $"INSERT INTO {world.Names.Staging} SELECT * FROM {world.Names.Staging} WHERE _slice = '{slice}' ORDER BY _offset LIMIT 1",
                CancellationToken.None);
        await world.Database.ExecuteAsync(
            $"ALTER TABLE {world.Database.Table("unified_slices")} UPDATE rows = rows + 1 WHERE slice = '{slice}'", CancellationToken.None,
                ("mutations_sync", 2));
        var difference = (await new LayerProof(world.Database).ProveAsync(world.Plan, generation, CancellationToken.None))
            .Differences.Single();
        StringAssert.EndsWith(difference.Message, "(duplicate: the batch has it twice)");
    }

    private static Task MutateAsync(World world, string what) =>
        world.Database.ExecuteAsync($"ALTER TABLE {world.Names.Stream} {what}", CancellationToken.None, ("mutations_sync", 2));
}
