using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.Manifests;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>That nothing is missing of what was read says nothing of what was not: answers are compared with the log's end.</summary>
[TestClass]
public sealed class FreshnessTests
{
    [TestMethod]
    public async Task A_log_of_which_nothing_was_ever_read_makes_an_empty_answer_incomplete()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var log = new FakeLog();
        Assert.IsTrue((await StateAsync(world, log)).Complete, "there is no record either");
        log.Ends[1] = new LogEnds(40, 90, []);
        var state = await StateAsync(world, log);
        Assert.AreEqual(new NeverRead(Readings.P(1), 50, Archived: false), state.Reasons.Single());
        await using var api = await ApiHost.StartAsync(world, log);
        Assert.AreEqual(409, (await api.GetAsync("/v1/jobs/tag_totals/rows?require=complete")).Status);

        log.Ends.Clear();
        log.Archived[0] = 327;
        Assert.AreEqual(new NeverRead(Readings.P(0), 327, Archived: true), (await StateAsync(world, log)).Reasons.Single());
    }

    [TestMethod]
    public async Task A_stream_that_is_behind_says_how_far_and_one_that_stands_still_is_no_complete_answer()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(200);
        await simulation.FlushAsync(all: true);
        var end = simulation.Log.Next(0);
        var log = new FakeLog();
        log.Ends[0] = new LogEnds(0, end + 7, [(TimeSpan.FromSeconds(5), end), (TimeSpan.FromSeconds(3), end + 7)]);
        var state = await StateAsync(world, log);
        Assert.IsTrue(state.Complete, "a stream is always a little behind");
        Assert.AreEqual((7, TimeSpan.FromSeconds(3)), (state.Behind[Readings.P(0)], state.BehindFor));
        Assert.IsNotNull(state.Written);
        await using var api = await ApiHost.StartAsync(world, log);
        var rows = (await api.GetAsync("/v1/jobs/tag_totals/rows")).Body;
        Assert.AreEqual(7, rows.GetProperty("behind").GetProperty("readings/0").GetInt64());
        Assert.AreEqual(3, rows.GetProperty("behindSeconds").GetInt64());

        log.Ends[0] = new LogEnds(0, end + 7, [(TimeSpan.FromSeconds(300), end + 1)]);
        Assert.IsTrue((await StateAsync(world, log)).Complete, "it has written a moment ago");
        await AgeAsync(world);
        var still = (StreamStandsStill)(await StateAsync(world, log)).Reasons.Single();
        Assert.AreEqual((Readings.P(0), 7L), (still.Partition, still.Behind));
        Assert.IsGreaterThanOrEqualTo(300, still.Seconds);
    }

    [TestMethod]
    public async Task A_log_that_ends_before_what_was_read_or_is_another_one_and_a_Kafka_that_is_silent_are_told()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var simulation = new Simulation(world, new ReadingLog(random), random);
        simulation.Log.Append(200);
        await simulation.FlushAsync(all: true);
        var end = simulation.Log.Next(0);
        var log = new FakeLog { Ends = { [0] = new LogEnds(0, end - 1, []) } };
        Assert.IsTrue((await StateAsync(world, log)).Complete, "the look may be older than what was written a moment ago");
        await AgeAsync(world);
        Assert.AreEqual(new LogEndsBefore(Readings.P(0), end - 1, end), (await StateAsync(world, log)).Reasons.Single());

        log = new FakeLog { Error = "Kafka at broker:9092 does not answer" };
        var silent = await StateAsync(world, log);
        Assert.IsTrue(silent.Complete);
        Assert.Contains("readings: how far the log goes is not known: Kafka at broker:9092 does not answer", silent.Notes);

        var current = await world.Manifests.CurrentAsync(world.Plan, CancellationToken.None);
        Assert.IsTrue(await world.Manifests.AppendAsync(current with
        {
            Seq = current.Seq + 1,
            Id = Guid.CreateVersion7(),
            Logs = current.Logs.Add("readings", "one"),
        }, CancellationToken.None));
        log = new FakeLog { Id = "another" };
        Assert.AreEqual(
            new OtherLog("readings", world.Plan.Sources[0].Topic, "one", "another"), (await StateAsync(world, log)).Reasons.Single());
    }

    [TestMethod]
    public async Task What_is_quarantined_or_before_the_border_is_noted_and_most_of_it_is_no_complete_answer()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var log = new ReadingLog(random);
        log.Append(10);
        async Task<JobState> StoredAsync(long read, long quarantined, long foreign)
        {
            var rows = log.Rows(world.Program, new EpochId(Readings.P(0), 0));
            await world.Tables.UpsertAsync(world.Plan, [rows with
            {
                Ledger = rows.Ledger with
                {
                    Counts = new LedgerCounts(read, read - quarantined - foreign, foreign, quarantined),
                    Foreign = foreign,
                },
            }], CancellationToken.None);
            return await world.StateAsync();
        }

        var few = await StoredAsync(40, 3, 1);
        Assert.IsTrue(few.Complete);
        CollectionAssert.AreEqual(new[]
        {
            "readings: 3 of the last 40 events are quarantined and not in the answer: /v1/quarantine",
            "readings: 1 of the last 40 events have times before the history border, where only history counts: they are not in the answer",
        }, few.Notes.ToArray());
        Assert.AreEqual(new MostlyQuarantined("readings", 40, 40), (await StoredAsync(40, 40, 0)).Reasons.Single());
    }

    /// <summary>What was written becomes a minute and a half old.</summary>
    private static async Task AgeAsync(World world)
    {
        var ledger = world.Database.Table("unified_ledger");
        await world.Database.ExecuteAsync(
            $"ALTER TABLE {ledger} MODIFY COLUMN _written DateTime64(6, 'UTC') MATERIALIZED now64(6) - 90", CancellationToken.None);
        await world.Database.ExecuteAsync(
            $"ALTER TABLE {ledger} MATERIALIZE COLUMN _written", CancellationToken.None, ("mutations_sync", 2));
    }

    private static Task<JobState> StateAsync(World world, FakeLog log) =>
        new JobStates(world.Database, world.Manifests, log).ReadAsync(world.Plan, CancellationToken.None);

    private sealed class FakeLog : ISourceFrontier
    {
        public Dictionary<int, LogEnds> Ends { get; } = [];

        public Dictionary<int, long> Archived { get; } = [];

        public string? Error { get; init; }

        public string? Id { get; init; }

        public ValueTask<IReadOnlyCollection<int>?> HistoryDaysAsync(SourceSchema source, CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyCollection<int>?>([]);

        public ValueTask<LogLook?> LogAsync(SourceSchema source, CancellationToken cancellation) =>
            ValueTask.FromResult<LogLook?>(new LogLook(Ends, Id, Error));

        public ValueTask<long?> ArchivedEpochsAsync(SourceSchema source, int partition, CancellationToken cancellation) =>
            ValueTask.FromResult<long?>(Archived.TryGetValue(partition, out var epochs) ? epochs : null);
    }
}
