using System.Globalization;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Manifests;

/// <summary>A manifest's number belongs to one writer, and every writer is told the truth about it.</summary>
[TestClass]
public sealed class ManifestRaceTests
{
    private const int Rounds = 40;
    private const int Writers = 8;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Of_many_writers_of_one_number_exactly_one_is_told_that_it_is_its_own_and_nothing_else_changes()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var stores = Enumerable.Range(0, Writers).Select(_ => Server.Database(world.Database.Options.Database)).ToArray();
        try
        {
            var before = new List<Manifest>();
            for (var seq = 1; seq <= Rounds; seq++)
            {
                // What a start of another process and the server's own merges do meanwhile.
                var meanwhile = random.Next(4) switch
                {
                    0 => world.Tables.CreateAsync(world.Plan, TestContext.CancellationToken),
                    1 => world.Database.ExecuteAsync($"OPTIMIZE TABLE {world.Database.Table(ManifestTable.Table.Name)} FINAL",
                        TestContext.CancellationToken),
                    _ => Task.CompletedTask,
                };
                var (winner, manifests) = await RaceAsync(stores, world, seq);
                await meanwhile;
                var history = await world.Manifests.HistoryAsync(world.Plan, TestContext.CancellationToken);
                CollectionAssert.AreEqual(before.Select(Text).Append(Text(manifests[winner])).ToArray(), history.Select(Text).ToArray(),
                    $"after number {seq}");
                Assert.AreEqual(manifests[winner].Id, (await world.Manifests.CurrentAsync(world.Plan, TestContext.CancellationToken)).Id);
                before = [.. history];
            }
        }
        finally
        {
            Array.ForEach(stores, s => s.Dispose());
        }
    }

    [TestMethod]
    public async Task A_winner_that_is_overtaken_before_it_asks_is_still_told_that_it_won()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var (inserted, overtaken) = (false, false);
        using var slow = Server.Database(world.Database.Options.Database, before: async statement =>
        {
            inserted |= statement.StartsWith("INSERT", StringComparison.Ordinal);
            if (statement.StartsWith("SELECT", StringComparison.Ordinal) && inserted && !overtaken)
            {
                overtaken = true;
                Assert.IsTrue(await world.Manifests.AppendAsync(New(world, 2, "next"), TestContext.CancellationToken));
            }
        });
        Assert.IsTrue(await new ClickHouseManifestStore(slow).AppendAsync(New(world, 1, "slow"), TestContext.CancellationToken));
        Assert.IsTrue(overtaken);
        Assert.AreEqual(2, (await world.Manifests.CurrentAsync(world.Plan, TestContext.CancellationToken)).Seq);
    }

    [TestMethod]
    public async Task Sending_a_manifest_again_is_told_the_same_and_writes_nothing()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var manifest = New(world, 1, "once");
        Assert.IsTrue(await world.Manifests.AppendAsync(manifest, TestContext.CancellationToken));
        Assert.IsTrue(await world.Manifests.AppendAsync(manifest, TestContext.CancellationToken));
        Assert.HasCount(1, await world.Manifests.HistoryAsync(world.Plan, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task A_writer_that_comes_when_its_token_is_long_forgotten_is_told_that_the_number_is_taken()
    {
        using var world = await World.CreateAsync(new TagTotals());
        await world.Database.ExecuteAsync(
            $"ALTER TABLE {world.Database.Table(ManifestTable.Table.Name)} MODIFY SETTING non_replicated_deduplication_window = 2",
            TestContext.CancellationToken);
        Assert.IsTrue(await world.Manifests.AppendAsync(New(world, 1, "first"), TestContext.CancellationToken));
        for (var seq = 1; seq < 10; seq++)
        {
            Assert.IsTrue(await world.Manifests.AppendAsync(New(world, seq, "another job") with { Job = "another" },
                TestContext.CancellationToken));
        }

        Assert.IsFalse(await world.Manifests.AppendAsync(New(world, 1, "late"), TestContext.CancellationToken));
        Assert.AreEqual("first", (await world.Manifests.HistoryAsync(world.Plan, TestContext.CancellationToken)).Single().Why);
    }

    [TestMethod]
    public async Task A_number_whose_token_is_remembered_without_a_row_goes_to_exactly_one_of_the_next_writers()
    {
        using var world = await World.CreateAsync(new TagTotals());
        // As after a crash between the two: the token of number 1, and no row of that number.
        await world.Database.InsertJsonAsync($"{world.Database.Table(ManifestTable.Table.Name)} (job, seq)", [0], (json, _) =>
        {
            json.WriteString("job", "another");
            json.WriteNumber("seq", 1);
        }, TestContext.CancellationToken, FirstRow<Manifest>.Token(ManifestAppend.Token(New(world, 1, "")), 0));
        var stores = Enumerable.Range(0, Writers).Select(_ => world.Database).ToArray();
        var (winner, manifests) = await RaceAsync(stores, world, 1);
        Assert.AreEqual(manifests[winner].Id, (await world.Manifests.HistoryAsync(world.Plan, TestContext.CancellationToken)).Single().Id);
    }

    [TestMethod]
    public async Task A_number_stays_taken_when_the_server_is_started_again()
    {
        using var folder = new TempFolder();
        var plan = JobPlan.Create(new TagTotals());
        Manifest first;
        await using (var server = await Server.StartOwnAsync(folder.Path, TestContext.CancellationToken))
        {
            using var database = Server.Database(server, "own");
            var store = new ClickHouseManifestStore(database);
            await new ClickHouseRowTables(database, store).CreateAsync(plan, TestContext.CancellationToken);
            first = Manifest.Empty(plan.Job, plan.Version) with { Seq = 1, Id = Guid.CreateVersion7(), Why = "first" };
            Assert.IsTrue(await store.AppendAsync(first, TestContext.CancellationToken));
        }

        await using var again = await Server.StartOwnAsync(folder.Path, TestContext.CancellationToken);
        // A writer that had passed every look before the restart, and only has its insert left to send.
        var inserts = 0;
        using var late = Server.Database(again, "own", before: statement =>
        {
            inserts += statement.StartsWith("INSERT", StringComparison.Ordinal) ? 1 : 0;
            return Task.CompletedTask;
        });
        await late.InsertJsonAsync($"{late.Table(ManifestTable.Table.Name)} (job, version, seq, why)", [first], (json, m) =>
        {
            json.WriteString("job", m.Job);
            json.WriteString("version", m.Version);
            json.WriteNumber("seq", m.Seq);
            json.WriteString("why", "late");
        }, TestContext.CancellationToken, FirstRow<Manifest>.Token(ManifestAppend.Token(first), 0));
        Assert.AreEqual(1, inserts);
        var manifests = new ClickHouseManifestStore(late);
        Assert.AreEqual("first", (await manifests.HistoryAsync(plan, TestContext.CancellationToken)).Single().Why);
        Assert.IsFalse(await manifests.AppendAsync(first with { Id = Guid.CreateVersion7() }, TestContext.CancellationToken));
        Assert.IsTrue(await manifests.AppendAsync(first with { Id = Guid.CreateVersion7(), Seq = 2 }, TestContext.CancellationToken));
    }

    /// <summary>All writers append a manifest of the number at once.</summary>
    private async Task<(int Winner, Manifest[] Manifests)> RaceAsync(ClickHouseDatabase[] databases, World world, long seq)
    {
        var manifests = databases.Select((_, i) => New(world, seq, string.Create(CultureInfo.InvariantCulture, $"writer {i} of {seq}")))
            .ToArray();
        using var start = new Barrier(databases.Length);
        var told = await Task.WhenAll(databases.Select((database, i) => Task.Factory.StartNew(async () =>
        {
            start.SignalAndWait(TestContext.CancellationToken);
            return await new ClickHouseManifestStore(database).AppendAsync(manifests[i], TestContext.CancellationToken);
        }, TestContext.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        Assert.AreEqual(1, told.Count(won => won), $"{told.Count(won => won)} writers were told that number {seq} is theirs");
        return (Array.IndexOf(told, true), manifests);
    }

    private static Manifest New(World world, long seq, string why) => Manifest.Empty(world.Plan.Job, world.Plan.Version) with
    {
        Seq = seq,
        Id = Guid.CreateVersion7(),
        Cut = Cut.Zero.With(Readings.P(0), seq).With(Readings.P(1), 0).With(Readings.P(2), 0),
        Why = why,
    };

    private static string Text(Manifest m) =>
        string.Create(CultureInfo.InvariantCulture, $"{m.Seq} {m.Id} {m.Why} {string.Join(',', m.Cut.Epochs)}");
}
