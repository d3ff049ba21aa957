using System.Globalization;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>The statements as ClickHouse knows them. Thread-safe.</summary>
internal sealed partial class ClickHouseStatements(ClickHouseDatabase database) : ClickHouseSharedTables(database), IStatements
{
    public Task<IReadOnlyDictionary<(ulong Generation, int Day), long>> BatchPartitionsAsync(
        VersionKey key, CancellationToken cancellation) => new TablePartitions(Database, key).BatchAsync(cancellation);

    public Task DropBatchAsync(VersionKey key, ulong generation, int day, CancellationToken cancellation) =>
        DropAsync(key, "batch", string.Create(CultureInfo.InvariantCulture, $"({generation}, {day})"), cancellation);

    public Task<IReadOnlyList<(string Partition, ulong Generation)>> StagingPartitionsAsync(
        VersionKey key, CancellationToken cancellation) => new TablePartitions(Database, key).StagingAsync(cancellation);

    public Task DropStagingAsync(VersionKey key, string partition, CancellationToken cancellation) =>
        DropAsync(key, "staging", partition, cancellation);

    public Task<IReadOnlyDictionary<StreamBucket, long>> StreamBucketsAsync(VersionKey key, CancellationToken cancellation) =>
        new TablePartitions(Database, key).StreamAsync(cancellation);

    public Task<IReadOnlyList<StreamPart>> StreamPartsAsync(VersionKey key, CancellationToken cancellation) => Database.QueryAsync(
        $"SELECT partition, name FROM system.parts WHERE active AND rows > 0 AND database = "
            + $"{ClickHouseSql.Text(Database.Options.Database)} "
        + $"AND table = {ClickHouseSql.Text(key.Table("stream"))} ORDER BY min_block_number, name",
        r => new StreamPart(StreamBucket.Parse(r.GetString(0)), r.GetString(1)), cancellation);

    public async Task<bool> DropStreamPartAsync(VersionKey key, StreamPart part, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(part);
        try
        {
            await Database.ExecuteAsync($"ALTER TABLE {Database.Table(key.Table("stream"))} DROP PART {ClickHouseSql.Text(part.Name)}",
                cancellation).ConfigureAwait(false);
            return true;
        }
        catch (DataException gone) when (ClickHouseFaults.Code(gone)
            is PermanentErrors.NoSuchDataPart or PermanentErrors.PartIsTemporarilyLocked)
        {
            return false;
        }
    }

    public Task<IReadOnlyDictionary<EpochId, StoredEpochRows>> StreamRowsAsync(
        VersionKey key, IEnumerable<string> logs, Cut from, CancellationToken cancellation) =>
        StreamRowsAsync(key, string.Join(" OR ", logs.Select(log =>
            EpochRanges.From(from, log, SystemColumns.Log, SystemColumns.Partition, SystemColumns.Epoch)).DefaultIfEmpty("0")),
            cancellation);

    public Task<IReadOnlyDictionary<EpochId, StoredEpochRows>> StreamRowsAsync(
        VersionKey key, EpochRanges ranges, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        return StreamRowsAsync(key, ranges.Stream, cancellation);
    }

    public Task DeleteStreamRowsAsync(VersionKey key, StreamBucket bucket, Cut below, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(below);
        var superseded = string.Join(" OR ", below.Epochs.Where(e => e.Key.Log == bucket.Log).Select(e => string.Create(
            CultureInfo.InvariantCulture,
            $"({SystemColumns.Partition} = {e.Key.Number} AND {SystemColumns.Epoch} < {e.Value})")));
        return Database.ExecuteAsync(
            $"ALTER TABLE {Database.Table(key.Table("stream"))} DELETE IN PARTITION {bucket.Sql} WHERE {superseded}",
            cancellation, ("mutations_sync", 2));
    }

    private async Task<IReadOnlyDictionary<EpochId, StoredEpochRows>> StreamRowsAsync(
        VersionKey key, string where, CancellationToken cancellation) =>
        (await Database.QueryAsync(
            $"SELECT {SystemColumns.Log}, {SystemColumns.Partition}, {SystemColumns.Epoch}, toInt64(count()), max({SystemColumns.Covered}) "
            + $"FROM {Database.Table(key.Table("stream"))} FINAL WHERE {where} "
            + $"GROUP BY {SystemColumns.Log}, {SystemColumns.Partition}, {SystemColumns.Epoch}",
            r => (Epoch: new EpochId(new LogPartition(r.GetString(0), r.GetInt32(1)), r.GetInt64(2)),
                Rows: new StoredEpochRows(r.GetInt64(3), r.GetInt64(4))), cancellation)
            .ConfigureAwait(false)).ToDictionary(e => e.Epoch, e => e.Rows);

    private Task DropAsync(VersionKey key, string table, string partition, CancellationToken cancellation) =>
        Database.ExecuteAsync($"ALTER TABLE {Database.Table(key.Table(table))} DROP PARTITION {partition}", cancellation);
}
