using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Integers, and decimals without digits after the point, to integers of another type or to members of an enumeration. A value that is none
/// of the wanted type is refused at its row.
/// </summary>
internal sealed class IntegerConversion(string file, Field column, IArrowType found, IArrowType type)
    : ColumnConversion(file, column, found, type)
{
    public static bool Takes(IArrowType type) => Range(type) is not null || type is Decimal128Type { Scale: 0 };

    /// <summary>The smallest and largest value of an integer type; null for other types.</summary>
    public static (Int128 Min, Int128 Max)? Range(IArrowType type) => type switch
    {
        Int8Type => (sbyte.MinValue, sbyte.MaxValue),
        UInt8Type => (byte.MinValue, byte.MaxValue),
        Int16Type => (short.MinValue, short.MaxValue),
        UInt16Type => (ushort.MinValue, ushort.MaxValue),
        Int32Type => (int.MinValue, int.MaxValue),
        UInt32Type => (uint.MinValue, uint.MaxValue),
        Int64Type => (long.MinValue, long.MaxValue),
        UInt64Type => (ulong.MinValue, ulong.MaxValue),
        _ => null,
    };

    /// <summary>The value at a row, or null.</summary>
    public static Int128? Value(IArrowArray array, int row) => array switch
    {
        Int8Array a => a.GetValue(row),
        UInt8Array a => a.GetValue(row),
        Int16Array a => a.GetValue(row),
        UInt16Array a => a.GetValue(row),
        Int32Array a => a.GetValue(row),
        UInt32Array a => a.GetValue(row),
        UInt64Array a => a.GetValue(row),
        Decimal128Array a => DecimalConversion.Unscaled(a, row),
        _ => ((Int64Array)array).GetValue(row),
    };

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        using var from = array;
        var to = ColumnWriter.For(Column.Type);
        for (var row = 0; row < from.Length; row++)
        {
            if (Value(from, row) is not { } value)
            {
                to.Null();
            }
            else
            {
                to.Value(CarrierText.Integer(Column.Type, Is(value) ? value : throw Wrong(firstRow + row,
                    value.ToString(CultureInfo.InvariantCulture),
                    $"is no {Column.Type.AsRequired()}. Mend the value, or declare a type that has it.")));
            }
        }

        return to.Build();
    }

    private bool Is(Int128 value) => Column.Type.Members is { } members
        ? value >= EnumMembers.MinNumber && value <= EnumMembers.MaxNumber && members.Find((int)value) is not null
        : Column.Type.IntegerRange is { } range && value >= range.Min && value <= range.Max;
}
