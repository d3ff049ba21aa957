using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Batch.Parquet;
using Unified.Batch.Tests.Fakes;
using Unified.Definition;
using Unified.Errors;
using Unified.Logical;
using Unified.TestKit;
using Unified.TestKit.Oracle;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Tests.Parquet;

/// <summary>The types that other writers use: each value is that of the column, exactly, or is refused at its row.</summary>
[TestClass]
public sealed class FileTypesTests
{
    private static readonly DataType Colour = DataType.Enum(new EnumMembers([("Red", 0), ("Blue", 7)]));

    [TestMethod]
    [DataRow("i::TINYINT", "int64", "0;1;2")]
    [DataRow("i::BIGINT", "int8", "0;1;2")]
    [DataRow("i::UBIGINT", "decimal(20,0)", "0;1;2")]
    [DataRow("i::DECIMAL(38,0)", "int32", "0;1;2")]
    [DataRow("(i / 2)::DECIMAL(12,4)", "decimal(4,1)", "0.0;0.5;1.0")]
    [DataRow("i::FLOAT / 4", "double", "0;0.25;0.5")]
    [DataRow("i::DOUBLE / 4", "single", "0;0.25;0.5")]
    [DataRow("i::INTEGER", "double", "0;1;2")]
    [DataRow("TIMESTAMP '1969-12-31' + to_days(i::INTEGER)", "date", "1969-12-31;1970-01-01;1970-01-02")]
    [DataRow("TIMESTAMP_NS '1969-12-31' + to_days(i::INTEGER)", "date", "1969-12-31;1970-01-01;1970-01-02")]
    [DataRow("DATE '1969-12-31' + i::INTEGER", "timestamp", "1969-12-31T00:00:00Z;1970-01-01T00:00:00Z;1970-01-02T00:00:00Z")]
    [DataRow("TIME '10:00:00.000001' + to_hours(i)", "time", "10:00:00.000001;11:00:00.000001;12:00:00.000001")]
    [DataRow("TIME '10:00:00' + to_hours(i)", "duration", "10:00:00;11:00:00;12:00:00")]
    [DataRow("('0123456789abcdef0123456789abcde' || i)::UUID", "guid",
        "01234567-89ab-cdef-0123-456789abcde0;01234567-89ab-cdef-0123-456789abcde1;01234567-89ab-cdef-0123-456789abcde2")]
    [DataRow("'01234567-89ab-cdef-0123-456789abcde' || i", "guid",
        "01234567-89ab-cdef-0123-456789abcde0;01234567-89ab-cdef-0123-456789abcde1;01234567-89ab-cdef-0123-456789abcde2")]
    [DataRow("encode('é' || i)", "string", "é0;é1;é2")]
    [DataRow("['a', 'b', 'a'][i + 1]::ENUM('a', 'b')", "string", "a;b;a")]
    [DataRow("['Red', 'Blue', 'Red'][i + 1]", "enum(Red=0,Blue=7)", "Red;Blue;Red")]
    [DataRow("encode(['Red', 'Blue', 'Red'][i + 1])", "enum(Red=0,Blue=7)", "Red;Blue;Red")]
    [DataRow("[0, 7, 0][i + 1]::BIGINT", "enum(Red=0,Blue=7)", "Red;Blue;Red")]
    public void What_is_a_value_of_the_column_is_read(string value, string type, string expected) =>
        Assert.AreEqual(expected, Read(value, DataType.Parse(type)));

    [TestMethod]
    [DataRow("(i + 127)::BIGINT", "int8", "row 1: 128 is no int8")]
    [DataRow("(1 - i)::INTEGER", "uint64", "row 2: -1 is no uint64")]
    [DataRow("(9007199254740991 + i)::BIGINT", "double", "row 2: 9007199254740993 is no double without rounding")]
    [DataRow("0.5::DOUBLE + i * 0.1::DOUBLE", "single", "row 1: 0.6 is no single without rounding")]
    [DataRow("['0', 'nan', '1'][i + 1]::DOUBLE", "double", "row 1: NaN is no number")]
    [DataRow("['0', '1', '-inf'][i + 1]::FLOAT", "single", "row 2: -Infinity is no number")]
    [DataRow("(i / 20)::DECIMAL(12,4)", "decimal(12,1)", "row 1: 0.0500 does not fit decimal(12,1)")]
    [DataRow("i * 99999999999999999999::DECIMAL(38,0)", "decimal(20,1)", "row 1: 99999999999999999999 does not fit")]
    [DataRow("TIMESTAMP '1969-12-31' - to_microseconds(i)", "date", "row 1: -86400000001 timestamp(microsecond) is no midnight")]
    [DataRow("TIMESTAMP '9999-12-31' + to_days(i::INTEGER)", "timestamp", "row 1: 253402300800000000 timestamp(microsecond) is no time in")]
    [DataRow("DATE '9999-12-31' + i::INTEGER", "date", "row 1: 2932897 date32 is no day in the years 1 to 9999")]
    [DataRow("DATE '0001-01-01' - i::INTEGER", "timestamp", "row 1: -719163 date32 is no time in the years 1 to 9999")]
    [DataRow("['\\x61', '\\xC3\\xA9', '\\xC3'][i + 1]::BLOB", "string", "row 2: 0xc3 is not UTF-8")]
    [DataRow("['Red', 'red', 'Blue'][i + 1]", "enum(Red=0,Blue=7)", "row 1: 'red' is no enum(Red=0,Blue=7)")]
    [DataRow("[0, 7, 1][i + 1]", "enum(Red=0,Blue=7)", "row 2: 1 is no enum(Red=0,Blue=7)")]
    [DataRow("[0, 7, 9999999999][i + 1]", "enum(Red=0,Blue=7)", "row 2: 9999999999 is no enum(Red=0,Blue=7)")]
    [DataRow("1.5::DOUBLE", "decimal(12,2)", "found double, expected decimal(12,2)")]
    [DataRow("1.0::DOUBLE", "int32", "found double, expected int32")]
    [DataRow("i::BIGINT", "timestamp", "found int64, expected timestamp")]
    [DataRow("INTERVAL 1 DAY", "duration", "found fixed_size_binary, expected duration")]
    public void What_is_none_is_refused_by_file_column_and_row(string value, string type, string reason)
    {
        var said = Assert.ThrowsExactly<DataException>(() => Read(value, DataType.Parse(type))).Message;
        StringAssert.Contains(said, "a.parquet', column 'v'");
        StringAssert.Contains(said, reason);
    }

    [TestMethod]
    public void Types_of_Arrow_are_read_too()
    {
        using var folder = new TempFolder();
        var file = folder["a.parquet"];
        ArrowFile.Write(file,
            ("nothing", new NullArray(2)),
            ("half", new HalfFloatArray.Builder().Append((Half)0.5f).AppendNull().Build()),
            ("wide", new Decimal256Array.Builder(new Decimal256Type(60, 3)).Append(-1.25m).AppendNull().Build()),
            ("span", new DurationArray.Builder(DurationType.Nanosecond).Append(-1L).AppendNull().Build()),
            ("large", new LargeStringArray(new ArrayData(LargeStringType.Default, 2, 0, 0,
                [ArrowBuffer.Empty, new ArrowBuffer.Builder<long>().AppendRange([0, 1, 3]).Build(), new ArrowBuffer("aé"u8.ToArray())]))),
            ("record", new StructArray(new StructType([new Apache.Arrow.Field("nothing", NullType.Default, true)]), 2, [new NullArray(2)],
                ArrowBuffer.Empty, 0)));
        Field[] columns =
        [
            new("nothing", DataType.Guid.AsNullable()), new("half", DataType.Double.AsNullable()),
            new("wide", DataType.Decimal(4, 2).AsNullable()), new("span", DataType.Duration.AsNullable()), new("large", DataType.String),
        ];
        using (var scan = new ParquetScan(file, columns))
        {
            Assert.AreEqual("null,0.5,-1.25,-00:00:00.0000010,a;null,null,null,null,é", Cells.Rows(scan, columns));
        }

        var inside = new CorpusColumn(["record", "nothing"]);
        var text = DataType.String.AsNullable();
        using (var scan = new ParquetScan(file, [new(inside.Name, text)], inside.Source(text), new Dictionary<string, string>()))
        {
            CollectionAssert.AreEqual(new string?[] { null, null }, Cells.All(scan, 0, DataType.String));
        }

        StringAssert.Contains(Refusal(file, new("nothing", DataType.Int32)), "column 'nothing', row 0: null, but the column is required");
        StringAssert.Contains(Refusal(file, new("wide", DataType.Decimal(4, 1).AsNullable())),
            "row 0: -1250e-3 does not fit decimal(4,1)?");
    }

    [TestMethod]
    public void Wide_decimals_are_what_arithmetic_of_any_width_says()
    {
        var random = TestSeed.Take().Random();
        using var folder = new TempFolder();
        for (var round = 0; round < 300; round++)
        {
            var (from, to, digits) = (random.Next(0, 40), random.Next(0, 10), random.Next(10, 28));
            var value = BigInteger.Pow(10, random.Next(0, 30)) * random.Next(-1000, 1000);
            var bytes = new byte[32];
            bytes.AsSpan().Fill(value.Sign < 0 ? (byte)0xFF : (byte)0);
            value.ToByteArray().CopyTo(bytes, 0);
            var array = new Decimal256Array(new ArrayData(
                new Decimal256Type(70, from), 1, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(bytes)]));
            var scaled = value * BigInteger.Pow(10, to);
            var unit = BigInteger.Pow(10, from);
            var fits = scaled % unit == 0 && BigInteger.Abs(scaled / unit) < BigInteger.Pow(10, digits);
            var type = DataType.Decimal(digits, to);
            var conversion = ColumnConversion.For("f", new Field("v", type), array.Data.DataType);
            if (fits)
            {
                Assert.AreEqual((scaled / unit).ToString(), Cells.Text(conversion.Convert(array, 0), 0, type),
                    $"{value}e-{from} as {type}");
            }
            else
            {
                Assert.ThrowsExactly<DataException>(() => conversion.Convert(array, 0), $"{value}e-{from} as {type}");
            }
        }
    }

    [TestMethod]
    [DataRow(UnixTimeUnit.Seconds, "1970-01-01T00:00:01Z")]
    [DataRow(UnixTimeUnit.Milliseconds, "1970-01-01T00:00:00.001Z")]
    [DataRow(UnixTimeUnit.Microseconds, "1970-01-01T00:00:00.000001Z")]
    [DataRow(UnixTimeUnit.Nanoseconds, "1970-01-01T00:00:00Z")]
    public void Integers_are_times_where_the_source_says_what_they_count(UnixTimeUnit unit, string one)
    {
        Assert.AreEqual(one, Read("i::BIGINT", DataType.Timestamp, new ColumnForm("v") { UnixTime = unit }).Split(';')[1]);
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => Read("[0, 1, 9223372036854775807][i + 1]",
            DataType.Timestamp, new ColumnForm("v") { UnixTime = UnixTimeUnit.Seconds })).Message,
            "row 2: 9223372036854775807 int64 is no time");
    }

    [TestMethod]
    public void An_index_beyond_a_dictionary_is_damage_that_is_named_by_its_row()
    {
        var found = new DictionaryArray(new DictionaryType(Int32Type.Default, StringType.Default, false),
            new Int32Array.Builder().Append(0).AppendNull().Append(2).Build(), new StringArray.Builder().Append("a").Append("b").Build());
        foreach (var type in new[] { DataType.String, DataType.Guid, Colour })
        {
            var conversion = ColumnConversion.For("f", new Field("v", type.AsNullable()), found.Data.DataType);
            StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => conversion.Convert(found, 100)).Message,
                "File 'f', column 'v', row 102: entry 2 of a dictionary of 2 does not exist");
        }
    }

    private static string Read(string value, DataType type, ColumnForm? form = null)
    {
        using var folder = new TempFolder();
        using var duck = new DuckDbOracle();
        duck.Execute($"COPY (SELECT {value} AS v FROM range(3) AS r(i)) TO '{folder["a.parquet"]}' (FORMAT parquet)");
        Field[] columns = [new("v", type)];
        using var scan = new ParquetScan(folder["a.parquet"], columns, Sources.Of(columns, form is null ? [] : [form]),
            new Dictionary<string, string>());
        return Cells.Rows(scan, columns);
    }

    private static string Refusal(string file, Field column) => Assert.ThrowsExactly<DataException>(() =>
    {
        using var scan = new ParquetScan(file, [column]);
        Cells.Rows(scan, [column]);
    }).Message;
}
