using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>What is known of a log.</summary>
/// <param name="Log">The log's name.</param>
/// <param name="Identity">Its identity: Kafka's topic id.</param>
/// <param name="Since">Since when it is known.</param>
internal sealed record StoredLog(string Log, string Identity, DateTimeOffset Since);

/// <summary>The identities of the logs that these tables were computed from: of each log one row, written once.</summary>
internal static class LogTable
{
    public static readonly Table<StoredLog> Table =
        new("unified_logs", $"MergeTree ORDER BY (log, since) SETTINGS {Tables.RemembersTokens}", new StoredLog("", "", default))
        {
            { "log", Text, l => l.Log, (l, v) => l with { Log = v } },
            { "identity", Text, l => l.Identity, (l, v) => l with { Identity = v } },
            { "since", Instant, l => l.Since, (l, v) => l with { Since = v } },
        };

    /// <summary>What is known of a log since first it was seen.</summary>
    public static RowQuery<StoredLog> First(string log) => new(
        Table, $"log = {ClickHouseSql.Text(log)} ORDER BY since LIMIT 1",
        all => all.Where(l => l.Log == log).OrderBy(l => l.Since).Take(1));
}
