using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Logical;
using Field = Unified.Logical.Field;

namespace Unified.Batch.Parquet;

/// <summary>Narrower integers to int32 or int64.</summary>
internal sealed class IntegerConversion(string file, Field column, IArrowType found, IArrowType type) : ColumnConversion(file, column, found, type)
{
    /// <summary>Decimal digits that hold every value of an integer type, 0 for other types.</summary>
    public static int Digits(IArrowType type) => type switch
    {
        Int8Type or UInt8Type => 3,
        Int16Type or UInt16Type => 5,
        Int32Type or UInt32Type => 10,
        Int64Type => 19,
        _ => 0,
    };

    /// <summary>The value at a row, or null.</summary>
    public static long? Value(IArrowArray array, int row) => array switch
    {
        Int8Array a => a.GetValue(row),
        UInt8Array a => a.GetValue(row),
        Int16Array a => a.GetValue(row),
        UInt16Array a => a.GetValue(row),
        Int32Array a => a.GetValue(row),
        UInt32Array a => a.GetValue(row),
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
                to.Int64(value);
            }
        }

        return to.Build();
    }
}
