using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Versions;
using Unified.TestKit;
using Unified.Types;

namespace Unified.Serving.Tests.Versions;

/// <summary>Other numbers are no obstacle to a switch; a version that has not caught up is.</summary>
[TestClass]
public sealed class VersionSwitchTests
{
    [TestMethod]
    public async Task A_version_that_has_caught_up_becomes_public_and_the_old_one_again()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(300);
        await FlushAsync(log, old, next);
        var dry = await SwitchAsync(next, next.Plan.Version, dryRun: true);
        Assert.AreEqual((SwitchResult.DryRun, 0), (dry.Result, dry.Lags.Count));
        CollectionAssert.AreEqual(Expected.PlaceHours(log.Events).ToArray(), (await old.AnswerAsync()).ToArray(),
            "a dry run changes nothing");
        Assert.IsTrue(dry.Comparison!.Removed.Any(l => l.Contains("13")) && dry.Comparison.Added.Any(l => l.Contains('0')),
            "what changed in the definition is shown");

        var there = await SwitchAsync(next, next.Plan.Version[..6]);
        Assert.AreEqual((SwitchResult.Switched, next.Plan.Version), (there.Result, there.Shown));
        CollectionAssert.AreEqual(
            (await next.LinesAsync($"SELECT * FROM {next.Names.VersionView(ViewKind.Answer)}")).ToArray(),
                (await old.AnswerAsync()).ToArray(), "the public view shows the new version");
        Assert.AreEqual(SwitchResult.AlreadyPublic, (await SwitchAsync(next, next.Plan.Version)).Result);
        Assert.AreEqual(SwitchResult.Switched, (await SwitchAsync(next, old.Plan.Version)).Result);
        CollectionAssert.AreEqual(Expected.PlaceHours(log.Events).ToArray(), (await old.AnswerAsync()).ToArray());
    }

    [TestMethod]
    public async Task A_version_that_has_read_less_is_refused_until_it_has_read_as_much_or_is_forced()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(200);
        await FlushAsync(log, next);
        log.Append(200);
        await FlushAsync(log, old);
        var refused = await SwitchAsync(next, next.Plan.Version);
        Assert.AreEqual((SwitchResult.Refused, old.Plan.Version), (refused.Result, refused.Shown));
        Assert.Contains($"up to offset", refused.Lags.Single().Text);
        Assert.Contains("jobs stream", refused.Lags.Single().Text, "the way out");
        Assert.AreEqual(old.Plan.Version, (await new PublicVersions(old.Database)
            .CurrentAsync("place_hours", CancellationToken.None))!.Version);
        Assert.AreEqual(SwitchResult.Switched, (await SwitchAsync(next, next.Plan.Version, force: true)).Result);

        await SwitchAsync(next, old.Plan.Version, force: true);
        await FlushAsync(log, next);
        Assert.AreEqual(SwitchResult.Switched, (await SwitchAsync(next, next.Plan.Version)).Result);
    }

    [TestMethod]
    public async Task A_running_stream_is_given_time_to_pass_where_the_public_version_was()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(100);
        await FlushAsync(log, old);
        var switching = SwitchAsync(next, next.Plan.Version, wait: TimeSpan.FromHours(1));
        await FlushAsync(log, next);
        Assert.AreEqual(SwitchResult.Switched, (await switching).Result);
    }

    [TestMethod]
    public async Task A_version_of_which_less_is_proved_is_refused()
    {
        var random = TestSeed.Take().Random();
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var log = new ReadingLog(random);
        log.Append(400);
        var simulation = new Simulation(old, log, random);
        await simulation.FlushAsync(all: true);
        await FlushAsync(log, next);
        Manifest(await simulation.PromoteAsync(await simulation.StageAsync()));
        var refused = await SwitchAsync(next, next.Plan.Version);
        var proved = (await old.Manifests.CurrentAsync(old.Plan, CancellationToken.None)).Cut.Epochs.Values.Any(e => e > 0);
        Assert.AreEqual(proved ? SwitchResult.Refused : SwitchResult.Switched, refused.Result);
        Assert.AreEqual(proved, refused.Lags.Any(l => l.Text.Contains("jobs backfill")));
    }

    [TestMethod]
    public async Task Missing_history_and_holes_are_refused_with_their_reasons()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var definition = DefinitionVersion.Of(world.Plan) with { Sources = [world.Plan.Sources[0] with { History = "h" }] };
        var manifest = Epochs.Manifest.Empty("place_hours", "a");
        JobState State(int[] days, params Contracts.IncompleteReason[] reasons) => new(
            manifest with { HistoryDays = [.. days.Select(d => new Epochs.HistoryDay("readings", d))] },
            new Dictionary<Epochs.LogPartition, long> { [Readings.P(0)] = 5 }, new Dictionary<Epochs.LogPartition, long>(), [], reasons);
        IReadOnlyList<Lag> Lags(JobState old, JobState next) => CatchUp.Of((definition, old), (definition with { Version = "next" }, next));
        Assert.IsEmpty(Lags(State([1, 2]), State([0, 1, 2, 3])));
        var days = Lags(State([1, 2, 400]), State([2])).Single();
        Assert.Contains("2 days", days.Text);
        Assert.Contains("1970-01-02", days.Text);
        Assert.IsFalse(days.Passes);
        var hole = new Contracts.UnreadOffsets(Readings.P(1), 20, 32);
        Assert.Contains("later ones have. jobs stream", Lags(State([]), State([], hole)).Single().Text);
        var change = new Epochs.HistoryChange(new Epochs.HistoryDay("readings", 1), ["a"], [], []);
        Assert.EndsWith("backfill --rebuild, of the program that has next compiled in",
            Lags(State([]), State([], new Contracts.ChangedHistory(change))).Single().Text);
        var lost = new Contracts.MissingPromotedRows(3, [new Contracts.MissingRows(9, 1, 2, 0)]);
        Assert.Contains("generation 9). jobs backfill, of the program that has next compiled in",
            Lags(State([]), State([], lost)).Single().Text);
        Assert.Contains("are there. jobs stream", Lags(State([]), State([], new Contracts.MissingStreamRows("readings", 0, 4, 9, 0)))
            .Single().Text);
        Assert.HasCount(1, Lags(State([1, 2]), State([], new Contracts.MissingHistory("readings", 2, 1))), "the same days are said once");
        Assert.HasCount(1, CatchUp.Of(null, (definition, State([], hole))));
        var other = definition with { Sources = [definition.Sources[0] with { Topic = "other" }] };
        Assert.IsEmpty(CatchUp.Of((other, State([]) with { Frontier = new Dictionary<Epochs.LogPartition, long> { [Readings.P(0)] = 9 } }),
            (definition, State([]))));
    }

    [TestMethod]
    public async Task A_version_that_begins_later_than_the_public_one_is_refused_or_forced_whatever_else_it_has()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var random = TestSeed.Take().Random();
        var log = new ReadingLog(random);
        log.Append(300);
        await FlushAsync(log, old);
        var (simulation, origin) = (new Simulation(next, log, random), Epochs.Cut.Zero);
        while (origin.Equals(Epochs.Cut.Zero))
        {
            origin = Epochs.Cut.Zero.With(Readings.P(0), random.Next(3)).With(Readings.P(1), random.Next(3))
                .With(Readings.P(2), random.Next(3));
        }

        await simulation.BeginAsync(origin);
        await simulation.FlushAsync(all: true);
        var refused = await SwitchAsync(next, next.Plan.Version);
        Assert.AreEqual((SwitchResult.Refused, 1), (refused.Result, refused.Lags.Count));
        Assert.Contains($"{next.Plan.Version} begins later than {old.Plan.Version}", refused.Lags[0].Text);
        Assert.AreEqual(SwitchResult.Switched, (await SwitchAsync(next, next.Plan.Version, force: true)).Result);
        Assert.AreEqual(SwitchResult.Switched, (await SwitchAsync(next, old.Plan.Version)).Result,
            "the way back is to a version that begins earlier");
    }

    [TestMethod]
    public async Task Unknown_unclear_and_dropped_versions_are_named_with_the_way_out()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var unknown = await Assert.ThrowsExactlyAsync<VersionNameException>(() => SwitchAsync(next, "nope"));
        Assert.Contains($"no version 'nope'. It has: {old.Plan.Version}, {next.Plan.Version}.", unknown.Message);
        var unclear = Assert.ThrowsExactly<VersionNameException>(() =>
            KnownVersions.Find("j", [new("abc1", null, []), new("abc2", null, [])], "ab"));
        Assert.Contains("abc1, abc2", unclear.Message);
        await old.Database.ExecuteAsync($"DROP TABLE {old.Names.Stream}", CancellationToken.None);
        await SwitchAsync(next, next.Plan.Version);
        var gone = await Assert.ThrowsExactlyAsync<DataException>(() => SwitchAsync(next, old.Plan.Version));
        Assert.Contains($"place_hours__{old.Plan.Version}_stream are gone", gone.Message);
    }

    [TestMethod]
    public async Task A_public_version_whose_tables_are_gone_does_not_hold_up_the_next()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        await old.Database.ExecuteAsync($"DROP TABLE {old.Names.Batch}", CancellationToken.None);
        var switched = await SwitchAsync(next, next.Plan.Version);
        Assert.AreEqual((SwitchResult.Switched, null), (switched.Result, switched.Comparison));
        Assert.Contains("_batch are gone", switched.Notes.Single());
    }

    [TestMethod]
    public async Task A_version_from_before_versions_were_stored_is_listed_and_needs_force()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        await old.Database.ExecuteAsync(
            $"ALTER TABLE {old.Database.Table(VersionTable.Table.Name)} DELETE WHERE version = '{next.Plan.Version}' SETTINGS "
                + $"mutations_sync = 2", CancellationToken.None);
        var known = (await new KnownVersions(old.Database).OfAsync("place_hours", CancellationToken.None))
            .Single(v => v.Version == next.Plan.Version);
        Assert.AreEqual((null, 0), (known.Stored, known.Gone.Count));
        Assert.AreEqual(SwitchResult.Refused, (await SwitchAsync(old, next.Plan.Version)).Result);
        Assert.AreEqual(SwitchResult.Switched, (await SwitchAsync(old, next.Plan.Version, force: true)).Result);
    }

    [TestMethod]
    public async Task What_is_stored_of_a_version_is_what_its_plan_says_and_is_stored_once()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        await world.Tables.CreateAsync(world.Plan, CancellationToken.None);
        var stored = (await new StoredVersions(world.Database).ReadAsync("place_hours", CancellationToken.None)).Single().Definition;
        var plan = DefinitionVersion.Of(world.Plan);
        Assert.AreEqual((plan.Version, plan.Definition), (stored.Version, stored.Definition));
        Assert.AreEqual(plan.Sources.Single() with { Columns = [], EventTime = "" }, stored.Sources.Single());
        CollectionAssert.AreEqual(plan.Columns.ToArray(), stored.Columns.ToArray());
        Assert.AreEqual(1L, await world.CountAsync($"SELECT count() FROM {world.Database.Table(VersionTable.Table.Name)}"));
        foreach (var type in world.Plan.Outputs.Select(o => o.Field.Type))
        {
            Assert.AreEqual(type, DataType.Parse(type.ToString()));
        }
    }

    private static void Manifest(Contracts.PromotionOutcome promoted) => Assert.IsEmpty(promoted.Differences);

    /// <summary>The streams of these worlds read the log to its end.</summary>
    private static async Task FlushAsync(ReadingLog log, params World[] worlds)
    {
        foreach (var world in worlds)
        {
            await Rows.ViewTests.StreamAsync(world, log);
        }
    }

    private static Task<SwitchOutcome> SwitchAsync(World world, string to, bool force = false, bool dryRun = false,
        TimeSpan wait = default) =>
        new VersionSwitch(world.Database, new JobStates(world.Database, world.Manifests, null)).RunAsync(
            new SwitchRequest { Job = "place_hours", To = to, Who = "test", Why = "test", Force = force, DryRun = dryRun, Wait = wait },
                CancellationToken.None);
}
