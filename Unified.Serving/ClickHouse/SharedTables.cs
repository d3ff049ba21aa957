namespace Unified.Serving.ClickHouse;

/// <summary>The tables that all jobs share.</summary>
internal static class SharedTables
{
    public const string Manifest = "unified_manifest";
    public const string Generations = "unified_generations";
    public const string Slices = "unified_slices";
    public const string Ledger = "unified_ledger";
    public const string Quarantine = "unified_quarantine";
    public const string Jobs = "unified_jobs";
    public const string Versions = "unified_versions";
    public const string Claims = "unified_claims";
    public const string History = "unified_history";

    // The last inserts are known by their tokens: that makes appending a manifest a test-and-set. The first name is for a plain table, the second for a
    // replicated one, whose Keeper decides. What has fallen out of the window is older than any append under way.
    private const string RemembersTokens = "non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000";

    /// <summary>Statements that make the tables as they should be, in order. Every one may be repeated.</summary>
    public static IEnumerable<string> Create(ClickHouseDatabase database) =>
    [
        $"CREATE DATABASE IF NOT EXISTS {ClickHouseSql.Name(database.Options.Database)}",
        // generation: the planned generation that the row promoted; 0 for rollbacks, grown topics and declared origins.
        Table(database, Manifest, "job String, version String, seq Int64, id UUID, days Map(Int32, UInt64), history_days Array(Int32), "
            + "cut Map(Int32, Int64), history_until Nullable(Int64), code String, created DateTime64(6, 'UTC'), who String, why String, generation UInt64, "
            + "origin Map(Int32, Int64), history_files Map(Int32, UInt64)",
            $"MergeTree ORDER BY (job, version, seq, id) SETTINGS {RemembersTokens}"),
        Table(database, Generations, "job String, version String, id UInt64, base_seq Int64, slices Array(String), given_up UInt8, created DateTime64(6, 'UTC'), rebuild UInt8",
            "ReplacingMergeTree(given_up) ORDER BY (job, version, id)"),
        Table(database, Slices, "job String, version String, generation UInt64, slice String, attempt String, rows UInt64, written DateTime64(6, 'UTC'), files Array(String)",
            "MergeTree ORDER BY (job, version, generation, slice)"),
        Table(database, Ledger, "job String, version String, layer LowCardinality(String), generation UInt64, p Int32, epoch Int64, covered Int64, "
            + "read Int64, emitted Int64, filtered Int64, quarantined Int64, code String, foreign_events Int64",
            "ReplacingMergeTree(covered) ORDER BY (job, version, layer, generation, p, epoch)"),
        // The version of a row falls with time: the first sighting of a record stays.
        Table(database, Quarantine, "topic String, partition Int32, offset Int64, job String, reason String, raw String, first_seen DateTime64(6, 'UTC'), "
            + "_age Int64 MATERIALIZED -toUnixTimestamp64Micro(first_seen)",
            "ReplacingMergeTree(_age) ORDER BY (topic, partition, offset, job)"),
        // generations and days, place by place: partitions of promoted rows.
        Table(database, Claims, "job String, version String, kind LowCardinality(String), id UUID, generations Array(UInt64), days Array(Int32), epoch Int64, "
            + "over UInt8, created DateTime64(6, 'UTC')",
            "ReplacingMergeTree(over) ORDER BY (job, version, kind, id)"),
        // Which version a job's public views show: the newest row says it, the views follow.
        Table(database, Jobs, "job String, version String, switched DateTime64(6, 'UTC'), who String, why String", "MergeTree ORDER BY (job, switched)"),
        Table(database, Versions, "job String, version String, stored DateTime64(6, 'UTC'), source String, topic String, format String, partitions Int32, epoch_length Int64, "
            + "history Nullable(String), history_until Nullable(Int64), column_names Array(String), column_types Array(String), column_roles Array(String), definition String",
            "MergeTree ORDER BY (job, version, stored)"),
        Table(database, History, "job String, version String, promotion UInt64, day Int32, files Array(String)", "MergeTree ORDER BY (job, version, promotion, day)"),
        // What tables of an earlier build lack. A manifest without origin has none.
        $"ALTER TABLE {database.Table(Manifest)} MODIFY SETTING {RemembersTokens}",
        Column(database, Manifest, "origin Map(Int32, Int64)"),
        Column(database, Manifest, "history_files Map(Int32, UInt64)"),
        Column(database, Generations, "rebuild UInt8"),
        Column(database, Slices, "files Array(String)"),
        Column(database, Ledger, "foreign_events Int64"),
        Column(database, Jobs, "who String"),
        Column(database, Jobs, "why String"),
    ];

    private static string Column(ClickHouseDatabase database, string table, string column) => $"ALTER TABLE {database.Table(table)} ADD COLUMN IF NOT EXISTS {column}";

    private static string Table(ClickHouseDatabase database, string name, string columns, string engine) =>
        $"CREATE TABLE IF NOT EXISTS {database.Table(name)} ({columns}) ENGINE = {engine}";
}
