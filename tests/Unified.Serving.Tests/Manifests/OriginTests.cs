using Unified.Epochs;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>A job version whose log begins at a declared epoch.</summary>
[TestClass]
public sealed class OriginTests
{
    private static readonly long[] Origins = [2, 0, 3];

    [TestMethod]
    public async Task The_answer_is_that_of_the_events_from_the_origin_on_whatever_is_promoted_or_rolled_back()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var log = await StreamedAsync(world);
        var expected = Expected.PlaceHours(Events(world, log)).ToArray();
        await CheckAsync(world, expected, "the stream");

        var generation = new Generation
        {
            Id = 1,
            Job = world.Plan.Job,
            Version = world.Plan.Version,
            BaseSeq = 1,
            Slices = [new LogSlice(Readings.P(0), 2, 5), new LogSlice(Readings.P(1), 0, 2), new LogSlice(Readings.P(2), 3, 4)],
        };
        await world.Generations.CreateAsync(generation, CancellationToken.None);
        foreach (var slice in generation.Slices.Cast<LogSlice>())
        {
            await world.Tables.WriteSliceAsync(world.Plan, log.Rows(world.Program, generation.Id, slice), CancellationToken.None);
        }

        var outcome = await new ClickHousePromotion(world.Database)
            .PromoteAsync(world.Plan, generation, "test", "test", CancellationToken.None);
        Assert.IsTrue(outcome.Promoted, string.Join('\n', outcome.Differences.Select(d => d.Message)));
        await CheckAsync(world, expected, "the promotion");
        foreach (var (to, cut) in new[] { (0L, Origins), (2L, [5, 2, 4]), (1L, Origins) })
        {
            var (won, current) = await new Rollback(world.Database).RollbackAsync(world.Plan, to, "test", "test", CancellationToken.None);
            Assert.IsTrue(won);
            CollectionAssert.AreEqual(cut, Enumerable.Range(0, 3).Select(p => current.Cut.Of(Readings.P(p))).ToArray(),
                $"cut after the rollback to {to}");
            var origin = (await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None)).Origin;
            CollectionAssert.AreEqual(Origins, Enumerable.Range(0, 3).Select(p => origin.Of(Readings.P(p))).ToArray());
            await CheckAsync(world, expected, $"the rollback to {to}");
        }
    }

    [TestMethod]
    public async Task A_partition_by_which_the_topic_grows_begins_at_its_beginning_and_the_others_where_they_did()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var log = await StreamedAsync(world);
        var grown = log.Rows(world.Program, new EpochId(Readings.P(1), 0));
        await world.Tables.UpsertAsync(world.Plan, [grown with { Ledger = grown.Ledger with { Epoch = new EpochId(Readings.P(3), 0) } }],
            CancellationToken.None);
        var manifest = await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None);
        Assert.AreEqual((2L, "{readings/0: 2, readings/1: 0, readings/2: 3, readings/3: 0}",
            "{readings/0: 2, readings/1: 0, readings/2: 3}"), (manifest.Seq, manifest.Cut.ToString(), manifest.Origin.ToString()));
        await CheckAsync(world, [.. Expected.PlaceHours(Events(world, log).Concat(log.Of(1, 0, 16)))], "growth");
    }

    [TestMethod]
    public async Task Every_answer_says_where_it_begins_and_is_complete_from_there()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        await StreamedAsync(world);
        await using var api = await ApiHost.StartAsync(world);
        foreach (var path in new[] { "/v1/jobs/place_hours/rows?limit=1&require=complete", "/v1/jobs/place_hours" })
        {
            var (status, body) = await api.GetAsync(path);
            Assert.AreEqual(200, status, body.ToString());
            Assert.IsTrue(body.GetProperty("complete").GetBoolean(), body.ToString());
            Assert.AreEqual("""{"readings/0":32,"readings/1":0,"readings/2":48}""", body.GetProperty("begins").ToString());
            Assert.AreEqual(
                "readings partition 0: begins at epoch 2 (offset 32); what the topic had before is not in the answer|readings partition "
                    + "2: begins at epoch 3 (offset 48); what the topic had before is not in the answer",
                string.Join('|', body.GetProperty("notes").EnumerateArray().Select(n => n.GetString())));
        }
    }

    [TestMethod]
    public async Task The_partitions_that_the_stream_has_stored_are_known()
    {
        using var world = await World.CreateAsync(new TagTotals());
        Assert.IsEmpty(await world.Tables.StreamedPartitionsAsync(world.Plan, CancellationToken.None));
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(100);
        await world.Tables.UpsertAsync(world.Plan, [log.Rows(world.Program, new EpochId(Readings.P(2), 0))], CancellationToken.None);
        Assert.AreEqual("readings partition 2", string.Join(',',
            await world.Tables.StreamedPartitionsAsync(world.Plan, CancellationToken.None)));
    }

    /// <summary>An origin is declared, and the stream has read everything from there on.</summary>
    private static async Task<ReadingLog> StreamedAsync(World world)
    {
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(600);
        var origin = Cut.Zero.With(Readings.P(0), Origins[0]).With(Readings.P(1), Origins[1]).With(Readings.P(2), Origins[2]);
        Assert.IsTrue(await world.Manifests.AppendAsync(
            Manifest.Empty(world.Plan.Job, world.Plan.Version)
                .BeginningAt(origin) with
            { Seq = 1, Id = Guid.CreateVersion7(), Who = "stream" }, CancellationToken.None));
        await world.Tables.UpsertAsync(world.Plan, [.. Enumerable.Range(0, Readings.Partitions).SelectMany(p =>
            ReadingLog.LongRange(Origins[p], world.Plan.Sources[0].Epochs.Of(log.Next(p)) + 1)
                .Select(e => log.Rows(world.Program, new EpochId(Readings.P(p), e), log.Next(p))))], CancellationToken.None);
        return log;
    }

    private static IEnumerable<Reading> Events(World world, ReadingLog log) =>
        Enumerable.Range(0, Readings.Partitions).SelectMany(p => log.Of(p, world.Plan.Sources[0].Epochs.First(Origins[p]), log.Next(p)));

    private static async Task CheckAsync(World world, string[] expected, string after) =>
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray(), $"after {after}");
}
