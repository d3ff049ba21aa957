using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Batch.Parquet;
using Unified.Errors;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Tests.Parquet;

[TestClass]
public sealed class ColumnConversionTests
{
    /// <summary>
    /// For each kind of conversion five values of a file, the second null, and what they become. Made anew each time: a conversion takes
    /// them over.
    /// </summary>
    private static readonly (string Name, DataType Wanted, Func<IArrowArray> Found, string[] Values)[] Cases =
    [
        ("integer", DataType.Int32, () => new Int16Array.Builder().Append(1).AppendNull().Append(-3).Append(short.MinValue).Append(5)
            .Build(), ["1", "null", "-3", "-32768", "5"]),
        ("integer to decimal", DataType.Decimal(9, 2), () =>
            new Int32Array.Builder().Append(1).AppendNull().Append(-3).Append(4).Append(5).Build(), ["100", "null", "-300", "400", "500"]),
        ("decimal of its scale", DataType.Decimal(9, 2), () => Decimals(2), ["100", "null", "-325", "400", "500"]),
        ("decimal of a smaller scale", DataType.Decimal(9, 4), () => Decimals(2), ["10000", "null", "-32500", "40000", "50000"]),
        ("date", DataType.Timestamp, () => new Date32Array.Builder().Append(Day(1)).AppendNull().Append(Day(-3)).Append(Day(4))
            .Append(Day(5)).Build(),
            ["86400000000", "null", "-259200000000", "345600000000", "432000000000"]),
        ("seconds", DataType.Timestamp, () => Times(TimeUnit.Second), ["1000000", "null", "-3000000", "4000000", "5000000"]),
        ("milliseconds", DataType.Timestamp, () => Times(TimeUnit.Millisecond), ["1000", "null", "-3000", "4000", "5000"]),
        ("microseconds", DataType.Timestamp, () => Times(TimeUnit.Microsecond), ["1", "null", "-3", "4", "5"]),
        ("nanoseconds", DataType.Timestamp, () => Times(TimeUnit.Nanosecond), ["0", "null", "-1", "0", "0"]),
        ("text", DataType.String, () => new StringArray.Builder().Append("a").AppendNull().Append("c").Append("").Append("é").Build(),
            ["a", "null", "c", "", "é"]),
        ("large text", DataType.String, () => Large(), ["a", "null", "c", "", "é"]),
        ("dictionary of text", DataType.String, () => Encoded(new StringArray.Builder().Append("a").Append("c").Append("").Append("é")
            .Build()), ["a", "null", "c", "", "é"]),
        ("dictionary of large text", DataType.String, () => Encoded(ArrowArrayFactory.Slice(Large(), 2, 3)), ["c", "null", "", "é", "c"]),
    ];

    [TestMethod]
    public void Any_slice_of_a_column_becomes_the_values_of_that_slice()
    {
        foreach (var (name, wanted, found, values) in Cases)
        {
            for (var from = 0; from <= 5; from++)
            {
                for (var count = 0; count <= 5 - from; count++)
                {
                    var slice = ArrowArrayFactory.Slice(found(), from, count);
                    var converted = ColumnConversion.For("f", new Field("c", wanted.AsNullable()), slice.Data.DataType).Convert(slice, 0);
                    CollectionAssert.AreEqual(values.Skip(from).Take(count).ToArray(),
                        Enumerable.Range(0, count).Select(row => Cell(converted, row)).ToArray(), $"{name}, {count} from {from}");
                }
            }
        }
    }

    [TestMethod]
    public void A_null_or_a_value_that_does_not_fit_is_named_by_its_row_of_the_file()
    {
        foreach (var (name, wanted, found, _) in Cases)
        {
            var array = found();
            var error = Assert.ThrowsExactly<DataException>(() =>
                ColumnConversion.For("f", new Field("c", wanted), array.Data.DataType).Convert(array, 100), name);
            StringAssert.Contains(error.Message, "row 101: null", name);
        }

        foreach (var (found, precision, scale) in new[] { (Cases[1].Found, 3, 2), (Cases[2].Found, 3, 2), (Cases[3].Found, 5, 4) })
        {
            ColumnConversion To(int digits) =>
                ColumnConversion.For("f", new Field("c", DataType.Decimal(digits, scale).AsNullable()), found().Data.DataType);
            Assert.AreEqual(5, To(precision).Convert(found(), 100).Length, "all are below ten");
            var error = Assert.ThrowsExactly<DataException>(() => To(precision - 1).Convert(ArrowArrayFactory.Slice(found(), 2, 3), 102));
            StringAssert.Contains(error.Message, "row 102: -3", "one and more has a digit too many");
        }
    }

    private static Decimal128Array Decimals(int scale) =>
        new Decimal128Array.Builder(new Decimal128Type(12, scale)).Append(1m).AppendNull().Append(-3.25m).Append(4m).Append(5m).Build();

    private static TimestampArray Times(TimeUnit unit) => new(new TimestampType(unit, "UTC"),
        new ArrowBuffer.Builder<long>().AppendRange([1, 0, -3, 4, 5]).Build(),
        new ArrowBuffer.BitmapBuilder().AppendRange([true, false, true, true, true]).Build(), 5, 1, 0);

    private static LargeStringArray Large() => new(new ArrayData(LargeStringType.Default, 5, 1, 0,
    [
        new ArrowBuffer.BitmapBuilder().AppendRange([true, false, true, true, true]).Build(),
        new ArrowBuffer.Builder<long>().AppendRange([0, 1, 1, 2, 2, 4]).Build(),
        new ArrowBuffer("acé"u8.ToArray()),
    ]));

    private static DictionaryArray Encoded(IArrowArray texts) => new(new DictionaryType(Int32Type.Default, texts.Data.DataType, false),
        texts.Length == 4 ? new Int32Array.Builder().Append(0).AppendNull().Append(1).Append(2).Append(3).Build()
            : new Int32Array.Builder().Append(0).AppendNull().Append(1).Append(2).Append(0).Build(), texts);

    private static DateTime Day(int day) => DateTime.UnixEpoch.AddDays(day);

    private static string Cell(IArrowArray array, int row) => array switch
    {
        DictionaryArray a => a.Indices.IsNull(row) ? "null" : ((StringArray)a.Dictionary)
            .GetString(((Int32Array)a.Indices).GetValue(row)!.Value),
        _ when array.IsNull(row) => "null",
        Int32Array a => a.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        TimestampArray a => a.Values[row].ToString(CultureInfo.InvariantCulture),
        Decimal128Array a => BitConverter.ToInt128(a.ValueBuffer.Span[((a.Offset + row) * 16)..]).ToString(CultureInfo.InvariantCulture),
        StringArray a => a.GetString(row),
        _ => throw new ArgumentException(array.GetType().Name),
    };
}
