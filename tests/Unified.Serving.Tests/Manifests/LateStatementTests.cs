using Unified.Errors;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Tests.Rows;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>
/// A statement whose answer was lost may be done at any later time. On the real server: it is held back, all goes on without it, and then
/// it arrives.
/// </summary>
[TestClass]
public sealed class LateStatementTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Promoted_rows_that_are_written_after_another_attempt_was_promoted_count_nowhere()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var simulation = await FlushedAsync(world, 300);
        var generation = await simulation.StageAsync(all: true);
        var held = new List<string>();
        using var unlucky = Server.Database(world.Database.Options.Database, before: statement =>
            Hold(held, statement, statement.StartsWith($"INSERT INTO {world.Names.Batch}", StringComparison.Ordinal)));
        var outcome = await new ClickHousePromotion(unlucky).PromoteAsync(
            world.Plan, generation, "test", "test", TestContext.CancellationToken);
        Assert.IsTrue(outcome.Promoted, "another attempt, under another id");
        await simulation.CheckAsync("the promotion");

        await world.Database.ExecuteAsync(held.Single(), TestContext.CancellationToken, ("max_partitions_per_insert_block", 0));
        Assert.AreEqual(2, await world.CountAsync($"SELECT uniqExact(_generation) FROM {world.Names.Batch}"), "both are there");
        await simulation.CheckAsync("the late insert");
        Assert.IsTrue((await world.StateAsync()).Complete);
    }

    [TestMethod]
    public async Task An_insert_of_promoted_rows_that_arrives_twice_writes_once()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var simulation = await FlushedAsync(world, 300);
        var generation = await simulation.StageAsync(all: true);
        var staged = await StagedRows.ReadAsync(world.Statements, world.Plan, generation, TestContext.CancellationToken);
        var days = await world.Statements.StagedDaysAsync(world.Plan, staged.All, TestContext.CancellationToken);
        var basis = await world.Manifests.CurrentAsync(world.Plan, TestContext.CancellationToken);
        await world.Statements.InsertPromotedAsync(world.Plan, 77, basis, staged.All, days, TestContext.CancellationToken);
        var rows = await world.CountAsync($"SELECT count() FROM {world.Names.Batch}");
        Assert.IsGreaterThan(0, rows);
        await world.Statements.InsertPromotedAsync(world.Plan, 77, basis, staged.All, days, TestContext.CancellationToken);
        Assert.AreEqual(rows, await world.CountAsync($"SELECT count() FROM {world.Names.Batch}"));
    }

    [TestMethod]
    public async Task A_view_that_has_moved_on_is_not_turned_back_by_a_switch_that_arrives_late()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var held = new List<string>();
        using var unlucky = Server.Database(old.Database.Options.Database, before: statement =>
            Hold(held, statement, statement.StartsWith("EXCHANGE TABLES", StringComparison.Ordinal)));
        Assert.AreEqual(next.Plan.Version, await new PublicViews(unlucky)
            .SwitchAsync("place_hours", next.Plan.Version, "test", "test", TestContext.CancellationToken));
        Assert.AreEqual(old.Plan.Version, await new PublicViews(old.Database)
            .SwitchAsync("place_hours", old.Plan.Version, "test", "back again", TestContext.CancellationToken));

        var refused = await Assert.ThrowsAsync<DataException>(() =>
            old.Database.ExecuteAsync(held.Single(), TestContext.CancellationToken));
        Assert.Contains("UNKNOWN_TABLE", refused.Message);
        foreach (var (kind, shown) in await new PublicViews(old.Database).ShownAsync("place_hours", TestContext.CancellationToken))
        {
            Assert.AreEqual(old.Plan.Version, shown, kind.ToString());
        }

        Assert.AreEqual(0, await old.CountAsync(
            $"SELECT count() FROM system.tables WHERE database = '{old.Database.Options.Database}' AND name LIKE 'unified_view_%'"));
    }

    [TestMethod]
    public async Task What_was_collected_stays_collected_when_a_flush_of_it_arrives_late()
    {
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new TagTotals(), time);
        var simulation = await FlushedAsync(world, 400);
        Assert.IsTrue((await simulation.PromoteAsync(await simulation.StageAsync(all: true))).Promoted);
        time.Advance(2 * Grace);
        var collected = await new GarbageCollection(world.Database).RunAsync(world.Plan, Grace, TestContext.CancellationToken);
        Assert.IsGreaterThan(0, collected.StreamBuckets);
        // Every epoch of a partition, so that each has rows again: only not those of the others.
        var epochs = world.Plan.Sources[0].Epochs;
        await world.Tables.UpsertAsync(world.Plan, [.. ReadingLog.LongRange(0, epochs.Of(simulation.Log.Next(0)))
            .Select(e => simulation.Log.Rows(world.Program, new Epochs.EpochId(Readings.P(0), e)))], TestContext.CancellationToken);

        var refused = await Assert.ThrowsExactlyAsync<DataException>(() =>
            new Rollback(world.Database).RollbackAsync(world.Plan, 0, "test", "test", TestContext.CancellationToken));
        Assert.Contains("have been collected", refused.Message);
        await simulation.CheckAsync("the refused rollback");
    }

    [TestMethod]
    [DataRow(-120)]
    [DataRow(120)]
    public async Task A_promoter_whose_clock_is_hours_wrong_keeps_its_rows_from_a_collection_in_between(int minutes)
    {
        var server = new ShiftedTime();
        using var world = await World.CreateAsync(new TagTotals(), server);
        var simulation = await FlushedAsync(world, 300);
        var generation = await simulation.StageAsync(all: true);
        var wrong = new ShiftedTime();
        wrong.Advance(TimeSpan.FromMinutes(minutes));
        var collections = 0;
        using var promoter = Server.Database(world.Database.Options.Database, wrong, before: async statement =>
        {
            // Its rows are there, and no manifest names them.
            if (statement.StartsWith($"INSERT INTO {world.Database.Table("unified_manifest")}", StringComparison.Ordinal))
            {
                collections++;
                await new GarbageCollection(world.Database).RunAsync(world.Plan, Grace, TestContext.CancellationToken);
            }
        }, clock: server);
        Assert.IsTrue((await new ClickHousePromotion(promoter)
            .PromoteAsync(world.Plan, generation, "test", "test", TestContext.CancellationToken)).Promoted);
        Assert.AreEqual(1, collections);
        Assert.IsTrue((await world.StateAsync()).Complete);
        await simulation.CheckAsync($"a promotion by a clock that is {minutes} minutes off");
    }

    [TestMethod]
    public async Task A_manifest_that_was_never_answered_cannot_come_once_its_rows_are_collected()
    {
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new TagTotals(), time);
        var simulation = await FlushedAsync(world, 300);
        var generation = await simulation.StageAsync(all: true);
        var lost = 0;
        using var unlucky = Server.Database(world.Database.Options.Database, time, before: statement =>
            statement.StartsWith($"INSERT INTO {world.Database.Table("unified_manifest")}", StringComparison.Ordinal)
                ? throw new HttpRequestException($"lost {lost++}") : Task.CompletedTask);
        await Assert.ThrowsExactlyAsync<TransientException>(() => new ClickHousePromotion(unlucky)
            .PromoteAsync(world.Plan, generation, "test", "test", TestContext.CancellationToken));
        Assert.IsGreaterThan(1, lost);
        var promoted = (await world.Statements.BatchPartitionsAsync(
            Serving.Schema.VersionKey.Of(world.Plan), TestContext.CancellationToken)).Keys.First().Generation;
        time.Advance(2 * Grace);
        Assert.IsGreaterThan(0, (await new GarbageCollection(world.Database)
            .RunAsync(world.Plan, Grace, TestContext.CancellationToken)).Batch);

        var fenced = await world.Manifests.CurrentAsync(world.Plan, TestContext.CancellationToken);
        Assert.AreEqual((1L, "collection"), (fenced.Seq, fenced.Who));
        // The lost manifest arrives: it names rows that are gone, under a number that is taken.
        var late = fenced with { Id = Guid.CreateVersion7(), Days = fenced.Days.Add(19780, promoted), Promoted = generation.Id };
        Assert.IsFalse(await world.Manifests.AppendAsync(late, TestContext.CancellationToken));
        Assert.IsTrue((await world.StateAsync()).Complete);
        await simulation.CheckAsync("the late manifest");
        Assert.IsTrue((await simulation.PromoteAsync(await simulation.StageAsync(all: true))).Promoted);
        await simulation.CheckAsync("the promotion after it");
    }

    [TestMethod]
    public async Task An_idle_partition_keeps_its_own_rows_from_going_and_not_those_of_the_others()
    {
        var time = new ShiftedTime();
        using var world = await World.CreateAsync(new TagTotals(), time);
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(30);
        simulation.Log.Grow();
        simulation.Log.Append(3000);
        await simulation.FlushAsync(all: true);
        // The others are promoted, up to their last epoch; the first stays where it began.
        var generation = await simulation.PlanAsync(all: true);
        var some = generation with
        {
            Id = generation.Id + 1000,
            Slices = [.. generation.Slices.Where(s => s is Epochs.LogSlice { Partition.Number: > 0 })],
        };
        await world.Generations.CreateAsync(some, TestContext.CancellationToken);
        foreach (var slice in some.Slices.Cast<Epochs.LogSlice>())
        {
            await world.Tables.WriteSliceAsync(
                world.Plan, simulation.Log.Rows(world.Program, some.Id, slice), TestContext.CancellationToken);
        }

        Assert.IsTrue((await simulation.PromoteAsync(some)).Promoted);
        time.Advance(2 * Grace);
        var before = await world.CountAsync($"SELECT count() FROM {world.Names.Stream} FINAL");
        await new GarbageCollection(world.Database).RunAsync(world.Plan, Grace, TestContext.CancellationToken);
        var cut = (await world.Manifests.CurrentAsync(world.Plan, TestContext.CancellationToken)).Cut;
        var owned = (await world.Statements.StreamRowsAsync(
            Serving.Schema.VersionKey.Of(world.Plan), ["readings"], cut, TestContext.CancellationToken)).Values.Sum(r => r.Rows);
        var kept = await world.CountAsync($"SELECT count() FROM {world.Names.Stream} FINAL");
        Assert.IsLessThan(before, kept);
        Assert.IsLessThanOrEqualTo(2 * owned, kept, "what is kept for nobody is never more than what is needed");
        await simulation.CheckAsync("the collection");
    }

    /// <summary>A job that has read so many events.</summary>
    private static async Task<Simulation> FlushedAsync(World world, int events)
    {
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(events);
        await simulation.FlushAsync(all: true);
        return simulation;
    }

    private static Task Hold(List<string> held, string statement, bool wanted)
    {
        if (wanted && held.Count == 0)
        {
            held.Add(statement);
            throw new HttpRequestException("the connection broke");
        }

        return Task.CompletedTask;
    }
}
