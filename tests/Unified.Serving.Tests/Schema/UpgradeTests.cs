using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Schema;

/// <summary>Databases that earlier builds made, with their rows.</summary>
[TestClass]
public sealed class UpgradeTests
{
    private static readonly VersionKey Sales = new("sales", "0123456789ab");

    [TestMethod]
    public async Task A_database_of_version_1_is_upgraded_with_all_that_it_has()
    {
        using var database = Server.NewDatabase();
        await SchemaGolden.CreateAsync(database, 1);
        var refused = await Assert.ThrowsExactlyAsync<DataException>(() =>
            new DatabaseSchema(database).RequireAsync(CancellationToken.None));
        Assert.AreEqual(
            $"The tables of database '{database.Options.Database}' have version 1, and this program reads and writes version "
                + $"{DatabaseSchema.Current}. "
            + "Start a program that writes, 'stream' or 'backfill', with this build: it upgrades them.", refused.Message);

        await new DatabaseSchema(database).EnsureAsync(CancellationToken.None);
        await new DatabaseSchema(database).RequireAsync(CancellationToken.None);
        var manifest = await new ClickHouseManifestStore(database).CurrentAsync(Sales, CancellationToken.None);
        Assert.AreEqual((1L, 5UL, "{sales/0: 4}", "{sales/0: 2}"),
            (manifest.Seq, manifest.Promoted, manifest.Cut.ToString(), manifest.Origin.ToString()));
        Assert.AreEqual("topic-id", manifest.Logs["sales"]);
        CollectionAssert.AreEqual(new[] { new HistoryDay("sales", 19780) }, manifest.HistoryDays.ToArray());
        Assert.AreEqual("topic-id", await new ClickHouseLogIdentities(database).FindAsync("sales", CancellationToken.None));
        var version = (await new StoredVersions(database).ReadAsync("sales", CancellationToken.None)).Single().Definition;
        Assert.AreEqual((16L, "shop.sales", 2), (version.Sources[0].Epochs.Offsets, version.Sources[0].Topic, version.Columns.Count));
        var ledger = (await new Ledgers(new ClickHouseStatements(database)).StreamAsync(version, Cut.Zero, CancellationToken.None))
            .Single().Ledger;
        Assert.AreEqual(new EpochLedger(new EpochId(new LogPartition("sales", 0), 2), 48, new LedgerCounts(16, 14, 1, 1)) { Rows = 3 },
            ledger);
        Assert.AreEqual("x", System.Text.Encoding.UTF8.GetString((await new Quarantine(database).NewestAsync(9, CancellationToken.None))
            .Single().Record.Raw.Span));
        Assert.AreEqual("0123456789ab", (await new PublicVersions(database).CurrentAsync("sales", CancellationToken.None))!.Version);
        Assert.HasCount(2, (await GenerationTable.Table.ReadAsync(database, $"{Sales}", CancellationToken.None)).Single()
            .Generation.Slices);
        Assert.AreEqual(4UL, (await SliceTable.Table.ReadAsync(database, $"{Sales}", CancellationToken.None)).Single().Rows);
        Assert.IsTrue((await ClaimTable.Table.ReadAsync(database, $"{Sales}", CancellationToken.None)).Single().Over);
        Assert.AreEqual("a.parquet", (await HistoryTable.Table.ReadAsync(database, $"{Sales}", CancellationToken.None)).Single()
            .Files.Single());
        Server.Drop(database);
    }

    [TestMethod]
    public async Task Of_promotions_before_version_2_the_rows_that_are_there_are_counted_once_and_missed_when_they_go()
    {
        using var database = Server.NewDatabase();
        await SchemaGolden.CreateAsync(database, 1);
        await new DatabaseSchema(database).EnsureAsync(CancellationToken.None);
        // As after a crash between the upgrade and the row that says so.
        await PromotionTable.CountAsync(database, CancellationToken.None);
        var manifest = await new ClickHouseManifestStore(database).CurrentAsync(Sales, CancellationToken.None);
        Assert.IsEmpty(await new PromotedCounts(new ClickHouseStatements(database)).MissingAsync(manifest, CancellationToken.None));
        CollectionAssert.AreEqual(
            new[] { (6UL, -1, 1L), (7UL, 19781, 3L), (7UL, 19782, 1L) }
                .Select(p => new PromotedCount(Sales, p.Item1, p.Item2, p.Item3, 0)).ToArray(),
            (await PromotionTable.Table.ReadAsync(database, $"{Sales} ORDER BY promotion, day", CancellationToken.None)).ToArray());

        await database.ExecuteAsync($"ALTER TABLE {database.Table(Sales.Table("batch"))} DROP PARTITION (7, 19781)",
            CancellationToken.None);
        var counts = new PromotedCounts(new ClickHouseStatements(database));
        Assert.AreEqual(new MissingRows(7, 19781, 3, 0), (await counts.MissingAsync(manifest, CancellationToken.None)).Single());
        Server.Drop(database);
    }

    [TestMethod]
    public async Task The_rows_of_a_database_that_is_refused_stay_as_they_are()
    {
        using var database = Server.NewDatabase();
        await SchemaGolden.CreateAsync(database, 0);
        await Assert.ThrowsExactlyAsync<DataException>(() => new DatabaseSchema(database).EnsureAsync(CancellationToken.None));
        foreach (var table in new[] { "unified_manifest", "unified_ledger", "unified_jobs" })
        {
            Assert.AreEqual(1UL, await database.SingleAsync($"SELECT count() FROM {database.Table(table)}", r => r.GetFieldValue<ulong>(0),
                CancellationToken.None));
        }

        Server.Drop(database);
    }
}
