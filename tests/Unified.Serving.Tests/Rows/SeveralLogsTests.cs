using Unified.Definition;
using Unified.Epochs;
using Unified.Serving.Manifests;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

/// <summary>Jobs over two logs with partitions and epochs of their own, and jobs of one row an event.</summary>
[TestClass]
public sealed class SeveralLogsTests
{
    [TestMethod]
    [DataRow(typeof(ProductDays))]
    [DataRow(typeof(SoldHours))]
    [DataRow(typeof(ShopEvents))]
    [DataRow(typeof(ProductSessions))]
    [DataRow(typeof(SoldSlides))]
    [DataRow(typeof(ProductSpans))]
    public async Task Whatever_is_flushed_promoted_rolled_back_and_collected_the_answer_is_that_of_DuckDB(Type job)
    {
        var random = TestSeed.Take().Random();
        var time = new ShiftedTime();
        using var world = await World.CreateAsync((Job)Activator.CreateInstance(job)!, time);
        var simulation = new ShopSimulation(world, random);
        var steps = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < TestRounds.Of(ci: 8, deep: 24); i++)
        {
            var step = random.Next(7) switch { < 3 => "flush", < 5 => "promotion", 5 => "rollback", _ => "collection" };
            switch (step)
            {
                case "flush":
                    simulation.Append(random.Next(150));
                    await simulation.FlushAsync();
                    break;
                case "promotion":
                    await simulation.PromoteAsync();
                    break;
                case "rollback" when (await simulation.ManifestAsync()) is { Seq: > 1 } current:
                    // Inside the grace time everything that the manifest before names is there.
                    await new Rollback(world.Database).RollbackAsync(world.Plan, current.Seq - 1, "test", "test", CancellationToken.None);
                    break;
                case "collection":
                    await new GarbageCollection(world.Database).RunAsync(world.Plan, TimeSpan.FromHours(1), CancellationToken.None);
                    break;
            }

            time.Advance(TimeSpan.FromMinutes(random.Next(10)));
            steps[step] = steps.GetValueOrDefault(step) + 1;
            await simulation.CheckAsync($"step {i}, {step}");
        }

        await simulation.FlushAsync(all: true);
        await simulation.PromoteAsync();
        await simulation.CheckAsync("all");
        Assert.IsNotEmpty(simulation.Expected());
        Console.WriteLine(string.Join(", ", steps.Select(s => $"{s.Value} {s.Key}")));
    }

    [TestMethod]
    public async Task A_promotion_names_every_partition_of_every_log_and_a_log_without_events_waits_for_none()
    {
        using var world = await World.CreateAsync(new ProductDays());
        var simulation = new ShopSimulation(world, TestSeed.Take().Random());
        simulation.Append(400);
        await simulation.FlushAsync(all: true, log: "orders");
        await simulation.PromoteAsync();
        var manifest = await simulation.ManifestAsync();
        CollectionAssert.AreEqual(simulation.Partitions.Order().ToArray(), manifest.Cut.Epochs.Keys.ToArray());
        Assert.IsTrue(manifest.Cut.Epochs.Where(e => e.Key.Log == "visits").All(e => e.Value == 0));
        Assert.IsTrue(manifest.Cut.Epochs.Any(e => e.Value > 0));
        await simulation.CheckAsync("a promotion of one log");
    }

    [TestMethod]
    public async Task The_promoted_rows_of_a_log_are_collected_whatever_the_epochs_of_another()
    {
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new ProductDays(), time);
        var simulation = new ShopSimulation(world, TestSeed.Take().Random());
        simulation.Append(1_000);
        await simulation.FlushAsync(all: true);
        // The log of visits stays at its first epoch.
        var generation = await simulation.StageAsync(all: true);
        var orders = generation with
        {
            Id = generation.Id + 1,
            Slices = [.. generation.Slices.OfType<LogSlice>().Where(s => s.Partition.Log == "orders")]
        };
        foreach (var slice in orders.Slices.Cast<LogSlice>())
        {
            await world.Tables.WriteSliceAsync(world.Plan, simulation.Rows(orders.Id, slice), CancellationToken.None);
        }

        Assert.IsTrue((await simulation.PromoteAsync(orders)).Promoted);
        time.Advance(TimeSpan.FromHours(2));
        var before = await world.CountAsync($"SELECT count() FROM {world.Names.Stream} WHERE _log = 'visits'");
        var collected = await new GarbageCollection(world.Database).RunAsync(world.Plan, TimeSpan.FromHours(1), CancellationToken.None);
        Assert.IsGreaterThan(0, collected.StreamBuckets);
        var smallest = (await simulation.ManifestAsync()).Cut.Epochs.Where(e => e.Key.Log == "orders").Min(e => e.Value);
        Assert.AreEqual(0,
            await world.CountAsync(
            $"SELECT count() FROM {world.Names.Stream} WHERE _log = 'orders' AND intDiv(_epoch, 4) < intDiv({smallest}, 4)"));
        Assert.AreEqual(before, await world.CountAsync($"SELECT count() FROM {world.Names.Stream} WHERE _log = 'visits'"));
        await simulation.CheckAsync("the collection");
    }

    [TestMethod]
    public async Task Promoted_epochs_of_each_log_are_pruned_by_its_own_cut()
    {
        using var world = await World.CreateAsync(new ShopEvents());
        var simulation = new ShopSimulation(world, TestSeed.Take().Random());
        simulation.Append(2_000);
        await simulation.FlushAsync(all: true);
        Assert.IsTrue((await simulation.PromoteAsync(await simulation.StageAsync(all: true))).Promoted);
        var explain = string.Join('\n', await world.Database.QueryAsync(
            $"EXPLAIN indexes = 1 SELECT * FROM {world.Names.PublicView(Unified.Serving.Rows.ViewKind.Rows)}", r =>
                r.GetString(0), CancellationToken.None));
        var stream = explain[explain.IndexOf(world.Names.Bare("stream"), StringComparison.Ordinal)..];
        var parts = stream.Split('\n').First(l => l.Contains("Parts:", StringComparison.Ordinal)
            && l.Contains('/', StringComparison.Ordinal)).Split(':')[1].Split('/');
        Console.WriteLine(explain);
        var buckets = await world.CountAsync($"SELECT uniqExact(_log, intDiv(_epoch, 4)) FROM {world.Names.Stream}");
        var open = (await simulation.ManifestAsync()).Cut.Epochs.GroupBy(e => e.Key.Log).Sum(l =>
            1 + simulation.Partitions.Where(p => p.Log == l.Key)
                .Max(p => world.Plan.Source(p).Epochs.Of(simulation.Next(p))) / 4 - l.Min(e => e.Value) / 4);
        Assert.IsLessThanOrEqualTo(open, long.Parse(parts[0].Trim(), System.Globalization.CultureInfo.InvariantCulture), explain);
        Assert.IsGreaterThan(open, buckets, "there is something to prune");
    }
}
