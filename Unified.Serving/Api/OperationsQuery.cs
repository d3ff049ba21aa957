using System.Globalization;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Api;

/// <summary>What operators ask: ledgers and the quarantine.</summary>
internal static class OperationsQuery
{
    private const int QuarantineShown = 100;

    /// <summary>The stream's ledger, and that of the generations that are in the answer or wait for it.</summary>
    public static Task<IReadOnlyList<LedgerTotal>> LedgerAsync(ClickHouseDatabase database, JobPlan plan, CancellationToken cancellation) => database.QueryAsync(
        "SELECT layer, p, toInt64(count()), sum(e.1), sum(e.2), sum(e.3), sum(e.4), min(e.1 = e.2 + e.3 + e.4), sum(e.5) FROM "
        // An epoch may be in several generations: its newest entry counts.
        + "(SELECT layer, p, epoch, argMax((read, emitted, filtered, quarantined, foreign_events), (generation, covered)) AS e "
        + $"FROM {database.Table(SharedTables.Ledger)} FINAL WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} GROUP BY layer, p, epoch) "
        + "GROUP BY layer, p ORDER BY layer, p",
        r => new LedgerTotal(r.GetString(0), r.GetInt32(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6),
            Convert.ToInt32(r.GetValue(7), CultureInfo.InvariantCulture) != 0, r.GetInt64(8)), cancellation);

    public static async Task<QuarantineList> QuarantineAsync(ClickHouseDatabase database, CancellationToken cancellation)
    {
        var table = database.Table(SharedTables.Quarantine);
        var total = await database.SingleAsync($"SELECT toInt64(count()) FROM {table} FINAL", r => r.GetInt64(0), cancellation).ConfigureAwait(false);
        return new QuarantineList(total, await database.QueryAsync(
            $"SELECT topic, partition, offset, job, reason, toUnixTimestamp64Micro(first_seen) FROM {table} FINAL ORDER BY first_seen DESC, topic, partition, offset LIMIT {QuarantineShown}",
            r => new QuarantineEntry(r.GetString(0), r.GetInt32(1), r.GetInt64(2), r.GetString(3), r.GetString(4), ClickHouseTime.FromMicros(r.GetInt64(5))), cancellation).ConfigureAwait(false));
    }
}
