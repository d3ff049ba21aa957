using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

[TestClass]
public sealed class WriterTests
{
    [TestMethod]
    public async Task The_higher_covered_offset_wins_and_an_equal_one_may_be_repeated()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var log = new ReadingLog(random);
        log.Append(150);
        var epoch = new EpochId(Readings.P(0), 1);
        var length = world.Plan.Sources[0].Epochs;
        foreach (var covered in Enumerable.Range(0, 40).Select(_ => random.NextInt64(length.First(1), length.End(1) + 1)).Append(30)
            .Append(30).Append(17))
        {
            await world.Tables.UpsertAsync(world.Plan, [log.Rows(world.Program, epoch, covered)], CancellationToken.None);
        }

        await world.Tables.UpsertAsync(world.Plan, [log.Rows(world.Program, epoch)], CancellationToken.None);
        await world.Tables.UpsertAsync(world.Plan, [log.Rows(world.Program, epoch, 25)], CancellationToken.None);
        var expected = Expected.TagTotals(log.Of(0, length.First(1), length.End(1))).ToArray();
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray());
        await world.Database.ExecuteAsync($"OPTIMIZE TABLE {world.Names.Stream} FINAL", CancellationToken.None);
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray());
    }

    [TestMethod]
    public async Task Of_equal_covered_offsets_the_later_insert_wins()
    {
        using var world = await World.CreateAsync(new TagTotals());
        foreach (var n in new[] { 1, 5, 3 })
        {
            await world.Database.ExecuteAsync(
                $"INSERT INTO {world.Names.Stream} (tag, readings__n, big__sum, lowest__min, _log, _p, _epoch, _covered) VALUES ('red', "
                    + $"{n}, 1, 1, 'readings', 0, 0, 16)", CancellationToken.None);
        }

        CollectionAssert.AreEqual(new[] { "red|3|1|1" }, (await world.AnswerAsync()).ToArray());
        await world.Database.ExecuteAsync($"OPTIMIZE TABLE {world.Names.Stream} FINAL", CancellationToken.None);
        CollectionAssert.AreEqual(new[] { "red|3|1|1" }, (await world.AnswerAsync()).ToArray());
    }

    [TestMethod]
    public async Task The_rows_of_a_flush_become_one_part_for_each_bucket_of_epochs()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        await world.Database.ExecuteAsync($"SYSTEM STOP MERGES {world.Names.Stream}", CancellationToken.None);
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(2000);
        await simulation.FlushAsync(all: true);
        var buckets = await world.CountAsync($"SELECT uniqExact(intDiv(_epoch, 4)) FROM {world.Names.Stream}");
        Assert.IsGreaterThan(5, buckets);
        Assert.AreEqual(buckets, await world.CountAsync(
            $"SELECT count() FROM system.parts WHERE active AND database = '{world.Database.Options.Database}' AND table = "
                + $"'{world.Names.Bare("stream")}'"));
    }

    [TestMethod]
    public async Task A_slice_that_is_written_again_or_half_written_counts_once()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(200);
        await simulation.FlushAsync(all: true);
        var slice = new LogSlice(Readings.P(0), 0, 2);
        var rows = simulation.Log.Rows(world.Program, 9, slice);
        for (var i = 0; i < 3; i++)
        {
            await world.Tables.WriteSliceAsync(world.Plan, rows, CancellationToken.None);
        }

        // What a killed attempt leaves behind.
        await world.Database.ExecuteAsync(
            $"INSERT INTO {world.Names.Staging} SELECT * REPLACE ('killed' AS _attempt) FROM {world.Names.Staging}",
            CancellationToken.None);
        var done = await world.Generations.DoneSlicesAsync(world.Plan, 9, null, CancellationToken.None);
        CollectionAssert.AreEqual(new[] { slice.Name }, done.ToArray());
        var generation = new Generation { Id = 9, Job = world.Plan.Job, Version = world.Plan.Version, BaseSeq = 0, Slices = [slice] };
        var outcome = await simulation.PromoteAsync(generation);
        Assert.IsTrue(outcome.Promoted, string.Join('\n', outcome.Differences.Select(d => d.Message)));
        await simulation.CheckAsync("promotion");
    }

    [TestMethod]
    public async Task A_generation_with_a_slice_that_is_not_written_is_refused_by_the_slice_s_name()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        var generation = new Generation
        {
            Id = 9,
            Job = world.Plan.Job,
            Version = world.Plan.Version,
            BaseSeq = 0,
            Slices = [new LogSlice(Readings.P(0), 0, 2)]
        };
        var refused = await Assert.ThrowsExactlyAsync<DataException>(() => simulation.PromoteAsync(generation));
        StringAssert.Contains(refused.Message, "'log:readings:0:0:2' first");
    }

    [TestMethod]
    public async Task An_insert_that_is_sent_again_because_its_answer_was_lost_counts_once()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var body = new ArrowBody(world.Plan.Rows,
            ("_generation", Apache.Arrow.Types.UInt64Type.Default), ("_slice", Apache.Arrow.Types.StringType.Default),
                ("_attempt", Apache.Arrow.Types.StringType.Default));
        body.Add(ReadingLog.Run(world.Program, [new Reading(DateTime.UnixEpoch, "ATL", "red", 1, 1, 1m, 1)]).Rows(false), 1UL,
            "log:readings:0:0:1", "attempt");
        foreach (var token in new[] { "a", "a", "b" })
        {
            await world.Database.InsertAsync($"{world.Names.Staging} ({body.Columns})", "ArrowStream", body.ToBytes(),
                CancellationToken.None, token);
        }

        Assert.AreEqual(2, await world.CountAsync($"SELECT count() FROM {world.Names.Staging}"));
    }

    [TestMethod]
    public async Task A_partition_that_joins_after_a_promotion_loses_nothing()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var (simulation, generation) = await Proof.ProofTests.StagedAsync(world);
        Assert.IsTrue((await simulation.PromoteAsync(generation)).Promoted);
        var before = await world.CountAsync($"SELECT sum(epoch) FROM {world.Names.PublicView(ViewKind.Answer)}");
        var fold = ReadingLog.Run(world.Program,
            [new Reading(new DateTime(2024, 2, 27, 0, 0, 0, DateTimeKind.Utc), "new", null, 1, 1, 1m, 1)]);
        await world.Tables.UpsertAsync(world.Plan,
            [new EpochRows(new EpochLedger(new EpochId(Readings.P(Readings.Partitions), 0), 1, fold.Counts), fold.Rows(false))],
            CancellationToken.None);
        Assert.AreEqual(before + 1, await world.CountAsync($"SELECT sum(epoch) FROM {world.Names.PublicView(ViewKind.Answer)}"));
        Assert.AreEqual(2, (await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None)).Seq);
    }

    [TestMethod]
    public async Task Keys_and_generations_prune_through_the_view()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        for (var i = 0; i < 3; i++)
        {
            simulation.Log.Append(400);
            await simulation.FlushAsync(all: true);
            Assert.IsTrue((await simulation.PromoteAsync(await simulation.StageAsync())).Promoted);
        }

        var explain = string.Join('\n', await world.Database.QueryAsync(
            $"EXPLAIN indexes = 1 SELECT * FROM {world.Names.PublicView(ViewKind.Answer)} WHERE place = 'ATL' AND day >= '2024-02-28 "
                + $"00:00:00' AND day < '2024-02-28 06:00:00'",
            r => r.GetString(0), CancellationToken.None));
        Console.WriteLine(explain);
        // Both branches look the key up, the batch branch drops the parts of other days and generations, the stream branch promoted
        // buckets.
        Assert.AreEqual(2, explain.Split("PrimaryKey").Length - 1, explain);
        var batch = explain[explain.IndexOf(world.Names.Bare("batch"), StringComparison.Ordinal)..];
        var (kept, all) = Parts(batch);
        Assert.IsLessThanOrEqualTo(3, kept, explain);
        Assert.IsGreaterThan(5, all, explain);
    }

    private static (int Kept, int All) Parts(string explain)
    {
        var parts = explain.Split('\n').Where(l => l.Contains("Parts:", StringComparison.Ordinal)
            && l.Contains('/', StringComparison.Ordinal)).Select(l => l.Split(':')[1].Split('/'))
            .Select(p => (int.Parse(p[0], CultureInfo.InvariantCulture), int.Parse(p[1], CultureInfo.InvariantCulture))).ToArray();
        return (parts[^1].Item1, parts[0].Item2);
    }
}
