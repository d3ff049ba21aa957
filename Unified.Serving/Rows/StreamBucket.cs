using System.Globalization;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Serving.Rows;

/// <summary>A partition of the stream's table: some epochs of a log.</summary>
internal readonly record struct StreamBucket(string Log, long Number)
{
    /// <summary>The first epoch.</summary>
    public long First => Number * TableDdl.EpochsPerBucket;

    /// <summary>The first epoch after it.</summary>
    public long End => (Number + 1) * TableDdl.EpochsPerBucket;

    /// <summary>The partition in a statement.</summary>
    public string Sql => string.Create(CultureInfo.InvariantCulture, $"({ClickHouseSql.Text(Log)}, {Number})");

    /// <summary>The bucket that an epoch's rows are in.</summary>
    public static StreamBucket Of(EpochId epoch) => new(epoch.Partition.Log, TableDdl.Bucket(epoch.Epoch));

    /// <summary>
    /// The bucket of a partition's text, <c>('flights',25)</c>: neither a log's name nor a number has anything that would be escaped.
    /// </summary>
    public static StreamBucket Parse(string text) => text.Trim('(', ')').Split(',') is [var log, var number]
        ? new StreamBucket(log.Trim('\''), long.Parse(number, CultureInfo.InvariantCulture))
        : throw new InternalException($"'{text}' is not a partition of the stream table.");
}
