using Unified.Logical;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Versions;
using Unified.TestKit;

namespace Unified.Serving.Tests.Versions;

/// <summary>What is dropped is gone, and nothing speaks of it: wherever the drop dies, and when its program comes back.</summary>
[TestClass]
public sealed class VersionDropTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task The_public_version_and_one_that_still_writes_are_refused_and_a_dry_run_drops_nothing()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        var simulation = await FilledAsync(old, new ReadingLog(TestSeed.Take().Random()));
        var refused = await DropAsync(old);
        Assert.AreEqual(DropResult.Refused, refused.Result);
        Assert.Contains("jobs switch --job place_hours --to", refused.Refusal!);

        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        await PublishAsync(next);
        refused = await new VersionDrop(old.Database).RunAsync(Request(old), Token);
        Assert.AreEqual(DropResult.Refused, refused.Result);
        Assert.Contains("stop its processes", refused.Refusal!);

        var dry = await new VersionDrop(old.Database, TimeSpan.Zero).RunAsync(Request(old) with { DryRun = true }, Token);
        Assert.AreEqual(DropResult.DryRun, dry.Result);
        CollectionAssert.AreEqual(new[] { "readings" }, dry.Logs.ToArray());
        Assert.HasCount(6, dry.Found.Where(t => t.Whole));
        Assert.IsGreaterThan(0, dry.Found.Single(t => t.Name == old.Plan.Job + "__" + old.Plan.Version + "_stream").Rows);
        Assert.IsGreaterThan(0, dry.Found.Single(t => t.Name == "unified_ledger").Rows);
        CollectionAssert.AreEqual(simulation.Expected().ToArray(), (await AnswerAsync(old)).ToArray());
    }

    [TestMethod]
    public async Task Nothing_is_left_of_it_and_another_version_keeps_all_of_its_own()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var log = new ReadingLog(TestSeed.Take().Random());
        await FilledAsync(old, log);
        await FilledAsync(next, log);
        await PublishAsync(next);
        var before = await next.AnswerAsync();
        Assert.AreEqual(DropResult.Dropped, (await DropAsync(old)).Result);

        CollectionAssert.AreEqual(before.ToArray(), (await next.AnswerAsync()).ToArray());
        Assert.IsTrue((await next.StateAsync()).Complete);
        Assert.AreEqual(next.Plan.Version, (await new KnownVersions(old.Database).OfAsync("place_hours", Token)).Single().Version);
        await Assert.ThrowsAsync<VersionNameException>(() => DropAsync(old));
        // These are not a version's.
        foreach (var table in Tables.All.Select(t => t.Name)
            .Except(["unified_schema", "unified_installation", "unified_logs", "unified_quarantine", "unified_excluded"]))
        {
            Assert.AreEqual(table == "unified_manifest" ? 1 : 0,
                await old.CountAsync($"SELECT count() FROM {old.Database.Table(table)} WHERE {VersionKey.Of(old.Plan)}"), table);
        }

        Assert.AreEqual(0, await old.CountAsync($"SELECT count() FROM system.tables WHERE database = '{old.Database.Options.Database}' "
            + $"AND name LIKE '%{old.Plan.Version}%'"));
    }

    [TestMethod]
    public async Task Wherever_a_drop_dies_and_its_program_comes_back_an_answer_that_is_complete_is_right_and_the_program_begins_anew()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        await PublishAsync(next);
        var log = new ReadingLog(TestSeed.Take().Random());
        var simulation = await FilledAsync(old, log);
        var done = false;
        // Every fourth of them, from one that a seed decides.
        for (var statements = TestSeed.Take().Random().Next(4); !done; statements += 4)
        {
            Assert.IsLessThan(44, statements);
            done = await DyingAsync(old, statements);
            // Its program comes back.
            using var back = await old.WithAsync(new PlaceHours());
            var state = await new JobStates(back.Database, back.Manifests, new Ends(log)).ReadAsync(back.Plan, Token);
            var answer = (await AnswerAsync(back, state)).ToArray();
            var reached = Expected.PlaceHours(Enumerable.Range(0, log.Partitions)
                .SelectMany(p => log.Of(p, 0, state.Frontier[Readings.P(p)]))).ToArray();
            Assert.IsTrue(answer.SequenceEqual(reached) || answer.SequenceEqual(simulation.Expected()),
                $"after {statements} statements: neither as far as the answer says, nor all");
            Assert.IsTrue(!done || answer.Length == 0);
            Assert.IsTrue(answer.Length > 0 || !state.Complete, $"after {statements} statements: nothing, and complete");

            // It reads all again from the log's begin, and proves it.
            simulation = await FilledAsync(back, log);
            var again = await back.StateAsync();
            Assert.IsTrue(again.Complete, $"after {statements} statements: {string.Join("; ", again.Reasons.Select(r => r.Message))}");
            CollectionAssert.AreEqual(simulation.Expected().ToArray(), (await AnswerAsync(back, again)).ToArray(),
                $"after {statements} statements");
        }
    }

    /// <summary>Read, promoted and collected: the batch layer has epochs whose stream rows are gone.</summary>
    private async Task<Simulation> FilledAsync(World world, ReadingLog log)
    {
        var simulation = new Simulation(world, log, TestSeed.Of(7).Random());
        log.Append(200);
        await simulation.FlushAsync(all: true);
        Assert.IsTrue((await simulation.PromoteAsync(await simulation.StageAsync(all: true))).Promoted);
        await new GarbageCollection(world.Database).RunAsync(world.Plan, TimeSpan.Zero, Token);
        return simulation;
    }

    /// <summary>A drop whose process dies before one of its statements that change anything; true when it came to its end.</summary>
    private async Task<bool> DyingAsync(World world, int statements)
    {
        var sent = 0;
        using var mortal = Server.Database(world.Database.Options.Database, before: statement =>
            !statement.StartsWith("SELECT", StringComparison.Ordinal) && sent++ >= statements
                ? throw new InvalidOperationException("the process died") : Task.CompletedTask);
        try
        {
            Assert.AreEqual(DropResult.Dropped, (await new VersionDrop(mortal, TimeSpan.Zero).RunAsync(Request(world), Token)).Result);
            return true;
        }
        catch (Errors.UnifiedException error) when (error.InnerException is InvalidOperationException)
        {
            return false;
        }
    }

    private Task<DropOutcome> DropAsync(World world) => new VersionDrop(world.Database, TimeSpan.Zero).RunAsync(Request(world), Token);

    private static DropRequest Request(World world) => new() { Job = world.Plan.Job, Version = world.Plan.Version };

    private Task PublishAsync(World world) =>
        new PublicViews(world.Database).SwitchAsync(world.Plan.Job, world.Plan.Version, "test", "test", Token);

    private async Task<IReadOnlyList<string>> AnswerAsync(World world, JobState? state = null) => await world.LinesAsync(
        ViewSql.Select(world.Plan, world.Names, ViewKind.Answer,
            ManifestSource.Literal(world.Plan, (state ?? await world.StateAsync()).Manifest)));

    /// <summary>How far the log goes.</summary>
    private sealed class Ends(ReadingLog log) : ISourceFrontier
    {
        public ValueTask<IReadOnlyCollection<int>?> HistoryDaysAsync(SourceSchema source, CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyCollection<int>?>([]);

        public ValueTask<LogLook?> LogAsync(SourceSchema source, CancellationToken cancellation) =>
            ValueTask.FromResult<LogLook?>(new LogLook(
                Enumerable.Range(0, log.Partitions).ToDictionary(p => p, p => new LogEnds(0, log.Next(p), [])), null, null));
    }
}
