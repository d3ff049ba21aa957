using System.Collections.Immutable;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.Schema;
using Unified.Sql;

namespace Unified.Serving.Rows;

/// <summary>The tables of a job version.</summary>
internal static class TableDdl
{
    /// <summary>Epochs a partition of the stream table: few partitions, and promoted epochs still go by dropping whole parts.</summary>
    public const int EpochsPerBucket = 4;

    /// <summary>The bucket of an epoch: the stream table's partition, together with the log.</summary>
    public static long Bucket(long epoch) => epoch / EpochsPerBucket;

    /// <summary>CREATE TABLE statements, in order.</summary>
    public static IEnumerable<string> Create(JobPlan plan, JobTables tables) => Named(plan, tables).Select(t => t.Statement);

    /// <summary>The same, each with what its name ends with.</summary>
    public static IEnumerable<(string Suffix, string Statement)> Named(JobPlan plan, JobTables tables)
    {
        yield return (JobTables.StreamSuffix, Stream(plan.Rows, tables.Stream));
        yield return (JobTables.StagingSuffix, Staging(plan.Rows, tables.Staging));
        yield return (JobTables.BatchSuffix, Batch(plan.Rows, tables.Batch));
    }

    // Partitioned by log and epoch bucket only, not by day as well: an insert is atomic per partition of the table, and "one flush of a log
    // is atomic, a reader sees a prefix of every partition's log" is worth more than range pruning of the few rows that are live. By log,
    // because epochs of two logs have nothing to do with each other: one may be at its millionth while the other is at its third.
    private static string Stream(RowLayout rows, string table)
    {
        ImmutableArray<string> sortKey = [.. rows.SortKey.Concat([SystemColumns.Log, SystemColumns.Partition, SystemColumns.Epoch])
            .Distinct()];
        ImmutableArray<string> partitionedBy = [SystemColumns.Log, SystemColumns.Epoch];
        // FINAL merges within partitions only where the server finds that safe; with a partition column outside the sort key two versions
        // of a row would both count, silently.
        if (!partitionedBy.All(sortKey.Contains))
        {
            throw new InternalException(
                $"Table {table} is partitioned by ({string.Join(", ", partitionedBy)}), which is not in its sort key "
                + $"({string.Join(", ", sortKey)}).");
        }

        var place = rows.Kind == RowKind.Emission ? "" : $"{SystemColumns.Log} {LogType}, {SystemColumns.Partition} Int32, ";
        return $"CREATE TABLE IF NOT EXISTS {table} ({Columns(rows)}, {place}{SystemColumns.Epoch} Int64, {SystemColumns.Covered} Int64, "
            + $"{PartitionText})"
            + $" ENGINE = ReplacingMergeTree({SystemColumns.Covered}) PARTITION BY ({SystemColumns.Log}, intDiv({SystemColumns.Epoch}, "
            + $"{EpochsPerBucket}))"
            + $" ORDER BY ({string.Join(", ", sortKey.Select(ClickHouseSql.Identifier))}) SETTINGS allow_nullable_key = 1";
    }

    private static string Staging(RowLayout rows, string table) =>
        $"CREATE TABLE IF NOT EXISTS {table} ({SystemColumns.Generation} UInt64, {SystemColumns.Slice} String, {SystemColumns.Attempt} "
            + $"String, {Columns(rows)})"
        + $" ENGINE = MergeTree PARTITION BY ({SystemColumns.Generation}, {SystemColumns.Slice}) ORDER BY {SortKey(rows)}"
        // Remembers inserts by their token: one whose answer was lost is sent again and must not count twice.
        + " SETTINGS allow_nullable_key = 1, non_replicated_deduplication_window = 1000";

    // The partition is an expression over the time itself, so that ClickHouse keeps its minimum and maximum for every part and
    // a time range prunes; _day is the same expression, stored, and cannot be written wrongly.
    private static string Batch(RowLayout rows, string table) =>
        $"CREATE TABLE IF NOT EXISTS {table} ({SystemColumns.Generation} UInt64, {SystemColumns.Day} Int32 MATERIALIZED "
            + $"{DayBucket.Sql(rows)}, {Columns(rows)})"
        + $" ENGINE = MergeTree PARTITION BY ({SystemColumns.Generation}, {(rows.Time is null ? SystemColumns.Day : DayBucket.Sql(rows))})"
        // An insert of a token that is remembered does nothing: a copy of it that arrives late must not count twice.
        + $" ORDER BY {SortKey(rows)} SETTINGS allow_nullable_key = 1, non_replicated_deduplication_window = 1000";

    private const string LogType = "LowCardinality(String)";

    // Cuts are maps by this text. ClickHouse looks up no tuples in maps; looking up the text, stored once and of low cardinality, costs 4.5
    // ns a row in libchdb 26.7 (4 M rows, a map of 40 partitions, 2 cores); putting it together for each row 35 ns, a map of maps by log
    // and number 48 ns.
    private const string PartitionText =
        $"{SystemColumns.PartitionText} {LogType} MATERIALIZED concat({SystemColumns.Log}, '/', toString({SystemColumns.Partition}))";

    private static string SortKey(RowLayout rows) => $"({string.Join(", ", rows.SortKey.Select(ClickHouseSql.Identifier))})";

    private static string Columns(RowLayout rows) => string.Join(", ", rows.Columns.Select(c =>
        $"{ClickHouseSql.Identifier(c.Name)} {(c.Name == SystemColumns.Log ? LogType : c.SqlType(SqlEngine.ClickHouse))}"));
}
