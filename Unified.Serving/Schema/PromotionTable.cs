using Unified.Serving.ClickHouse;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>How many rows a promotion wrote for a day.</summary>
internal sealed record PromotedCount(VersionKey Key, ulong Promotion, int Day, long Rows);

/// <summary>The rows of promotions: what a look into the batch table must find for as long as a manifest names them.</summary>
internal static class PromotionTable
{
    public static readonly Table<PromotedCount> Table =
        new("unified_promotions", "ReplacingMergeTree ORDER BY (job, version, promotion, day)", new PromotedCount(default, 0, 0, 0))
        {
            { "job", Text, p => p.Key.Job, (p, v) => p with { Key = p.Key with { Job = v } } },
            { "version", Text, p => p.Key.Version, (p, v) => p with { Key = p.Key with { Version = v } } },
            { "promotion", Unsigned, p => p.Promotion, (p, v) => p with { Promotion = v } },
            { "day", Integer, p => p.Day, (p, v) => p with { Day = v } },
            { "rows", Long, p => p.Rows, (p, v) => p with { Rows = v } },
        };

    /// <summary>
    /// Takes what there is now for what promotions wrote: for the tables of a build that did not keep it. May be repeated.
    /// </summary>
    public static Task CountAsync(ClickHouseDatabase database, CancellationToken cancellation)
    {
        // The text of a partition of the batch table: (generation,day).
        const string Places = @"extractGroups(partition, '^\((\d+),(-?\d+)\)$')";
        return database.ExecuteAsync(
            $"INSERT INTO {database.Table(Table.Name)} ({Table.Columns}) "
            + $"SELECT v.job, v.version, toUInt64({Places}[1]), toInt32({Places}[2]), toInt64(sum(p.rows)) FROM system.parts AS p "
            + $"INNER JOIN (SELECT DISTINCT job, version, concat(job, '__', version, '_batch') AS name "
            + $"FROM {database.Table(ManifestTable.Table.Name)}) AS v "
            + $"ON p.table = v.name WHERE p.active AND p.rows > 0 AND p.database = {ClickHouseSql.Text(database.Options.Database)} "
            + "GROUP BY v.job, v.version, p.partition", cancellation);
    }
}
