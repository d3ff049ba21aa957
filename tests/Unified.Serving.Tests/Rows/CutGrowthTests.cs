using Microsoft.Extensions.Time.Testing;
using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

[TestClass]
public sealed class CutGrowthTests
{
    [TestMethod]
    public async Task A_partition_that_a_manifest_forgets_is_named_again_within_half_a_minute_also_by_flushes_of_others()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var time = new FakeTimeProvider();
        using var database = Server.Database(world.Database.Options.Database, time);
        var manifests = new ClickHouseManifestStore(database);
        var growth = new CutGrowth(manifests, new ClickHouseStatements(database));
        var grown = Readings.Partitions;
        await growth.EnsureAsync(world.Plan, [Readings.P(0), Readings.P(grown)], CancellationToken.None);
        Assert.AreEqual(1, (await CurrentAsync()).Seq);

        // As a build that knows nothing of the partition would promote.
        var current = await CurrentAsync();
        Assert.IsTrue(await manifests.AppendAsync(
            current with
            {
                Seq = 2,
                Id = Guid.CreateVersion7(),
                Cut = Cut.Zero.With(Readings.P(0), 2).With(Readings.P(1), 2).With(Readings.P(2), 2)
            }, CancellationToken.None));
        time.Advance(TimeSpan.FromSeconds(29));
        await growth.EnsureAsync(world.Plan, [Readings.P(0)], CancellationToken.None);
        Assert.AreEqual(2, (await CurrentAsync()).Seq, "not every flush asks");
        time.Advance(TimeSpan.FromSeconds(1));
        await growth.EnsureAsync(world.Plan, [Readings.P(0)], CancellationToken.None);
        Assert.AreEqual((3L, "{readings/0: 2, readings/1: 2, readings/2: 2, readings/3: 0}"),
            ((await CurrentAsync()).Seq, (await CurrentAsync()).Cut.ToString()));

        Task<Manifest> CurrentAsync() => world.Manifests.CurrentAsync(world.Plan, CancellationToken.None);
    }

    [TestMethod]
    public async Task A_flush_names_its_partitions_writes_its_rows_bucket_by_bucket_and_then_says_what_it_covers()
    {
        using var world = await World.CreateAsync(new TagTotals());
        var random = TestSeed.Take().Random();
        var log = new ReadingLog(random);
        log.Append(900);
        var statements = new List<string>();
        using var watched = Server.Database(world.Database.Options.Database, before: statement =>
        {
            statements.Add(statement);
            return Task.CompletedTask;
        });
        var (written, holes) = (new List<long>(), new List<long>());
        using var reader = Server.Database(world.Database.Options.Database, before: async statement =>
        {
            if (statement.StartsWith("INSERT", StringComparison.Ordinal))
            {
                written.Add(await world.CountAsync($"SELECT max(_epoch) FROM {world.Names.Stream}"));
                holes.Add(await world.CountAsync(
                    $"SELECT if(count() = 0, 0, intDiv(max(_epoch), 4) + 1 - uniqExact(intDiv(_epoch, 4))) FROM {world.Names.Stream}"));
            }
        });
        var epochs = Enumerable.Range(0, (int)world.Plan.Sources[0].Epochs.Of(log.Next(0))).Select(e => new EpochId(Readings.P(0), e))
            .ToArray();
        random.Shuffle(epochs);
        Contracts.EpochRows[] flush = [.. epochs.Select(e => log.Rows(world.Program, e))];
        await new ClickHouseRowTables(reader, world.Manifests).UpsertAsync(world.Plan, flush, CancellationToken.None);
        Assert.IsTrue(written.Count > 3 && holes.All(h => h == 0), "a reader sees a prefix of the log between two inserts");
        Assert.AreEqual(epochs.Max(e => e.Epoch), written[^1], "the ledger comes last");

        var grown = flush[0] with { Ledger = flush[0].Ledger with { Epoch = new EpochId(Readings.P(Readings.Partitions), 0) } };
        await new ClickHouseRowTables(watched, new ClickHouseManifestStore(watched))
            .UpsertAsync(world.Plan, [grown], CancellationToken.None);
        var inserts = statements.Where(s => s.StartsWith("INSERT INTO", StringComparison.Ordinal)).Select(s => s.Split(' ')[2]).ToArray();
        CollectionAssert.AreEqual(
            new[] { world.Database.Table(ManifestTable.Table.Name), world.Names.Stream, world.Database.Table(LedgerTable.Table.Name) },
                inserts);
    }
}
