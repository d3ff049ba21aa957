using System.Globalization;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Logical;
using Field = Unified.Logical.Field;

namespace Unified.Batch.Parquet;

/// <summary>Decimals of any precision and of the same or a smaller scale, and integers, to decimal128(38, scale). No value may exceed the declared precision.</summary>
internal sealed class DecimalConversion(string file, Field column, IArrowType found, IArrowType type, int scale) : ColumnConversion(file, column, found, type)
{
    private readonly Int128 _factor = Decimals.PowerOfTen(column.Type.Scale - scale);
    private readonly Int128 _limit = Decimals.PowerOfTen(column.Type.Precision);

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        if (_factor == 1 && array is Decimal128Array same)
        {
            for (var row = 0; row < same.Length; row++)
            {
                Check(Value(same, row) ?? 0, firstRow + row);
            }

            // The same bytes under the type that the engine knows: the buffers go over to the new array.
            var data = same.Data;
            return new Decimal128Array(new ArrayData(Type, data.Length, data.NullCount, data.Offset, data.Buffers));
        }

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
                to.Int128(Check(value, firstRow + row) * _factor);
            }
        }

        return to.Build();
    }

    private static Int128? Value(IArrowArray array, int row) => array is not Decimal128Array decimals ? IntegerConversion.Value(array, row)
        : decimals.IsNull(row) ? null
        : MemoryMarshal.Read<Int128>(decimals.ValueBuffer.Span[((decimals.Offset + row) * 16)..]);

    private Int128 Check(Int128 value, long row) => Int128.Abs(value) < _limit / _factor ? value
        : throw Wrong(row, Decimals.Format(value, scale), string.Create(CultureInfo.InvariantCulture,
            $"does not fit {Column.Type}. Declare a larger [Precision] in the source's record, or mend the value."));
}
