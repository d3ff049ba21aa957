using System.Globalization;
using Unified.Serving.ClickHouse;
using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>What a promotion wrote for a day.</summary>
/// <param name="Key">The job version.</param>
/// <param name="Promotion">The promotion.</param>
/// <param name="Day">The day bucket.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Digest">The sum of their hashes; 0 where nobody kept it.</param>
internal sealed record PromotedCount(VersionKey Key, ulong Promotion, int Day, long Rows, ulong Digest);

/// <summary>The rows of promotions: what a look into the batch table must find for as long as a manifest names them.</summary>
internal static class PromotionTable
{
    public static readonly Table<PromotedCount> Table =
        new("unified_promotions", "ReplacingMergeTree ORDER BY (job, version, promotion, day)", new PromotedCount(default, 0, 0, 0, 0))
        {
            { "job", Text, p => p.Key.Job, (p, v) => p with { Key = p.Key with { Job = v } } },
            { "version", Text, p => p.Key.Version, (p, v) => p with { Key = p.Key with { Version = v } } },
            { "promotion", Unsigned, p => p.Promotion, (p, v) => p with { Promotion = v } },
            { "day", Integer, p => p.Day, (p, v) => p with { Day = v } },
            { "rows", Long, p => p.Rows, (p, v) => p with { Rows = v } },
            { "digest", Unsigned, p => p.Digest, (p, v) => p with { Digest = v } },
        };

    /// <summary>Those of some promotions.</summary>
    public static RowQuery<PromotedCount> Of(VersionKey key, IReadOnlyCollection<ulong> promotions) => new(
        Table, $"{key} AND has(CAST('[{string.Join(',', promotions.Select(p => p.ToString(CultureInfo.InvariantCulture)))}]', "
            + "'Array(UInt64)'), promotion)",
        all => all.Where(p => p.Key == key && promotions.Contains(p.Promotion)));

    /// <summary>
    /// Takes what there is now for what promotions wrote: for the tables of a build that did not keep it. May be repeated.
    /// </summary>
    public static Task CountAsync(ClickHouseDatabase database, CancellationToken cancellation)
    {
        // The text of a partition of the batch table: (generation,day).
        const string Places = @"extractGroups(partition, '^\((\d+),(-?\d+)\)$')";
        return database.ExecuteAsync(
            $"INSERT INTO {database.Table(Table.Name)} (job, version, promotion, day, rows) "
            + $"SELECT v.job, v.version, toUInt64({Places}[1]), toInt32({Places}[2]), toInt64(sum(p.rows)) FROM system.parts AS p "
            + $"INNER JOIN (SELECT DISTINCT job, version, concat(job, '__', version, '_batch') AS name "
            + $"FROM {database.Table(ManifestTable.Table.Name)}) AS v "
            + $"ON p.table = v.name WHERE p.active AND p.rows > 0 AND p.database = {ClickHouseSql.Text(database.Options.Database)} "
            + "GROUP BY v.job, v.version, p.partition", cancellation);
    }
}
