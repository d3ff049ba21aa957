using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Schema;

[TestClass]
public sealed class DatabaseSchemaTests
{
    [TestMethod]
    public void The_tables_are_those_of_their_version()
    {
        using var database = Server.NewDatabase();
        var actual = SchemaGolden.Text(database, Tables.All.Select(t => t.Create(database)));
        if (Environment.GetEnvironmentVariable(SchemaGolden.Rewrite) == "1")
        {
            SchemaGolden.Write(DatabaseSchema.Current, actual);
        }

        Assert.AreEqual(SchemaGolden.Read(DatabaseSchema.Current), actual,
            $"A stored table has changed: databases are out there. Add 1 to {nameof(DatabaseSchema)}.{nameof(DatabaseSchema.Current)}, an "
                + $"upgrade, and a new file.");
    }

    [TestMethod]
    public async Task A_database_of_the_build_before_logs_had_an_identity_is_refused_with_the_way_out_and_left_as_it_is()
    {
        using var database = Server.NewDatabase();
        await SchemaGolden.CreateAsync(database, 0);
        var names = await TablesAsync(database);
        var plan = JobPlan.Create(new TagTotals());
        var tables = new ClickHouseRowTables(database, new ClickHouseManifestStore(database));
        foreach (var refused in new[]
        {
            await Assert.ThrowsExactlyAsync<DataException>(() => tables.CreateAsync(plan, CancellationToken.None)),
            await Assert.ThrowsExactlyAsync<DataException>(() =>
                new JobStates(database, new ClickHouseManifestStore(database), null).ReadAsync(plan, CancellationToken.None)),
        })
        {
            Assert.AreEqual(
                $"The tables of database '{database.Options.Database}' have version 0, and this program reads and writes version "
                    + $"{DatabaseSchema.Current}. "
                + "They do not say which log their offsets are of, and cannot be carried over. Give another database, "
                + "Unified:ClickHouse:Database: "
                + "stream and backfill compute everything anew from Kafka and the archive.", refused.Message);
        }

        CollectionAssert.AreEqual(names, await TablesAsync(database));
    }

    [TestMethod]
    public async Task A_database_of_a_newer_program_is_refused_by_an_older_one()
    {
        using var database = Server.NewDatabase();
        await Newer(database).EnsureAsync(CancellationToken.None);
        foreach (var read in new Func<Task>[] { () => Schema(database).EnsureAsync(CancellationToken.None),
            () => Schema(database).RequireAsync(CancellationToken.None) })
        {
            var refused = await Assert.ThrowsExactlyAsync<DataException>(read);
            Assert.AreEqual(
                $"The tables of database '{database.Options.Database}' have version {DatabaseSchema.Current + 1}, and this program reads "
                    + $"and writes version "
                + $"{DatabaseSchema.Current}. They were made by a newer program: run that one, or give another database, "
                + $"Unified:ClickHouse:Database.",
                refused.Message);
        }
    }

    [TestMethod]
    public async Task A_newer_program_upgrades_an_older_database_once_and_a_reader_waits_for_that()
    {
        using var database = Server.NewDatabase();
        await Schema(database).EnsureAsync(CancellationToken.None);
        await JobTable.Table.InsertAsync(database, [new PublicVersion("a", "1", DateTimeOffset.UnixEpoch, "who", "why")],
            CancellationToken.None);
        var refused = await Assert.ThrowsExactlyAsync<DataException>(() => Newer(database).RequireAsync(CancellationToken.None));
        Assert.Contains("with this build: it upgrades them", refused.Message);

        var runs = 0;
        for (var i = 0; i < 2; i++)
        {
            await Newer(database, () => runs++).EnsureAsync(CancellationToken.None);
            await Newer(database).RequireAsync(CancellationToken.None);
        }

        Assert.AreEqual(1, runs);
        Assert.AreEqual("why", await database.SingleAsync($"SELECT moved FROM {database.Table(JobTable.Table.Name)}", r => r.GetString(0),
            CancellationToken.None));
    }

    [TestMethod]
    public async Task An_upgrade_that_stops_halfway_is_done_again()
    {
        using var database = Server.NewDatabase();
        await Schema(database).EnsureAsync(CancellationToken.None);
        var stops = true;
        var stopping = Newer(database, () => _ = stops ? throw new TransientException("the server went away") : 0);
        await Assert.ThrowsExactlyAsync<TransientException>(() => stopping.EnsureAsync(CancellationToken.None));
        await Schema(database).RequireAsync(CancellationToken.None);
        stops = false;
        await stopping.EnsureAsync(CancellationToken.None);
        await Newer(database).RequireAsync(CancellationToken.None);
    }

    [TestMethod]
    public async Task A_table_that_is_lost_is_made_again_and_one_that_is_being_made_is_not_too_old()
    {
        using var database = Server.NewDatabase();
        // As after a crash at the first statement: the table of versions, without a row.
        await database.ExecuteAsync($"CREATE DATABASE {Unified.Sql.ClickHouse.Identifier(database.Options.Database)}",
            CancellationToken.None);
        await database.ExecuteAsync(SchemaTable.Table.Create(database), CancellationToken.None);
        await Schema(database).RequireAsync(CancellationToken.None);
        await Schema(database).EnsureAsync(CancellationToken.None);
        await database.ExecuteAsync($"DROP TABLE {database.Table(LedgerTable.Table.Name)}", CancellationToken.None);
        await Schema(database).EnsureAsync(CancellationToken.None);
        CollectionAssert.AreEqual(Tables.All.Select(t => t.Name).Order(StringComparer.Ordinal).ToArray(), await TablesAsync(database));
        Server.Drop(database);
    }

    private static DatabaseSchema Schema(ClickHouseDatabase database) => new(database);

    /// <summary>As a program of the next version: a column of unified_jobs has another name there.</summary>
    private static DatabaseSchema Newer(ClickHouseDatabase database, Action? before = null) => new(database, DatabaseSchema.Current + 1,
    [
        new SchemaUpgrade(DatabaseSchema.Current + 1, async (upgraded, cancellation) =>
        {
            before?.Invoke();
            await upgraded.ExecuteAsync(
                $"ALTER TABLE {upgraded.Table(JobTable.Table.Name)} ADD COLUMN IF NOT EXISTS moved String DEFAULT why", cancellation);
        }),
    ]);

    private static async Task<string[]> TablesAsync(ClickHouseDatabase database) => [.. await database.QueryAsync(
        $"SELECT name FROM system.tables WHERE database = '{database.Options.Database}' ORDER BY name", r =>
            r.GetString(0), CancellationToken.None)];
}
