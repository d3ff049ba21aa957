using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Proof;

/// <summary>What a proof must not overlook, each alone: nothing else differs.</summary>
[TestClass]
public sealed class LayerProofTests
{
    [TestMethod]
    public async Task A_generation_of_another_definition_or_job_is_never_compared()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (_, generation) = await ProofTests.StagedAsync(world);
        var staged = await StagedRows.ReadAsync(world.Statements, world.Plan, generation, CancellationToken.None);
        foreach (var other in new[] { generation with { Version = "000000000000" }, generation with { Job = "another" } })
        {
            var difference = (await new LayerProof(world.Database).ProveAsync(world.Plan, other, staged, CancellationToken.None))
                .Differences.Single();
            Assert.IsInstanceOfType<OtherDefinition>(difference.Cause);
            StringAssert.Contains(difference.Message,
                $"generation {generation.Id} was computed by definition {other.Job} {other.Version}, the stream's rows are of "
                    + $"{world.Plan.Version}");
        }
    }

    [TestMethod]
    public async Task All_rows_of_an_epoch_that_are_lost_before_the_promotion_are_missed()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (_, generation) = await ProofTests.StagedAsync(world);
        await MutateAsync(world, world.Names.Stream, "DELETE WHERE (_p, _epoch) = (1, 2)");
        var proof = await ProveAsync(world, generation);
        Assert.IsEmpty(proof.LedgerOnly, "nothing was promoted and so nothing can have been collected");
        Assert.IsGreaterThan(0, proof.Differences.Count);
    }

    [TestMethod]
    public async Task Rows_that_are_only_in_one_layer_are_found_in_whichever_it_is()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (_, generation) = await ProofTests.StagedAsync(world);
        await MutateAsync(world, world.Names.Stream, "DELETE WHERE tag = 'red'");
        await MutateAsync(world, world.Names.Stream, "UPDATE readings__n = 0, big__sum = 0 WHERE tag = 'blue'");
        var proof = await ProveAsync(world, generation);
        CollectionAssert.AreEqual(new DifferenceCause[] { new DifferentState(), new MissingInStream() },
            proof.Differences.OrderBy(d => d.Key("tag"), StringComparer.Ordinal).Select(d => d.Cause).ToArray());
    }

    [TestMethod]
    public async Task A_row_that_the_batch_has_twice_is_called_a_duplicate()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (_, generation) = await ProofTests.StagedAsync(world);
        await MutateAsync(world, world.Names.Staging, "UPDATE readings__n = readings__n * 2, big__sum = big__sum * 2 WHERE tag = 'red'");
        var difference = (await ProveAsync(world, generation)).Differences.Single();
        Assert.AreEqual(new Duplicate(Layer.Batch), difference.Cause);
        StringAssert.EndsWith(difference.Message, "(duplicate: the batch has it twice)");
    }

    [TestMethod]
    public async Task More_rows_than_are_named_are_counted()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var (_, generation) = await ProofTests.StagedAsync(world);
        await MutateAsync(world, world.Names.Staging, "UPDATE epoch__n = epoch__n + 1 WHERE 1");
        var proof = await ProveAsync(world, generation);
        Assert.HasCount(51, proof.Differences);
        Assert.AreEqual($"job place_hours: {proof.RowsCompared} rows differ in all; the first 50 are named", proof.Differences[^1].Message);
        Assert.IsTrue(proof.Differences.SkipLast(1).All(d => d.Epochs.Length > 0), "every one of them says where");
    }

    [TestMethod]
    [DataRow("UPDATE read = read + 1 WHERE", "the stream's ledger is not balanced: read ")]
    [DataRow("UPDATE read = read + 1 WHERE layer = 'batch' AND", "the batch's ledger is not balanced: read ")]
    [DataRow("UPDATE read = read + 1, filtered = filtered + 1 WHERE layer = 'batch' AND", "the ledgers differ: stream read ")]
    [DataRow("DELETE WHERE layer = 'batch' AND", "is not in the generation's ledger")]
    public async Task A_ledger_that_is_not_balanced_not_equal_or_not_there_is_named_although_all_rows_are_equal(string what, string says)
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (_, generation) = await ProofTests.StagedAsync(world);
        await MutateAsync(world, world.Database.Table(LedgerTable.Table.Name), what + " (p, epoch) = (0, 1)");
        var difference = (await ProveAsync(world, generation)).Differences.Single();
        Assert.IsTrue(difference.Cause is Unbalanced or LedgersDiffer or NotInLedger, difference.Message);
        StringAssert.StartsWith(difference.Message, "job tag_totals: readings partition 0 epoch 1: " + says);
    }

    [TestMethod]
    public async Task A_partition_that_the_stream_has_not_begun_is_not_yet_comparable()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(200);
        var generation = new Generation
        {
            Id = 7,
            Job = world.Plan.Job,
            Version = world.Plan.Version,
            BaseSeq = 0,
            Slices = [new LogSlice(Readings.P(0), 0, 1)]
        };
        await world.Tables.WriteSliceAsync(world.Plan, log.Rows(world.Program, 7, new LogSlice(Readings.P(0), 0, 1)),
            CancellationToken.None);
        var difference = (await ProveAsync(world, generation)).Differences.Single();
        Assert.IsInstanceOfType<NotYetRead>(difference.Cause);
        StringAssert.Contains(difference.Message, "readings partition 0 epoch 0: the stream has not begun it");
    }

    [TestMethod]
    [DataRow("DELETE WHERE tag = 'red'")]
    [DataRow("INSERT")]
    public async Task Staged_rows_that_are_fewer_or_more_than_were_written_are_refused_by_the_slice_s_name_and_computed_again(string what)
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (simulation, generation) = await ProofTests.StagedAsync(world);
        if (what == "INSERT")
        {
            await world.Database.ExecuteAsync(
                $"INSERT INTO {world.Names.Staging} SELECT * FROM {world.Names.Staging} WHERE _generation = {generation.Id} AND tag = "
                    + $"'red'", CancellationToken.None);
        }
        else
        {
            await MutateAsync(world, world.Names.Staging, what);
        }

        var refused = await Assert.ThrowsExactlyAsync<DataException>(() => simulation.PromoteAsync(generation));
        StringAssert.Matches(refused.Message, new System.Text.RegularExpressions.Regex(
            $@"^Job 'tag_totals': slice 'log:readings:\d+:\d+:\d+' of generation {generation.Id} wrote \d+ rows "
                + @"and \d+ are there\. Run the slice again\.$"));
        await simulation.CheckAsync("the refusal");

        var done = await world.Generations.DoneSlicesAsync(world.Plan, generation.Id, null, CancellationToken.None);
        var wrong = generation.Slices.Where(s => !done.Contains(s.Name)).ToArray();
        Assert.IsNotEmpty(wrong);
        foreach (var slice in wrong)
        {
            Assert.IsEmpty(await world.Generations.DoneSlicesAsync(world.Plan, generation.Id, slice, CancellationToken.None));
            await world.Tables.WriteSliceAsync(
                world.Plan, simulation.Log.Rows(world.Program, generation.Id, (LogSlice)slice), CancellationToken.None);
            Assert.HasCount(1, await world.Generations.DoneSlicesAsync(world.Plan, generation.Id, slice, CancellationToken.None));
        }

        Assert.IsTrue((await simulation.PromoteAsync(generation)).Promoted);
        await simulation.CheckAsync("the promotion");
    }

    [TestMethod]
    public async Task An_epoch_that_was_not_computed_to_its_end_repairs_nothing()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (simulation, _) = await ProofTests.StagedAsync(world);
        EpochRows[] rows = [simulation.Log.Rows(world.Program, new EpochId(Readings.P(0), 1)),
            simulation.Log.Rows(world.Program, new EpochId(Readings.P(0), 2), 40)];
        var refused = await Assert.ThrowsExactlyAsync<DataException>(() =>
            new StreamRepair(world.Database).RepairAsync(world.Plan, rows, CancellationToken.None));
        StringAssert.Contains(refused.Message,
            "readings partition 0 epoch 2 was computed up to offset 40, not to its end 48. Repair whole epochs only.");
        await simulation.CheckAsync("the refusal");
    }

    private static Task<ProofResult> ProveAsync(World world, Generation generation) =>
        new LayerProof(world.Database).ProveAsync(world.Plan, generation, CancellationToken.None);

    private static Task MutateAsync(World world, string table, string what) =>
        world.Database.ExecuteAsync($"ALTER TABLE {table} {what}", CancellationToken.None, ("mutations_sync", 2));
}
