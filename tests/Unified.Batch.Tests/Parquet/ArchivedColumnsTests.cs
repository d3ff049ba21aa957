using System.Linq.Expressions;
using Apache.Arrow;
using Parquet.Schema;
using Unified.Batch.Parquet;
using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit;

namespace Unified.Batch.Tests.Parquet;

/// <summary>Epochs that were archived under other columns than the source declares now.</summary>
[TestClass]
public sealed class ArchivedColumnsTests
{
    private static readonly EpochId Epoch = new(new LogPartition("readings", 0), 0);

    public sealed record Reading(DateTime At, string Device, int Energy, int? Battery, [property: Precision(10, 2)] decimal Heat);

    public sealed record WithHumidity(DateTime At, string Device, int Energy, int? Battery, [property: Precision(10, 2)] decimal Heat,
        int? Humidity, string? Note);

    public sealed record WithRequiredHumidity(DateTime At, string Device, int Energy, int? Battery,
        [property: Precision(10, 2)] decimal Heat, int Humidity);

    public sealed record WithLongEnergy(DateTime At, string Device, long Energy, int? Battery, [property: Precision(10, 2)] decimal Heat);

    public sealed record WithNullableDevice(DateTime At, string? Device, int Energy, int? Battery,
        [property: Precision(10, 2)] decimal Heat);

    public sealed record WithMoreHeat(DateTime At, string Device, int Energy, int? Battery, [property: Precision(12, 3)] decimal Heat);

    public sealed record WithLessHeat(DateTime At, string Device, int Energy, int? Battery, [property: Precision(11, 4)] decimal Heat);

    public sealed record WithoutBattery(DateTime At, string Device, int Energy, [property: Precision(10, 2)] decimal Heat);

    public sealed record WithRequiredBattery(DateTime At, string Device, int Energy, int Battery,
        [property: Precision(10, 2)] decimal Heat);

    public sealed record Total(int Key, long Records);

    private sealed class CountOf<T> : Job<Total>
    {
        public override string Name => "count_of";

        public required Source<T> Source { get; init; }

        public override Query<Total> Define() => from r in Source group r by 1 into g select new Total(g.Key, g.Count());
    }

    [TestMethod]
    public async Task A_nullable_column_that_was_declared_later_is_null_where_no_record_had_such_a_field()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder.Path, quarantined: 2, null, """{"firmware":{"Humidity":1},"humidity":2}""", null);
        using var batch = Read(folder.Path, Schema<WithHumidity>(r => r.At), "Humidity", "Note", "Energy").Single();
        Assert.AreEqual(3, batch.Column("Humidity").NullCount);
        Assert.AreEqual(3, batch.Column("Note").NullCount);
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, ((Int32Array)batch.Column("Energy")).Values.ToArray());
        CollectionAssert.AreEqual(new[] { 0L, 1, 2 }, ((Int64Array)batch.Column(LineageColumns.Offset)).Values.ToArray());
    }

    [TestMethod]
    [DataRow("""{"a":[{}],"Humidity":41}""")]
    [DataRow("""{"\u0048umidity":"forty"}""")]
    public async Task A_field_that_was_kept_unread_is_not_taken_for_null_even_when_its_column_is_not_wanted(string kept)
    {
        using var folder = new TempFolder();
        await WriteAsync(folder.Path, quarantined: 0, null, null, kept);
        StringAssert.Contains(Refused(folder.Path, Schema<WithHumidity>(r => r.At), "Energy"),
            "was archived when source 'readings' had other columns ('Humidity' (int32?) was not declared), " +
            "and the record at offset 2 has a field of that name, which was kept unread in _extra. Decode it again with "
                + "'archive --redecode'",
                StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_wider_column_is_read_where_every_record_was_good_and_refused_where_one_may_have_become_good()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder.Path, quarantined: 0, null, null, null);
        foreach (var source in Wider())
        {
            Read(folder.Path, source.Source, "Energy").ForEach(b => b.Dispose());
        }

        await WriteAsync(folder.Path, quarantined: 11, null, null, null);
        foreach (var (source, change) in Wider())
        {
            StringAssert.Contains(Refused(folder.Path, source, "Energy"),
                $"had other columns ({change}), and the 11 records that could not be decoded then may be good today.",
                StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public async Task A_narrower_column_is_refused_even_when_nobody_wants_it()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder.Path, quarantined: 0, null, null, null);
        foreach (var (source, change) in new (SourceSchema, string)[]
        {
            (Schema<WithRequiredHumidity>(r => r.At), "'Humidity' (int32) was not declared"),
            (Schema<WithRequiredBattery>(r => r.At), "'Battery' was int32?, is int32"),
            (Schema<WithLessHeat>(r => r.At), "'Heat' was decimal(10,2), is decimal(11,4)"),
        })
        {
            StringAssert.Contains(Refused(folder.Path, source, "Energy"),
                $"had other columns ({change}), and its records may mean something else", StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(SourceSchema Source, string Change)> Wider() =>
    [
        (Schema<WithLongEnergy>(r => r.At), "'Energy' was int32, is int64"),
        (Schema<WithNullableDevice>(r => r.At), "'Device' was string, is string?"),
        (Schema<WithMoreHeat>(r => r.At), "'Heat' was decimal(10,2), is decimal(12,3)"),
        (Schema<WithoutBattery>(r => r.At), "'Battery' (int32?) was declared"),
    ];

    private static Task WriteAsync(string root, int quarantined, params string?[] kept) =>
        ParquetFile.WriteAsync(ArchiveLayout.File(root, Epoch), new Dictionary<string, string>
        {
            [ArchiveLayout.ReadKey] = $"{kept.Length + quarantined}",
            [ArchiveLayout.QuarantinedKey] = $"{quarantined}",
            [ArchiveLayout.EpochLengthKey] = "65536",
        }, 100,
        ParquetFile.Column(new DateTimeDataField("At", DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, false),
            kept.Select(_ => DateTime.UnixEpoch)),
        ParquetFile.Column(new DataField("Device", typeof(string), isNullable: false), kept.Select(_ => (string?)"d")),
        ParquetFile.Column("Energy", Enumerable.Range(0, kept.Length)),
        ParquetFile.Column("Battery", kept.Select(_ => (int?)null)),
        ParquetFile.Column(new DecimalDataField("Heat", 10, 2), kept.Select(_ => 1.25m)),
        ParquetFile.Column(LineageColumns.Offset, Enumerable.Range(0, kept.Length).Select(o => (long)o)),
        ParquetFile.Column(new DataField(LineageColumns.Extra, typeof(string), isNullable: true), kept));

    private static SourceSchema Schema<T>(Expression<Func<T, DateTime>> time) =>
        JobPlan.Create(new CountOf<T> { Source = new Source<T> { Topic = "readings", EventTime = time } }).Sources.Single();

    private static List<RecordBatch> Read(string root, SourceSchema source, params string[] columns) =>
        [.. new ArchiveReader(new BatchOptions { DataRoot = root, ArchiveRoot = root })
            .Read(source, Epoch, [.. source.Columns.Where(c => columns.Contains(c.Name))])];

    private static string Refused(string root, SourceSchema source, params string[] columns) =>
        Assert.Throws<DataException>(() => Read(root, source, columns)).Message;
}
