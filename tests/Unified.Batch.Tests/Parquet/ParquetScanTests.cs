using Apache.Arrow;
using Apache.Arrow.Types;
using Parquet.Schema;
using Unified.Batch.Parquet;
using Unified.Batch.Tests.Fakes;
using Unified.Errors;
using Unified.TestKit;
using Unified.Types;
using static Unified.Batch.Tests.Fakes.ParquetFile;
using Field = Unified.Types.Field;

namespace Unified.Batch.Tests.Parquet;

[TestClass]
public sealed class ParquetScanTests
{
    private static readonly DateTime Noon = new(1969, 7, 20, 12, 0, 0, 500, DateTimeKind.Utc);

    [TestMethod]
    public async Task Columns_come_in_the_order_asked_for_and_in_the_engines_types()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 2,
            Column("flag", true, false, true),
            Column("number", 1, 2, 3),
            Column<string?>(new DataField("text", typeof(string), isNullable: true), "a", null, "b"),
            Column(new DecimalDataField("price", 10, 2), 1.25m, -3.5m, 0m),
            Column(new DateTimeDataField("time", DateTimeFormat.DateAndTimeMicros), Noon, Noon, Noon),
            Column("wide", long.MaxValue, 0L, long.MinValue));

        var rows = Read(file, new("wide", DataType.Int64), new("price", DataType.Decimal(12, 2)), new("text", DataType.String.AsNullable()),
            new("number", DataType.Int32), new("time", DataType.Timestamp), new("flag", DataType.Boolean));

        Assert.AreEqual(
            "9223372036854775807,125,a,1,-14212799500000,True;0,-350,null,2,-14212799500000,False;"
            + "-9223372036854775808,0,b,3,-14212799500000,True", rows);
    }

    [TestMethod]
    [DataRow(1000, 900, true), DataRow(70_000, 60_000, false)]
    public async Task Text_arrives_as_dictionary_unless_a_batch_would_have_that_of_many_batches(int rows, int texts, bool isDictionary)
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, rows, Column(new DataField("text", typeof(string), isNullable: false),
            [.. Enumerable.Range(0, rows).Select(i => $"text {i % texts}")]));
        using var scan = new ParquetScan(file, [new Field("text", DataType.String)]);
        using var batch = scan.Batches().First();
        Assert.AreEqual(isDictionary ? ArrowTypeId.Dictionary : ArrowTypeId.String, batch.Schema.GetFieldByIndex(0).DataType.TypeId);
        Assert.AreEqual(isDictionary, batch.Column(0) is DictionaryArray);
    }

    [TestMethod]
    public async Task What_loses_nothing_is_converted()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 100,
            Column<short>("small", -7, 300),
            Column<int?>("number", 5, null),
            Column(new DecimalDataField("tenths", 5, 1), 1.5m, -99.9m),
            Column(new DateTimeDataField("milliseconds", DateTimeFormat.DateAndTime), Noon, Noon.AddDays(20000)),
            Column(new DateTimeDataField("nanoseconds", DateTimeFormat.Timestamp, unit: DateTimeTimeUnit.Nanos), Noon.AddTicks(-1),
                Noon.AddTicks(9)),
            Column(new DateTimeDataField("date", DateTimeFormat.Date), new DateTime(1969, 12, 31), new DateTime(2001, 4, 1)));

        var rows = Read(file, new("small", DataType.Int32), new("number", DataType.Int64.AsNullable()),
            new("tenths", DataType.Decimal(9, 4)),
            new("milliseconds", DataType.Timestamp), new("nanoseconds", DataType.Timestamp), new("date", DataType.Timestamp));

        Assert.AreEqual(
            "-7,5,15000,-14212799500000,-14212799500001,-86400000000;300,null,-999000,1713787200500000,-14212799500000,986083200000000",
            rows);
    }

    [TestMethod]
    public async Task Small_integers_and_integers_as_decimals_are_widened()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 100, Column<short>("small", -7, 300), Column("number", 5, -6), Column("wide", 7L, 8L));
        Assert.AreEqual("-7,500,7000;300,-600,8000", Read(file, new("small", DataType.Int64), new("number", DataType.Decimal(12, 2)),
            new("wide", DataType.Decimal(22, 3))));
    }

    [TestMethod]
    [DataRow("real", TypeKind.Int64, "found double, expected int64")]
    [DataRow("number", TypeKind.String, "found int32, expected string")]
    [DataRow("bytes", TypeKind.Int32, "found dictionary of binary, expected int32")]
    [DataRow("number", TypeKind.Timestamp, "found int32, expected timestamp")]
    [DataRow("number", TypeKind.Boolean, "found int32, expected boolean")]
    public async Task What_could_lose_values_is_refused_by_name(string column, TypeKind wanted, string message)
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 100, Column("wide", 1L), Column("real", 1.5), Column("number", 1),
            Column<byte[]?>(new DataField("bytes", typeof(byte[])), [1]));
        var error = Assert.Throws<DataException>(() => Read(file, new Field(column, new DataType(wanted))));
        StringAssert.Contains(error.Message, $"File '{file}', column '{column}': {message}", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_decimal_with_more_digits_than_declared_is_refused_by_row()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 100, Column(new DecimalDataField("price", 18, 2), 999.99m, 1000m));
        StringAssert.Contains(Assert.Throws<DataException>(() => Read(file, new Field("price", DataType.Decimal(5, 2)))).Message,
            "column 'price', row 1: 1000.00 does not fit decimal(5,2)", StringComparison.Ordinal);
        StringAssert.Contains(Assert.Throws<DataException>(() => Read(file, new Field("price", DataType.Decimal(5, 1)))).Message,
            "column 'price', row 0: 999.99 does not fit decimal(5,1)", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_null_in_a_required_column_is_refused_by_row()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 2, Column<int?>("number", 1, 2, 3, null),
            Column<string?>(new DataField("text", typeof(string), isNullable: true), "a", null, "b", "c"));
        StringAssert.Contains(Assert.Throws<DataException>(() => Read(file, new Field("number", DataType.Int32))).Message,
            "column 'number', row 3: null", StringComparison.Ordinal);
        StringAssert.Contains(Assert.Throws<DataException>(() => Read(file, new Field("text", DataType.String))).Message,
            "column 'text', row 1: null", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_missing_column_is_refused_with_those_that_are_there()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 100, Column("number", 1), Column("other", 1));
        var error = Assert.Throws<DataException>(() => Read(file, new Field("Number", DataType.Int32)));
        StringAssert.Contains(error.Message, $"File '{file}' has no column 'Number' (int32); it has number, other.",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_file_that_is_cut_short_is_refused_by_name()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 100, Column("number", 1));
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^5]);
        StringAssert.Contains(Assert.Throws<DataException>(() => Read(file, new Field("number", DataType.Int32))).Message,
            $"File '{file}' is not a readable Parquet file", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_file_without_rows_gives_none()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 100, Column("number", System.Array.Empty<int>()));
        Assert.AreEqual("", Read(file, new Field("number", DataType.Int32)));
    }

    [TestMethod]
    [DoNotParallelize]
    public async Task Batches_give_their_memory_back()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        await WriteAsync(file, null, 20_000,
            Column("number", Enumerable.Range(0, 100_000)),
            Column<short>("small", Enumerable.Range(0, 100_000).Select(i => (short)(i % 1000))),
            Column<string?>(new DataField("text", typeof(string), isNullable: false),
                Enumerable.Range(0, 100_000).Select(i => $"text {i % 1000}")),
            Column(new DecimalDataField("price", 10, 2), Enumerable.Range(0, 100_000).Select(i => i / 100m)),
            Column(new DateTimeDataField("time", DateTimeFormat.DateAndTimeMicros), Enumerable.Repeat(Noon, 100_000)));
        var before = NativeMemory.Allocated;
        _ = Read(file, new("number", DataType.Int32), new("small", DataType.Int64), new("text", DataType.String),
            new("price", DataType.Decimal(10, 2)), new("time", DataType.Timestamp));
        await NativeMemory.ReturnsToAsync(before, "bytes of batches that were disposed of");
    }

    /// <summary>All rows as text; every batch must have exactly the types of its schema.</summary>
    private static string Read(string file, params Field[] columns)
    {
        using var scan = new ParquetScan(file, columns);
        var rows = new List<string>();
        foreach (var batch in scan.Batches())
        {
            using (batch)
            {
                rows.AddRange(Enumerable.Range(0, batch.Length)
                    .Select(row => string.Join(',', columns.Select((_, i) => Text(batch.Column(i), row)))));
            }
        }

        return string.Join(';', rows);
    }

    private static string Text(IArrowArray array, int row) => array.IsNull(row) ? "null" : array switch
    {
        BooleanArray a => $"{a.GetValue(row)}",
        Int32Array a => $"{a.GetValue(row)}",
        Int64Array a => $"{a.GetValue(row)}",
        TimestampArray { Data.DataType: TimestampType { Unit: TimeUnit.Microsecond, Timezone: "UTC" } } a => $"{a.Values[row]}",
        Decimal128Array { Precision: 38 } a => $"{BitConverter.ToInt128(a.ValueBuffer.Span.Slice((a.Offset + row) * 16, 16))}",
        StringArray a => a.GetString(row),
        DictionaryArray a => Text(a.Dictionary, ((Int32Array)a.Indices).GetValue(row)!.Value),
        _ => throw new AssertFailedException($"{array.Data.DataType} is no type that the engine takes."),
    };
}
