using Microsoft.Extensions.Time.Testing;
using Unified.Definition;
using Unified.Epochs;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;
using Unified.Time;

namespace Unified.Serving.Tests.Manifests;

[TestClass]
public sealed class RetentionTests
{
    private static readonly DateTime Start = new(2024, 2, 27, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    [TestMethod]
    [DataRow(typeof(RecentOrders))]
    [DataRow(typeof(RecentDays))]
    public async Task Days_leave_both_layers_when_their_time_is_over_and_then_the_tables(Type job)
    {
        var (world, simulation, time) = await FilledAsync((Job)Activator.CreateInstance(job)!);
        using var _ = world;
        await simulation.CheckAsync("the promotion");

        // The last moment at which the first day is kept, and the first at which it is not.
        time.SetUtcNow(new DateTimeOffset(Start.AddDays(RecentOrders.Days + 1)).AddMicroseconds(-1));
        await CollectAsync(world);
        await simulation.CheckAsync("a moment too early");
        time.Advance(TimeSpan.FromMicroseconds(1));
        await CollectAsync(world);
        var from = Start.AddDays(1);
        await simulation.CheckAsync("the end of the first day", from);
        var manifest = await simulation.ManifestAsync();
        Assert.AreEqual(Timestamps.Day(Timestamps.FromDateTime(from)), manifest.KeptFrom);
        Assert.AreEqual("retention", manifest.Who);
        Assert.IsTrue(manifest.Days.Keys.All(d => d >= manifest.KeptFrom));
        Assert.AreNotEqual(0, await OldAsync(world, manifest), "queries that began before may still read them");

        time.Advance(Grace * 2);
        await CollectAsync(world);
        Assert.AreEqual(0, await OldAsync(world, manifest));
        Assert.AreEqual(manifest.Seq, (await simulation.ManifestAsync()).Seq, "nothing has changed since");

        // Late events of a day that is gone are proved and promoted, and in no answer.
        foreach (var p in simulation.Partitions)
        {
            for (var i = 0; i < 200; i++)
            {
                simulation.Append(p, i % 2 == 0 ? Start : Start.AddDays(2));
            }
        }

        await simulation.FlushAsync(all: true);
        await simulation.CheckAsync("late events in the stream", from);
        await simulation.PromoteAsync();
        await simulation.CheckAsync("late events in the batch", from);
        time.Advance(Grace * 2);
        await CollectAsync(world);
        Assert.AreEqual(0, await OldAsync(world, manifest));
        await simulation.CheckAsync("their collection", from);
    }

    [TestMethod]
    [DataRow(typeof(RecentSlides), 0)]
    [DataRow(typeof(RecentSpans), 0)]
    [DataRow(typeof(RecentSessions), 70)]
    public async Task No_window_is_shown_that_has_lost_a_part_of_itself(Type job, int twoGaps)
    {
        var (world, simulation, time) = await FilledAsync((Job)Activator.CreateInstance(job)!);
        using var _ = world;
        time.SetUtcNow(new DateTimeOffset(Start.AddDays(RecentOrders.Days + 2)));
        await CollectAsync(world);
        // A session that begins shortly after the first midnight may be the rest of one.
        var from = Start.AddDays(2).AddMinutes(twoGaps);
        await simulation.CheckAsync("the end of two days", from);
        Assert.IsNotEmpty(simulation.Expected(from));
        time.Advance(Grace * 2);
        await CollectAsync(world);
        await simulation.CheckAsync("the collection of their rows", from);
    }

    [TestMethod]
    public async Task A_rollback_brings_no_day_back_whose_time_is_over()
    {
        var (world, simulation, time) = await FilledAsync(new RecentOrders());
        using var _ = world;
        var promoted = (await simulation.ManifestAsync()).Seq;
        simulation.Append(200);
        await simulation.FlushAsync(all: true);
        await simulation.PromoteAsync();
        time.SetUtcNow(new DateTimeOffset(Start.AddDays(RecentOrders.Days + 2)));
        await new GarbageCollection(world.Database).RunAsync(world.Plan, TimeSpan.FromDays(30), CancellationToken.None);
        var (won, current) = await new Rollback(world.Database).RollbackAsync(world.Plan, promoted, "test", "test", CancellationToken.None);
        Assert.IsTrue(won);
        Assert.AreEqual(Timestamps.Day(Timestamps.FromDateTime(Start.AddDays(2))), current.KeptFrom);
        await simulation.CheckAsync("the rollback", Start.AddDays(2));
    }

    [TestMethod]
    public async Task A_generation_that_is_being_computed_is_waited_for_and_one_that_nobody_goes_on_with_is_not()
    {
        var (world, simulation, time) = await FilledAsync(new RecentOrders());
        using var _ = world;
        time.SetUtcNow(new DateTimeOffset(Start.AddDays(RecentOrders.Days + 2)));
        simulation.Append(400);
        await simulation.FlushAsync(all: true);
        var generation = await simulation.StageAsync(all: true);
        await CollectAsync(world);
        Assert.IsNull((await simulation.ManifestAsync()).KeptFrom);
        Assert.IsTrue((await simulation.PromoteAsync(generation)).Promoted, "its work is not lost");

        simulation.Append(400);
        await simulation.FlushAsync(all: true);
        await simulation.StageAsync(all: true);
        time.Advance(Grace * 2);
        await CollectAsync(world);
        Assert.IsNotNull((await simulation.ManifestAsync()).KeptFrom);
    }

    [TestMethod]
    public async Task Every_answer_says_that_older_days_are_kept_no_longer()
    {
        var (world, _, time) = await FilledAsync(new RecentOrders());
        using var disposed = world;
        time.SetUtcNow(new DateTimeOffset(Start.AddDays(RecentOrders.Days + 1)));
        await CollectAsync(world);
        var state = await new JobStates(world.Database, world.Manifests, null).ReadAsync(world.Plan, CancellationToken.None);
        Assert.AreEqual("rows of days before 2024-02-28 have been kept for their time and are in the answer no longer",
            state.Notes.Single());
        Assert.IsTrue(state.Complete);
    }

    [TestMethod]
    public async Task A_job_without_a_time_to_keep_its_rows_keeps_them()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(Start));
        using var world = await World.CreateAsync(new ProductDays(), time);
        time.Advance(TimeSpan.FromDays(1000));
        await CollectAsync(world);
        Assert.AreEqual(0, (await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None)).Seq);
        Assert.IsFalse(ViewSql.Select(world.Plan, world.Names, ViewKind.Answer, ManifestSource.Newest(world.Database, world.Plan))
            .Contains("m.5", StringComparison.Ordinal));
    }

    private static async Task<(World World, ShopSimulation Simulation, FakeTimeProvider Time)> FilledAsync(Job job)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(Start));
        var world = await World.CreateAsync(job, time);
        var simulation = new ShopSimulation(world, TestSeed.Take().Random(), Start);
        simulation.Append(1_000);
        await simulation.FlushAsync(all: true);
        await simulation.PromoteAsync();
        return (world, simulation, time);
    }

    private static Task CollectAsync(World world) => new GarbageCollection(world.Database)
        .RunAsync(world.Plan, Grace, CancellationToken.None);

    private static Task<long> OldAsync(World world, Manifest manifest) =>
        world.CountAsync($"SELECT count() FROM {world.Names.Batch} WHERE _day < {manifest.KeptFrom}");
}
