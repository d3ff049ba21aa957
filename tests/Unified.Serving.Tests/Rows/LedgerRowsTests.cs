using Unified.Contracts;
using Unified.Epochs;
using Unified.Physical;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

/// <summary>
/// A ledger says how many rows there are of its epoch: by that number a lost row is noticed, so it must hold after every write.
/// </summary>
[TestClass]
public sealed class LedgerRowsTests
{
    [TestMethod]
    public async Task While_an_epoch_fills_its_ledger_counts_the_rows_that_have_changed_and_those_that_have_not()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(400);
        var epoch = new EpochId(Readings.P(0), 1);
        var run = world.Program.Open(epoch.Partition, EventOrigin.Log, StageState.Empty);
        foreach (var (offset, reading) in log.Of(epoch, world.Plan.Sources[0].Epochs))
        {
            using var batch = ReadingLog.Batch(world.Plan.Sources[0], [reading], [offset]);
            run.Add(batch);
            var rows = run.Rows(changedOnly: true);
            Assert.IsLessThan(2, rows.Length, "one event changes one group");
            await world.Tables.UpsertAsync(
                world.Plan, [new EpochRows(new EpochLedger(epoch, offset + 1, run.Counts) { Rows = run.RowCount }, rows)],
                    CancellationToken.None);
            await HasRowsAsync(world, epoch);
        }

        Assert.IsGreaterThan(1, run.RowCount);
    }

    [TestMethod]
    public async Task A_repair_and_a_stream_that_was_left_for_dead_leave_a_ledger_that_counts_what_is_there()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(400);
        var epoch = new EpochId(Readings.P(0), 1);
        await world.Tables.UpsertAsync(world.Plan, [log.Rows(world.Program, epoch)], CancellationToken.None);
        await world.Database.ExecuteAsync($"ALTER TABLE {world.Names.Stream} DELETE WHERE place = 'ATL'", CancellationToken.None,
            ("mutations_sync", 2));
        await world.Database.ExecuteAsync(
            $"INSERT INTO {world.Names.Stream} (place, day, _log, _p, _epoch, _covered) VALUES ('nowhere', 0, 'readings', 0, 1, 3), "
                + $"('nobody', 0, 'readings', 0, 1, 3)", CancellationToken.None);
        await new StreamRepair(world.Database).RepairAsync(world.Plan, [log.Rows(world.Program, epoch)], CancellationToken.None);
        await HasRowsAsync(world, epoch);
        await world.Tables.UpsertAsync(world.Plan, [log.Rows(world.Program, epoch, 20)], CancellationToken.None);
        await HasRowsAsync(world, epoch);
    }

    private static async Task HasRowsAsync(World world, EpochId epoch)
    {
        var stored = (await world.Tables.StoredAsync(world.Plan, "readings", Cut.Zero, CancellationToken.None))
            .Single(e => e.Ledger.Epoch == epoch);
        Assert.AreEqual(stored.Ledger.Rows, stored.RowsFound);
        Assert.IsTrue(stored.HasRows);
    }
}
