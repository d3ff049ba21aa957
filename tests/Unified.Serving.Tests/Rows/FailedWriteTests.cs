using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

/// <summary>What a write leaves that was stopped halfway, as <see cref="IRowTables"/> says it, and that its repeat mends it.</summary>
[TestClass]
public sealed class FailedWriteTests
{
    [TestMethod]
    public async Task A_flush_that_stops_between_two_inserts_leaves_a_prefix_without_a_ledger_and_its_repeat_completes_it()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(400);
        var epochs = Enumerable.Range(0, 2 * TableDdl.EpochsPerBucket).Select(e => log.Rows(world.Program, new EpochId(Readings.P(1), e)))
            .ToArray();
        await StoppedAsync(
            world, (sql, n) => sql.Contains("_stream", StringComparison.Ordinal) && n == 2,
            tables => tables.UpsertAsync(world.Plan, epochs, default));

        Assert.AreEqual(TableDdl.EpochsPerBucket, await world.CountAsync($"SELECT uniqExact(_epoch) FROM {world.Names.Stream}"));
        Assert.AreEqual(TableDdl.EpochsPerBucket - 1, await world.CountAsync($"SELECT max(_epoch) FROM {world.Names.Stream}"));
        Assert.IsEmpty(await world.Tables.StreamedPartitionsAsync(world.Plan, CancellationToken.None));

        await world.Tables.UpsertAsync(world.Plan, epochs, CancellationToken.None);
        await world.Tables.UpsertAsync(world.Plan, epochs, CancellationToken.None);
        var all = log.Of(1, 0, world.Plan.Sources[0].Epochs.End(epochs.Length - 1));
        CollectionAssert.AreEqual(Expected.TagTotals(all).ToArray(), (await world.AnswerAsync()).ToArray());
        Assert.AreEqual(Readings.P(1), (await world.Tables.StreamedPartitionsAsync(world.Plan, CancellationToken.None)).Single());
    }

    [TestMethod]
    public async Task A_slice_that_stops_before_its_mark_is_not_done_and_none_of_its_rows_counts_beside_those_of_its_repeat()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(200);
        await simulation.FlushAsync(all: true);
        var slice = new LogSlice(Readings.P(0), 0, 2);
        var rows = simulation.Log.Rows(world.Program, 9, slice);
        await StoppedAsync(
            world, (sql, _) => sql.Contains(SliceTable.Table.Name, StringComparison.Ordinal),
            tables => tables.WriteSliceAsync(world.Plan, rows, default));
        Assert.IsEmpty(await world.Generations.DoneSlicesAsync(world.Plan, 9, null, CancellationToken.None));

        await world.Tables.WriteSliceAsync(world.Plan, rows, CancellationToken.None);
        var generation = new Generation { Id = 9, Job = world.Plan.Job, Version = world.Plan.Version, BaseSeq = 0, Slices = [slice] };
        Assert.IsTrue((await simulation.PromoteAsync(generation)).Promoted);
        await simulation.CheckAsync("promotion");
    }

    /// <summary>A write that is given up before one of its inserts, as by a process that dies there.</summary>
    private static async Task StoppedAsync(World world, Func<string, int, bool> stops, Func<ClickHouseRowTables, Task> write)
    {
        var inserts = 0;
        using var database = Server.Database(world.Database.Options.Database, before: sql =>
            sql.StartsWith("INSERT", StringComparison.Ordinal) && stops(sql, ++inserts)
                ? throw new InvalidOperationException("stopped here") : Task.CompletedTask);
        var stopped = await Assert.ThrowsAsync<Exception>(() => write(new ClickHouseRowTables(database, world.Manifests)));
        Assert.Contains("stopped here", stopped.ToString());
    }
}
