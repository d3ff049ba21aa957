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
    public const string History = "unified_history";

    /// <summary>CREATE statements, in order; then the columns that tables of older code do not have.</summary>
    public static IEnumerable<string> Create(ClickHouseDatabase database) =>
    [
        $"CREATE DATABASE IF NOT EXISTS {ClickHouseSql.Name(database.Options.Database)}",
        // generation: the planned generation that the row promoted; 0 for rollbacks and grown topics.
        Table(database, Manifest, "job String, version String, seq Int64, id UUID, days Map(Int32, UInt64), history_days Array(Int32), "
            + "cut Map(Int32, Int64), history_until Nullable(Int64), code String, created DateTime64(6, 'UTC'), who String, why String, generation UInt64, history_files Map(Int32, UInt64)",
            "MergeTree ORDER BY (job, version, seq, id)"),
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
        Table(database, Jobs, "job String, version String, switched DateTime64(6, 'UTC')", "MergeTree ORDER BY (job, switched)"),
        Table(database, History, "job String, version String, promotion UInt64, day Int32, files Array(String)", "MergeTree ORDER BY (job, version, promotion, day)"),
        Column(database, Manifest, "history_files Map(Int32, UInt64)"),
        Column(database, Generations, "rebuild UInt8"),
        Column(database, Slices, "files Array(String)"),
        Column(database, Ledger, "foreign_events Int64"),
    ];

    private static string Column(ClickHouseDatabase database, string table, string column) => $"ALTER TABLE {database.Table(table)} ADD COLUMN IF NOT EXISTS {column}";

    private static string Table(ClickHouseDatabase database, string name, string columns, string engine) =>
        $"CREATE TABLE IF NOT EXISTS {database.Table(name)} ({columns}) ENGINE = {engine}";
}
