using System.Collections.Immutable;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Serving.ClickHouse;

/// <summary>The tables of a job version.</summary>
internal static class TableDdl
{
    /// <summary>Epochs a partition of the stream table: few partitions, and promoted epochs still go by dropping whole parts.</summary>
    public const int EpochsPerBucket = 4;

    /// <summary>The bucket of an epoch: the stream table's partition.</summary>
    public static long Bucket(long epoch) => epoch / EpochsPerBucket;

    /// <summary>CREATE TABLE statements, in order.</summary>
    public static IEnumerable<string> Create(JobPlan plan, JobTables tables)
    {
        yield return Stream(plan.Rows, tables.Stream);
        yield return Staging(plan.Rows, tables.Staging);
        yield return Batch(plan.Rows, tables.Batch);
    }

    // Partitioned by epoch bucket only, not by day as well: an insert is atomic per partition of the table, and "one flush is atomic, a
    // reader sees a prefix of every partition's log" is worth more than range pruning of the few rows that are live.
    private static string Stream(RowLayout rows, string table)
    {
        ImmutableArray<string> sortKey = [.. rows.Identity.Select(f => f.Name), SystemColumns.Partition, SystemColumns.Epoch];
        ImmutableArray<string> partitionedBy = [SystemColumns.Epoch];
        // FINAL merges within partitions only where the server finds that safe; with a partition column outside the sort key two versions
        // of a row would both count, silently.
        if (!partitionedBy.All(sortKey.Contains))
        {
            throw new InternalException($"Table {table} is partitioned by ({string.Join(", ", partitionedBy)}), which is not in its sort key ({string.Join(", ", sortKey)}).");
        }

        return $"CREATE TABLE IF NOT EXISTS {table} ({Columns(rows)}, {SystemColumns.Partition} Int32, {SystemColumns.Epoch} Int64, {SystemColumns.Covered} Int64)"
            + $" ENGINE = ReplacingMergeTree({SystemColumns.Covered}) PARTITION BY intDiv({SystemColumns.Epoch}, {EpochsPerBucket})"
            + $" ORDER BY ({string.Join(", ", sortKey.Select(ClickHouseSql.Name))}) SETTINGS allow_nullable_key = 1";
    }

    private static string Staging(RowLayout rows, string table) =>
        $"CREATE TABLE IF NOT EXISTS {table} ({SystemColumns.Generation} UInt64, {SystemColumns.Slice} String, {SystemColumns.Attempt} String, {Columns(rows)})"
        + $" ENGINE = MergeTree PARTITION BY ({SystemColumns.Generation}, {SystemColumns.Slice}) ORDER BY ({StateSql.Identity(rows)})"
        // Remembers inserts by their token: one whose answer was lost is sent again and must not count twice.
        + " SETTINGS allow_nullable_key = 1, non_replicated_deduplication_window = 1000";

    // The partition is an expression over the window itself, so that ClickHouse keeps the window's minimum and maximum for every part and
    // a time range prunes; _day is the same expression, stored, and cannot be written wrongly.
    private static string Batch(RowLayout rows, string table) =>
        $"CREATE TABLE IF NOT EXISTS {table} ({SystemColumns.Generation} UInt64, {SystemColumns.Day} Int32 MATERIALIZED {DayBucket.Sql(rows)}, {Columns(rows)})"
        + $" ENGINE = MergeTree PARTITION BY ({SystemColumns.Generation}, {(rows.Window is null ? SystemColumns.Day : DayBucket.Sql(rows))})"
        + $" ORDER BY ({StateSql.Identity(rows)}) SETTINGS allow_nullable_key = 1";

    private static string Columns(RowLayout rows) =>
        string.Join(", ", rows.Columns.Select(f => $"{ClickHouseSql.Name(f.Name)} {ClickHouseSql.Type(f.Type)}"));
}
