using Parquet.Schema;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.TestKit.Events;
using Unified.Time;

namespace Unified.Batch.Tests.Fakes;

/// <summary>Trades as history and as archive.</summary>
internal static class TradeFiles
{
    public static Task WriteHistoryAsync(string root, SourceSchema source, int day, string name, IReadOnlyList<Trade> trades) =>
        WriteAsync(Path.Combine(root, source.History!, "dt=" + Timestamps.FormatDay(day), name), trades);

    /// <summary>A file of history.</summary>
    public static Task WriteAsync(string path, IReadOnlyList<Trade> trades) => ParquetFile.WriteAsync(path, null, 50,
        Columns(trades, new DateTimeDataField("Time", DateTimeFormat.Timestamp, unit: DateTimeTimeUnit.Nanos)));

    /// <summary>An epoch as the archiver writes it: the offsets ascend with gaps.</summary>
    public static Task WriteEpochAsync(
        string root, SourceSchema source, EpochId epoch, IReadOnlyList<Trade> trades, IReadOnlyList<long> offsets, int quarantined = 0) =>
        ParquetFile.WriteAsync(ArchiveLayout.File(root, epoch), new Dictionary<string, string>
        {
            [ArchiveLayout.ReadKey] = $"{trades.Count + quarantined}",
            [ArchiveLayout.QuarantinedKey] = $"{quarantined}",
            [ArchiveLayout.EpochLengthKey] = $"{source.Epochs}",
        }, 1_000, [.. Columns(trades, Utc("Time")), .. Lineage(offsets)]);

    /// <summary>Random ascending offsets of an epoch.</summary>
    public static IReadOnlyList<long> Offsets(Random random, SourceSchema source, EpochId epoch, int count) =>
        [.. Enumerable.Range(0, (int)source.Epochs.Offsets).OrderBy(_ => random.Next()).Take(count).Order()
            .Select(i => source.Epochs.First(epoch.Epoch) + i)];

    /// <summary>Microseconds UTC, as the archiver writes them.</summary>
    private static DateTimeDataField Utc(string name, bool nullable = false) =>
        new(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, nullable);

    private static FileColumn[] Columns(IReadOnlyList<Trade> t, DateTimeDataField time) =>
    [
        ParquetFile.Column(time, t.Select(x => x.Time)),
        ParquetFile.Column(new DataField("Symbol", typeof(string), isNullable: false), t.Select(x => (string?)x.Symbol)),
        ParquetFile.Column(new DataField("Venue", typeof(string), isNullable: true), t.Select(x => x.Venue)),
        ParquetFile.Column("Quantity", t.Select(x => x.Quantity)),
        ParquetFile.Column("Serial", t.Select(x => x.Serial)),
        ParquetFile.Column(new DecimalDataField("Price", 15, 4), t.Select(x => x.Price)),
        ParquetFile.Column("Buy", t.Select(x => x.Buy)),
        ParquetFile.Column("Fee", t.Select(x => x.Fee)),
        ParquetFile.Column("Reference", t.Select(x => x.Reference)),
        ParquetFile.Column(new DecimalDataField("Tax", 12, 2, isNullable: true), t.Select(x => x.Tax)),
        ParquetFile.Column("Flagged", t.Select(x => x.Flagged)),
        ParquetFile.Column(Utc("Settled", nullable: true), t.Select(x => x.Settled)),
    ];

    private static FileColumn[] Lineage(IReadOnlyList<long> offsets) =>
    [
        ParquetFile.Column(LineageColumns.Offset, offsets),
        ParquetFile.Column(Utc(LineageColumns.Timestamp), offsets.Select(o => DateTime.UnixEpoch.AddMilliseconds(o))),
        ParquetFile.Column(new DataField(LineageColumns.Key, typeof(byte[]), isNullable: true), offsets.Select(_ => (byte[]?)null)),
        ParquetFile.Column(new DataField(LineageColumns.Extra, typeof(string), isNullable: true), offsets.Select(_ => (string?)null)),
    ];
}
