using Unified.Batch;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Proof;

/// <summary>
/// The way out of a refusal, with the real batch layer over real tables: one epoch repaired for one wrong row, or the generation given up.
/// </summary>
[TestClass]
public sealed class RefusalTests
{
    [TestMethod]
    public async Task A_wrong_a_missing_and_an_extra_row_are_repaired_by_their_own_epochs_alone()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (simulation, reconciler, runner) = await FilledAsync(world);
        // An epoch is short: not every tag is in each.
        var red = await TagAsync(world, "(0, 2)", "");
        var blue = await TagAsync(world, "(1, 3)", red);
        await MutateAsync(world, "Stream", $"UPDATE readings__n = readings__n + 1 WHERE (_p, _epoch) = (0, 2) AND tag = '{red}'");
        await MutateAsync(world, "Stream", $"DELETE WHERE (_p, _epoch) = (1, 3) AND tag = '{blue}'");
        await world.Database.ExecuteAsync(
            $"INSERT INTO {world.Names.Stream} (tag, readings__n, big__sum, lowest__min, _log, _p, _epoch, _covered) VALUES ('green', 1, "
                + $"1, 1, 'readings', 2, 1, 20)", CancellationToken.None);

        var refused = await ReconcileAsync(world, reconciler);

        Assert.AreEqual(ReconcileResult.Refused, refused.Result);
        var byTag = refused.Differences.ToDictionary(d => d.Key("tag"));
        CollectionAssert.AreEquivalent(new[] { red, blue, "green" }, byTag.Keys);
        CollectionAssert.AreEqual(new[] { new EpochId(Readings.P(0), 2) }, byTag[red].Epochs.ToArray());
        CollectionAssert.AreEqual(new[] { new EpochId(Readings.P(1), 3) }, byTag[blue].Epochs.ToArray());
        CollectionAssert.AreEqual(new[] { new EpochId(Readings.P(2), 1) }, byTag["green"].Epochs.ToArray());
        StringAssert.StartsWith(byTag[red].Message, $"job tag_totals: key tag={red}, readings partition 0 epoch 2: column readings__n is ");
        var epochs = refused.Differences.SelectMany(d => d.Epochs).Distinct().Order();
        await new StreamRepair(world.Database).RepairAsync(world.Plan, [.. runner.RecomputeEpochs(world.Plan, epochs)],
            CancellationToken.None);
        Assert.AreEqual(ReconcileResult.Promoted, (await ReconcileAsync(world, reconciler)).Result);
        await simulation.CheckAsync("repair and promotion");
    }

    [TestMethod]
    public async Task A_generation_whose_own_rows_are_wrong_is_named_given_up_and_computed_anew()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (simulation, reconciler, runner) = await FilledAsync(world);
        var open = await reconciler.OpenAsync(world.Plan, null, CancellationToken.None);
        foreach (var slice in open.Missing)
        {
            await runner.RunAsync(world.Plan, open.Generation!.Id, slice, CancellationToken.None);
        }

        await MutateAsync(world, "Staging", "UPDATE readings__n = readings__n + 1 WHERE tag = 'red' AND _slice = 'log:readings:0:0:4'");
        var refused = await ReconcileAsync(world, reconciler);
        Assert.AreEqual(ReconcileResult.Refused, refused.Result);
        Assert.IsEmpty(refused.Differences.Single().Epochs, "the stream is right");
        StringAssert.Contains(refused.Differences.Single().Message, $"generation {open.Generation!.Id} is wrong");
        Assert.AreEqual(ReconcileResult.Refused, (await ReconcileAsync(world, reconciler)).Result,
            "without giving up it is refused for ever");
        await reconciler.GiveUpAsync(world.Plan, CancellationToken.None);
        Assert.AreEqual(ReconcileResult.Promoted, (await ReconcileAsync(world, reconciler)).Result);
        await simulation.CheckAsync("the generation that was computed anew");
    }

    /// <summary>A tag of an epoch, neither green nor the other one.</summary>
    private static Task<string> TagAsync(World world, string epoch, string other) => world.Database.SingleAsync(
        $"SELECT tag FROM {world.Names.Stream} FINAL WHERE (_p, _epoch) = {epoch} AND tag NOT IN ('green', '{other}') ORDER BY tag LIMIT 1",
        r => r.GetString(0), CancellationToken.None);

    private static async Task<(Simulation, Reconciler, SliceRunner)> FilledAsync(World world)
    {
        var random = TestSeed.Take().Random();
        var log = new ReadingLog(random);
        var simulation = new Simulation(world, log, random);
        log.Append(500);
        await simulation.FlushAsync(all: true);
        var options = new BatchOptions { DataRoot = "none", ArchiveRoot = "none", EpochsPerSlice = 4, Parallelism = 2 };
        var (history, archive) = (new HistoryDataset(options), new LogArchive(log));
        var runner = new SliceRunner(history, archive, world.Tables);
        return (simulation, new Reconciler(world.Manifests, world.Generations, new ClickHousePromotion(world.Database), world.Tables,
            new SlicePlanner(history, archive, options, TimeProvider.System), runner, options, TimeProvider.System), runner);
    }

    private static Task<ReconcileOutcome> ReconcileAsync(World world, Reconciler reconciler) =>
        reconciler.ReconcileAsync(world.Plan, null, "test", "test", null, CancellationToken.None);

    private static Task MutateAsync(World world, string table, string what) => world.Database.ExecuteAsync(
        $"ALTER TABLE {(table == "Stream" ? world.Names.Stream : world.Names.Staging)} {what}", CancellationToken.None,
            ("mutations_sync", 2));
}
