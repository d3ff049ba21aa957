using System.Globalization;
using Apache.Arrow;
using Unified.Batch.Parquet;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Tests.Fakes;

/// <summary>Values of the engine's columns as text that is equal for equal values alone.</summary>
internal static class Cells
{
    /// <summary>The text of a value, null for none.</summary>
    public static string? Text(IArrowArray array, int row, DataType type) => array switch
    {
        DictionaryArray a => a.Indices.IsNull(row) ? null : Text(a.Dictionary, ((Int32Array)a.Indices).GetValue(row)!.Value, type),
        _ when array.IsNull(row) => null,
        StringArray a => System.Convert.ToHexString(a.GetBytes(row)),
        _ => Text(Carrier(array, row, type), type),
    };

    /// <summary>The text of a value in its carrier, null for none.</summary>
    public static string? Text(object? value, DataType type) => value switch
    {
        null => null,
        double number => BitConverter.DoubleToInt64Bits(number).ToString("X16", CultureInfo.InvariantCulture),
        float number => BitConverter.SingleToInt32Bits(number).ToString("X8", CultureInfo.InvariantCulture),
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>All values of a column of a scan, as <see cref="Text(IArrowArray, int, DataType)"/> writes them.</summary>
    public static List<string?> All(ParquetScan scan, int column, DataType type)
    {
        var values = new List<string?>();
        foreach (var batch in scan.Batches())
        {
            using (batch)
            {
                values.AddRange(Enumerable.Range(0, batch.Length).Select(row => Text(batch.Column(column), row, type)));
            }
        }

        return values;
    }

    /// <summary>All rows of a scan, for people: values by commas, rows by semicolons.</summary>
    public static string Rows(ParquetScan scan, IReadOnlyList<Field> columns)
    {
        var rows = new List<string>();
        foreach (var batch in scan.Batches())
        {
            using (batch)
            {
                rows.AddRange(Enumerable.Range(0, batch.Length).Select(row =>
                    string.Join(',', columns.Select((c, i) => Readable(batch.Column(i), row, c.Type)))));
            }
        }

        return string.Join(';', rows);
    }

    private static string Readable(IArrowArray array, int row, DataType type) => array switch
    {
        DictionaryArray a => a.Indices.IsNull(row) ? "null" : Readable(a.Dictionary, ((Int32Array)a.Indices).GetValue(row)!.Value, type),
        _ when array.IsNull(row) => "null",
        StringArray a => a.GetString(row),
        BooleanArray a => $"{a.GetValue(row)}",
        _ => CarrierText.Format(type, Carrier(array, row, type)),
    };

    private static object Carrier(IArrowArray array, int row, DataType type) => array switch
    {
        BooleanArray a => a.GetValue(row)!.Value,
        Int32Array a => a.Values[row],
        Int64Array a => a.Values[row],
        UInt32Array a => a.Values[row],
        UInt64Array a => a.Values[row],
        FloatArray a => a.Values[row],
        DoubleArray a => a.Values[row],
        Date32Array a => a.Values[row],
        TimestampArray a => a.Values[row],
        Decimal128Array a => BitConverter.ToInt128(a.ValueBuffer.Span[((a.Offset + row) * 16)..]),
        Apache.Arrow.Arrays.FixedSizeBinaryArray a => ClrValues.FromGuid(new Guid(a.GetBytes(row), bigEndian: true)),
        _ => throw new AssertFailedException($"{array.Data.DataType} is no type that the engine takes, for {type}."),
    };
}
