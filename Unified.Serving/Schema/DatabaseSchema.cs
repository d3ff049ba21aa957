using System.Collections.Immutable;
using System.Globalization;
using Unified.Errors;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Schema;

/// <summary>A step from one version of the stored tables to the next.</summary>
/// <param name="To">The version that it leads to.</param>
/// <param name="RunAsync">What it does: all of it may be repeated, because it may stop halfway, or run twice at once.</param>
internal sealed record SchemaUpgrade(int To, Func<ClickHouseDatabase, CancellationToken, Task> RunAsync);

/// <summary>
/// The stored tables of a database and their version: made when there are none, upgraded when they are older, refused when they are newer
/// than this program or too old to be upgraded.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="version">The version that this program reads and writes.</param>
/// <param name="upgrades">The steps to it, in order.</param>
internal sealed class DatabaseSchema(ClickHouseDatabase database, int version, ImmutableArray<SchemaUpgrade> upgrades)
{
    /// <summary>The version of the tables in <see cref="Tables.All"/>. Whoever changes one of them adds 1, and an upgrade.</summary>
    public const int Current = 4;

    private static readonly ImmutableArray<SchemaUpgrade> Upgrades =
    [
        // How many rows a promotion wrote was not kept before.
        new(2, PromotionTable.CountAsync),
        // What was collected was not kept, nor digests of what was promoted, nor how new the rows of an epoch are.
        new(3, AddColumnsAsync),
        // What other engines say was not kept: the table is made as all that are missing.
        new(4, (_, _) => Task.CompletedTask),
    ];

    public DatabaseSchema(ClickHouseDatabase database)
        : this(database, Current, Upgrades)
    {
    }

    /// <summary>Makes the tables as they should be.</summary>
    /// <exception cref="DataException">They cannot be: the message names both versions and the way out.</exception>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        var there = await TablesAsync(cancellation).ConfigureAwait(false);
        var stored = await RequireAsync(there, cancellation).ConfigureAwait(false);
        if (there.Count == 0)
        {
            await database.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS {ClickHouseSql.Identifier(database.Options.Database)}",
                cancellation).ConfigureAwait(false);
        }

        // The table of versions comes first and its row last: a database that is being made is not taken for one that is too old.
        foreach (var table in Tables.All.Where(t => !there.Contains(t.Name)))
        {
            await database.ExecuteAsync(table.Create(database), cancellation).ConfigureAwait(false);
        }

        foreach (var upgrade in upgrades.Where(u => stored is { } from && u.To > from))
        {
            await upgrade.RunAsync(database, cancellation).ConfigureAwait(false);
            await ReachAsync(upgrade.To, cancellation).ConfigureAwait(false);
        }

        if (stored is null)
        {
            await ReachAsync(version, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses tables that this program cannot read. Changes nothing; no tables at all are none to refuse.</summary>
    /// <exception cref="DataException">They are newer, or older.</exception>
    public async Task RequireAsync(CancellationToken cancellation)
    {
        var stored = await RequireAsync(await TablesAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        if (stored < version)
        {
            throw new DataException(
                Text(stored.Value) + "Start a program that writes, 'stream' or 'backfill', with this build: it upgrades them.");
        }
    }

    /// <summary>The version of the tables that are there; null when there are none, or they are being made.</summary>
    private async Task<int?> RequireAsync(IReadOnlySet<string> there, CancellationToken cancellation)
    {
        if (!there.Contains(SchemaTable.Table.Name))
        {
            return !there.Contains(ManifestTable.Table.Name) ? null : throw new DataException(
                Text(0) + "They do not say which log their offsets are of, and cannot be carried over. Give another database, "
                    + "Unified:ClickHouse:Database: "
                + "stream and backfill compute everything anew from Kafka and the archive.");
        }

        var stored = await database.SingleAsync(
            $"SELECT max(version) FROM {database.Table(SchemaTable.Table.Name)}", r => r.GetInt32(0), cancellation).ConfigureAwait(false);
        return stored > version
            ? throw new DataException(
                Text(stored) + "They were made by a newer program: run that one, or give another database, Unified:ClickHouse:Database.")
            : stored == 0 ? null : stored;
    }

    private string Text(int stored) => string.Create(CultureInfo.InvariantCulture,
        $"The tables of database '{database.Options.Database}' have version {stored}, and this program reads and writes version "
            + $"{version}. ");

    private async Task<IReadOnlySet<string>> TablesAsync(CancellationToken cancellation) => (await database.QueryAsync(
        $"SELECT name FROM system.tables WHERE database = {ClickHouseSql.Text(database.Options.Database)} AND startsWith(name, 'unified_')",
        r => r.GetString(0), cancellation).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);

    private static async Task AddColumnsAsync(ClickHouseDatabase database, CancellationToken cancellation)
    {
        await database.ExecuteAsync(
            $"ALTER TABLE {database.Table(PromotionTable.Table.Name)} ADD COLUMN IF NOT EXISTS digest UInt64", cancellation)
            .ConfigureAwait(false);
        await database.ExecuteAsync(
            $"ALTER TABLE {database.Table(LedgerTable.Table.Name)} ADD COLUMN IF NOT EXISTS rows_covered Int64, "
            + "ADD COLUMN IF NOT EXISTS _written DateTime64(6, 'UTC') MATERIALIZED now64(6)", cancellation)
            .ConfigureAwait(false);
        await database.ExecuteAsync(
            $"ALTER TABLE {database.Table(ClaimTable.Table.Name)} ADD COLUMN IF NOT EXISTS cut Map(String, Int64)", cancellation)
            .ConfigureAwait(false);
        foreach (var batch in await database.QueryAsync(
            $"SELECT name FROM system.tables WHERE database = {ClickHouseSql.Text(database.Options.Database)} AND engine = 'MergeTree' "
            + "AND match(name, '__[0-9a-f]{12}_batch$')", r => r.GetString(0), cancellation).ConfigureAwait(false))
        {
            // An insert that arrives twice must not count twice.
            await database.ExecuteAsync(
                $"ALTER TABLE {database.Table(batch)} MODIFY SETTING non_replicated_deduplication_window = 1000", cancellation)
                .ConfigureAwait(false);
        }
    }

    private Task ReachAsync(int reached, CancellationToken cancellation) => SchemaTable.Table.InsertAsync(
        database, [new SchemaVersion(reached, database.Options.Code, database.Time.GetUtcNow())], cancellation);
}
