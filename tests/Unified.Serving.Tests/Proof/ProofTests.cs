using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Proof;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Proof;

[TestClass]
public sealed class ProofTests
{
    [TestMethod]
    public async Task A_changed_state_is_named_by_key_window_column_values_and_cause_and_nothing_is_promoted()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var (simulation, generation) = await StagedAsync(world);
        var row = await world.Database.SingleAsync(
            $"SELECT place, toUnixTimestamp64Micro(day), _p, _epoch FROM {world.Names.Stream} FINAL WHERE (_p, _epoch) = (0, 1) AND p = "
                + $"'red' ORDER BY place, day LIMIT 1",
            r => (Place: r.GetString(0), Day: r.GetInt64(1)), CancellationToken.None);
        await MutateAsync(world,
            $"UPDATE epoch__n = epoch__n + 1 WHERE (_p, _epoch) = (0, 1) AND p = 'red' AND place = {Quote(row.Place)} AND "
                + $"toUnixTimestamp64Micro(day) = {row.Day}");

        var outcome = await simulation.PromoteAsync(generation);
        Assert.IsFalse(outcome.Promoted);
        Assert.AreEqual(0, outcome.Manifest.Seq);
        Assert.AreEqual(0, (await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None)).Seq);
        Assert.AreEqual(0, await world.CountAsync($"SELECT count() FROM {world.Names.Batch}"));
        Assert.HasCount(1, outcome.Differences);
        var difference = outcome.Differences[0];
        Console.WriteLine(difference.Message);
        Assert.AreEqual(new DifferentState(), difference.Cause);
        Assert.AreEqual(row.Place, difference.Key("place"));
        Assert.AreEqual("red", difference.Key("p"));
        var (column, stream, batch) = difference.Columns.Single();
        Assert.AreEqual("epoch__n", column);
        StringAssert.Contains(difference.Message,
            $"column epoch__n is {stream} in the stream and {batch} in the batch (different state: corrupted or computed by other code)");
        StringAssert.Contains(difference.Message, $"job place_hours: key place={row.Place}, p=red, window day=");
        CollectionAssert.Contains(difference.Epochs.ToArray(), new EpochId(Readings.P(0), 1));
    }

    [TestMethod]
    public async Task A_lost_row_an_extra_row_and_a_doubled_row_are_told_apart()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (_, generation) = await StagedAsync(world);
        await MutateAsync(world, "DELETE WHERE tag = 'red'");
        await MutateAsync(world, "UPDATE readings__n = readings__n * 2, big__sum = big__sum * 2 WHERE tag = 'blue'");
        await world.Database.ExecuteAsync(
            $"INSERT INTO {world.Names.Stream} (tag, readings__n, big__sum, lowest__min, _log, _p, _epoch, _covered) VALUES ('green', 1, "
                + $"1, 1, 'readings', 0, 0, 5)", CancellationToken.None);
        var proof = await new LayerProof(world.Database).ProveAsync(world.Plan, generation, CancellationToken.None);
        CollectionAssert.AreEqual(new DifferenceCause[] { new Duplicate(Layer.Stream), new ExtraInStream(), new MissingInStream() },
            proof.Differences.OrderBy(d => d.Key("tag"), StringComparer.Ordinal).Select(d => d.Cause).ToArray());
        Assert.AreEqual(4, proof.RowsCompared);
    }

    [TestMethod]
    public async Task An_epoch_that_the_stream_has_not_finished_is_not_yet_comparable_and_no_corruption()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var log = new ReadingLog(random);
        log.Append(200);
        var simulation = new Simulation(world, log, random);
        await world.Tables.UpsertAsync(world.Plan, [log.Rows(world.Program, new EpochId(Readings.P(0), 0)),
            log.Rows(world.Program, new EpochId(Readings.P(0), 1), 20)], CancellationToken.None);
        var generation = new Generation
        {
            Id = 7,
            Job = world.Plan.Job,
            Version = world.Plan.Version,
            BaseSeq = 0,
            Slices = [new LogSlice(Readings.P(0), 0, 3)]
        };
        await world.Tables.WriteSliceAsync(world.Plan, log.Rows(world.Program, 7, new LogSlice(Readings.P(0), 0, 3)),
            CancellationToken.None);
        var outcome = await simulation.PromoteAsync(generation);
        Assert.IsFalse(outcome.Promoted);
        CollectionAssert.AreEqual(new[] { new NotYetRead(20, 32), new NotYetRead(null, 48) },
            outcome.Differences.Select(d => d.Cause).ToArray());
        StringAssert.Contains(outcome.Differences[0].Message,
            "readings partition 0 epoch 1: the stream has covered offsets below 20 of 32 (incomplete: not yet comparable)");
        StringAssert.Contains(outcome.Differences[1].Message, "readings partition 0 epoch 2: the stream has not begun it");
    }

    [TestMethod]
    public async Task A_ledger_that_differs_or_has_a_hole_refuses()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (_, generation) = await StagedAsync(world);
        var ledger = world.Database.Table(LedgerTable.Table.Name);
        await world.Database.ExecuteAsync(
            $"ALTER TABLE {ledger} UPDATE emitted = emitted - 1, quarantined = quarantined + 1 WHERE layer = 'stream' AND (p, epoch) = "
                + $"(0, 0)", CancellationToken.None, ("mutations_sync", 2));
        await world.Database.ExecuteAsync($"ALTER TABLE {ledger} DELETE WHERE layer = 'stream' AND (p, epoch) = (1, 1)",
            CancellationToken.None, ("mutations_sync", 2));
        var proof = await new LayerProof(world.Database).ProveAsync(world.Plan, generation, CancellationToken.None);
        Assert.IsInstanceOfType<LedgersDiffer>(proof.Differences[0].Cause);
        Assert.AreEqual(new LedgerHole(), proof.Differences[1].Cause);
        StringAssert.Contains(proof.Differences[0].Message, "readings partition 0 epoch 0: the ledgers differ: stream read");
        StringAssert.Contains(proof.Differences[1].Message, "readings partition 1 epoch 1: the stream's ledger has a hole here");
    }

    [TestMethod]
    public async Task A_difference_between_code_versions_is_called_one()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (simulation, generation) = await StagedAsync(world);
        await MutateAsync(world, "UPDATE readings__n = readings__n + 1 WHERE tag = 'red' AND _p = 2");
        using var newer = Server.Database(world.Database.Options.Database, code: "newer");
        foreach (var slice in generation.Slices.OfType<LogSlice>())
        {
            await new ClickHouseRowTables(newer, world.Manifests)
                .WriteSliceAsync(world.Plan, simulation.Log.Rows(world.Program, generation.Id, slice), CancellationToken.None);
        }

        var proof = await new LayerProof(world.Database).ProveAsync(world.Plan, generation, CancellationToken.None);
        Assert.AreEqual(new OtherCode("test", "newer"), proof.Differences[0].Cause);
        StringAssert.Contains(proof.Differences[0].Message, "the stream's rows are of code 'test', the batch's of 'newer'");
    }

    [TestMethod]
    public async Task Repair_makes_changed_missing_and_extra_rows_right_even_under_a_higher_covered_offset()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var (simulation, generation) = await StagedAsync(world);
        await world.Database.ExecuteAsync(
            $"INSERT INTO {world.Names.Stream} SELECT * REPLACE (epoch__n + 1 AS epoch__n, _covered + 1000 AS _covered) FROM "
                + $"{world.Names.Stream} FINAL WHERE _p = 0 AND _epoch < 3", CancellationToken.None);
        await MutateAsync(world, "DELETE WHERE _p = 1 AND _epoch < 3 AND place = 'ORD'");
        await MutateAsync(world, "UPDATE total__sum = 0 WHERE _p = 2 AND _epoch < 3 AND place = 'Zürich'");
        await world.Database.ExecuteAsync(
            $"INSERT INTO {world.Names.Stream} SELECT * REPLACE ('nowhere' AS place) FROM {world.Names.Stream} WHERE _p = 0 AND "
                + $"_epoch = 1", CancellationToken.None);
        var refused = await simulation.PromoteAsync(generation);
        Assert.IsFalse(refused.Promoted);
        var epochs = refused.Differences.SelectMany(d => d.Epochs).Distinct().Order().ToArray();
        await new StreamRepair(world.Database).RepairAsync(world.Plan, [.. epochs.Select(e => simulation.Log.Rows(world.Program, e))],
            CancellationToken.None);
        await simulation.CheckAsync("repair");
        await simulation.FlushAsZombieAsync();
        await simulation.CheckAsync("a zombie after the repair");
        var outcome = await simulation.PromoteAsync(generation);
        Assert.IsTrue(outcome.Promoted, string.Join('\n', outcome.Differences.Select(d => d.Message)));
        await simulation.CheckAsync("promotion");
    }

    internal static async Task<(Simulation Simulation, Generation Generation)> StagedAsync(World world, int events = 400)
    {
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(events);
        await simulation.FlushAsync(all: true);
        Generation generation;
        do
        {
            // A generation may leave partitions out; these tests corrupt epochs of all.
            generation = await simulation.StageAsync();
        }
        while (Enumerable.Range(0, Readings.Partitions).Any(p =>
            generation.CutAfter(Cut.Zero).Of(Readings.P(p)) < world.Plan.Sources[0].Epochs.Of(simulation.Log.Next(p))));

        return (simulation, generation);
    }

    private static Task MutateAsync(World world, string what) =>
        world.Database.ExecuteAsync($"ALTER TABLE {world.Names.Stream} {what}", CancellationToken.None, ("mutations_sync", 2));

    private static string Quote(string text) => Unified.Sql.ClickHouse.Text(text);
}
