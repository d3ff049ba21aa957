using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Errors;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>Which logs a job's offsets are of is kept by every manifest, whoever writes it.</summary>
[TestClass]
public sealed class ManifestLogsTests
{
    private static readonly ImmutableSortedDictionary<string, string> Logs =
        ImmutableSortedDictionary<string, string>.Empty.Add("orders", "id-of-orders").Add("visits", "id-of-visits");

    [TestMethod]
    public async Task A_promotion_a_grown_topic_retention_a_rollback_and_a_switch_keep_them()
    {
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new RecentDays(), time);
        Assert.IsTrue(await world.Manifests.AppendAsync(
            Manifest.Empty(world.Plan.Job, world.Plan.Version) with { Seq = 1, Id = Guid.CreateVersion7(), Logs = Logs },
                CancellationToken.None));
        var simulation = new ShopSimulation(world, TestSeed.Take().Random());
        simulation.Append(600);
        await simulation.FlushAsync(all: true);
        await simulation.PromoteAsync();
        await KeptAsync("a promotion", 2);
        await new CutGrowth(world.Manifests, world.Statements).EnsureAsync(world.Plan, [new LogPartition("orders", 3)],
            CancellationToken.None);
        await KeptAsync("a grown topic", 3);
        time.Advance(TimeSpan.FromDays(3));
        await new Retention(world.Statements).RunAsync(world.Plan, time.GetUtcNow() - TimeSpan.FromHours(1), CancellationToken.None);
        await KeptAsync("retention", 4);
        Assert.IsTrue((await new Rollback(world.Database).RollbackAsync(world.Plan, 2, "test", "test", CancellationToken.None)).Won);
        await KeptAsync("a rollback", 5);
        Assert.IsTrue((await new Rollback(world.Database).RollbackAsync(world.Plan, 0, "test", "test", CancellationToken.None)).Won);
        await KeptAsync("a rollback to the beginning", 6);
        await new PublicViews(world.Database).SwitchAsync(world.Plan.Job, world.Plan.Version, "test", "test", CancellationToken.None);
        await KeptAsync("a switch", 6);

        async Task KeptAsync(string after, long seq)
        {
            var manifest = await simulation.ManifestAsync();
            Assert.AreEqual(seq, manifest.Seq, after);
            CollectionAssert.AreEqual(Logs, manifest.Logs, after);
        }
    }

    [TestMethod]
    public async Task A_promotion_names_a_log_whose_identity_was_learned_later()
    {
        using var world = await World.CreateAsync(new ProductDays());
        var simulation = new ShopSimulation(world, TestSeed.Take().Random());
        simulation.Append(600);
        await simulation.FlushAsync(all: true);
        await simulation.PromoteAsync();
        Assert.IsEmpty((await simulation.ManifestAsync()).Logs);
        await new ClickHouseLogIdentities(world.Database).RememberAsync("visits", "id-of-visits", CancellationToken.None);
        simulation.Append(600);
        await simulation.FlushAsync(all: true);
        await simulation.PromoteAsync();
        CollectionAssert.AreEqual(Logs.Remove("orders"), (await simulation.ManifestAsync()).Logs);
    }

    [TestMethod]
    public async Task A_manifest_that_forgets_an_identity_or_a_beginning_is_not_written()
    {
        using var world = await World.CreateAsync(new ProductDays());
        var orders = new LogPartition("orders", 0);
        var first = Manifest.Empty(world.Plan.Job, world.Plan.Version)
            .BeginningAt(Cut.Zero.With(orders, 4)) with
        { Seq = 1, Id = Guid.CreateVersion7(), Logs = Logs };
        Assert.IsTrue(await world.Manifests.AppendAsync(first, CancellationToken.None));
        Manifest Next() => first with { Seq = 2, Id = Guid.CreateVersion7() };
        var forgotten = await Assert.ThrowsExactlyAsync<InternalException>(
            () => world.Manifests.AppendAsync(Next() with { Logs = Logs.Remove("orders") }, CancellationToken.None));
        Assert.Contains("manifest 2 does not say any more that log 'orders' is topic id id-of-orders", forgotten.Message);
        await Assert.ThrowsExactlyAsync<InternalException>(
            () => world.Manifests.AppendAsync(Next() with { Logs = Logs.SetItem("orders", "another") }, CancellationToken.None));
        var moved = await Assert.ThrowsExactlyAsync<InternalException>(() =>
            world.Manifests.AppendAsync(Next() with { Origin = Cut.Zero }, CancellationToken.None));
        Assert.Contains("orders partition 0 begins at epoch 4", moved.Message);
        Assert.AreEqual(1, (await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None)).Seq);
        Assert.IsTrue(await world.Manifests.AppendAsync(Next(), CancellationToken.None));
    }
}
