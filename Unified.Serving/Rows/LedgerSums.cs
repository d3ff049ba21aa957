using System.Globalization;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>What the server adds up over the ledgers.</summary>
internal sealed class LedgerSums(ClickHouseDatabase database)
{
    private const string Stream = $"layer = '{LedgerTable.StreamLayer}' AND generation = 0";

    private const string StreamEpoch = $"{SystemColumns.Log} AS log, {SystemColumns.Partition} AS p, {SystemColumns.Epoch} AS epoch";

    private static readonly Table<LedgerEntry> Table = LedgerTable.Table;

    /// <summary>For each partition the newest epoch that the stream has begun.</summary>
    public async Task<IReadOnlyDictionary<LogPartition, long>> NewestAsync(VersionKey key, CancellationToken cancellation) =>
        (await database.QueryAsync(
        $"SELECT log, p, max(epoch) FROM {database.Table(Table.Name)} WHERE {key} AND {Stream} GROUP BY log, p",
        r => (Partition: new LogPartition(r.GetString(0), r.GetInt32(1)), Epoch: r.GetInt64(2)), cancellation).ConfigureAwait(false))
        .ToDictionary(e => e.Partition, e => e.Epoch);

    /// <summary>For each partition how long ago a stream has written of it last, by the server's clock.</summary>
    public async Task<IReadOnlyDictionary<LogPartition, TimeSpan>> SilentAsync(VersionKey key, CancellationToken cancellation) =>
        (await database.QueryAsync(
            $"SELECT log, p, toUnixTimestamp64Micro(now64(6)) - toUnixTimestamp64Micro(max(_written)) "
            + $"FROM {database.Table(Table.Name)} WHERE {key} AND {Stream} GROUP BY log, p",
            r => (Partition: new LogPartition(r.GetString(0), r.GetInt32(1)), Micros: r.GetInt64(2)), cancellation).ConfigureAwait(false))
        .ToDictionary(p => p.Partition, p => TimeSpan.FromMicroseconds(p.Micros));

    /// <summary>The highest covered offset that is stored for each of some epochs, in rows or ledger.</summary>
    public async Task<Dictionary<EpochId, long>> CoveredAsync(JobPlan plan, EpochRanges ranges, CancellationToken cancellation) =>
        (await database.QueryAsync(
        $"SELECT log, p, epoch, max(covered) FROM (SELECT {StreamEpoch}, {SystemColumns.Covered} AS covered FROM "
            + $"{new JobTables(database, plan).Stream} "
        + $"WHERE {ranges.Stream} UNION ALL SELECT log, p, epoch, covered FROM {database.Table(Table.Name)} "
        + $"WHERE {VersionKey.Of(plan)} AND {Stream} AND {ranges.Ledger}) GROUP BY log, p, epoch",
        r => (Epoch: new EpochId(new LogPartition(r.GetString(0), r.GetInt32(1)), r.GetInt64(2)), Covered: r.GetInt64(3)), cancellation)
        .ConfigureAwait(false)).ToDictionary(e => e.Epoch, e => e.Covered);

    /// <summary>Totals of the stream's ledger, and of that of the generations that are in the answer or wait for it.</summary>
    public Task<IReadOnlyList<LedgerTotal>> TotalsAsync(JobPlan plan, CancellationToken cancellation) => database.QueryAsync(
        "SELECT layer, log, p, toInt64(count()), sum(e.1), sum(e.2), sum(e.3), sum(e.4), min(e.1 = e.2 + e.3 + e.4), sum(e.5) FROM "
        // An epoch may be in several generations: its newest entry counts.
        + "(SELECT layer, log, p, epoch, argMax((read, emitted, filtered, quarantined, foreign_events), (generation, covered)) AS e "
        + $"FROM {Table.From(database)} WHERE {VersionKey.Of(plan)} GROUP BY layer, log, p, epoch) GROUP BY layer, log, p ORDER BY layer, "
        + $"log, p",
        r => new LedgerTotal(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6),
            r.GetInt64(7),
            Convert.ToInt32(r.GetValue(8), CultureInfo.InvariantCulture) != 0, r.GetInt64(9)), cancellation);
}
