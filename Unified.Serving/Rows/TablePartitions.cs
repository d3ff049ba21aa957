using System.Globalization;
using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// The partitions that the tables of a job version have, and how many rows are stored in each. A table that is lost has none.
/// </summary>
internal sealed class TablePartitions(ClickHouseDatabase database, VersionKey key)
{
    /// <summary>Of the batch table: by generation and day bucket.</summary>
    public async Task<IReadOnlyDictionary<(ulong Generation, int Day), long>> BatchAsync(CancellationToken cancellation) =>
        (await ListAsync("batch", cancellation).ConfigureAwait(false)).ToDictionary(p => Batch(p.Partition), p => p.Rows);

    /// <summary>
    /// Of the stream's table: by log and bucket of epochs. Of rows that replace each other all count that are not merged yet.
    /// </summary>
    public async Task<IReadOnlyDictionary<StreamBucket, long>> StreamAsync(CancellationToken cancellation) =>
        (await ListAsync("stream", cancellation).ConfigureAwait(false)).ToDictionary(p => StreamBucket.Parse(p.Partition), p => p.Rows);

    /// <summary>Of the staging table: their texts, and their generations.</summary>
    public async Task<IReadOnlyList<(string Partition, ulong Generation)>> StagingAsync(CancellationToken cancellation) =>
    [
        .. (await ListAsync("staging", cancellation).ConfigureAwait(false)).Select(p => (p.Partition,
            ulong.Parse(p.Partition.AsSpan(1, p.Partition.IndexOf(',', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture))),
    ];

    private static (ulong Generation, int Day) Batch(string text) => text.Trim('(', ')').Split(',') is [var generation, var day]
        ? (ulong.Parse(generation, CultureInfo.InvariantCulture), int.Parse(day, CultureInfo.InvariantCulture))
        : throw new InternalException($"'{text}' is not a partition of the batch table.");

    private Task<IReadOnlyList<(string Partition, long Rows)>> ListAsync(string suffix, CancellationToken cancellation) =>
        database.QueryAsync($"SELECT partition, toInt64(sum(rows)) FROM system.parts WHERE active AND rows > 0 "
        + $"AND database = {ClickHouseSql.Text(database.Options.Database)} AND table = {ClickHouseSql.Text(key.Table(suffix))} "
        + "GROUP BY partition ORDER BY partition", r => (r.GetString(0), r.GetInt64(1)), cancellation);
}
