using System.Globalization;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Time;
using Field = Unified.Logical.Field;

namespace Unified.Batch.Parquet;

/// <summary>Times of any unit, with or without a zone (read as UTC), and dates (midnight) to microseconds UTC. Nanoseconds are floored.</summary>
internal sealed class TimestampConversion : ColumnConversion
{
    private readonly long _factor;
    private readonly long _divisor;

    private TimestampConversion(string file, Field column, IArrowType found, IArrowType type, long factor, long divisor)
        : base(file, column, found, type) => (_factor, _divisor) = (factor, divisor);

    public static TimestampConversion From(string file, Field column, IArrowType found, IArrowType type)
    {
        var (factor, divisor) = found switch
        {
            Date32Type => (Timestamps.MicrosPerDay, 1L),
            Date64Type or TimestampType { Unit: TimeUnit.Millisecond } => (1_000, 1),
            TimestampType { Unit: TimeUnit.Second } => (Timestamps.MicrosPerSecond, 1),
            TimestampType { Unit: TimeUnit.Nanosecond } => (1, 1_000),
            _ => (1, 1),
        };
        return new TimestampConversion(file, column, found, type, factor, divisor);
    }

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        if (_factor == 1 && _divisor == 1)
        {
            // Microseconds already: only the zone's name may differ. The buffers go over to the new array.
            var data = ((TimestampArray)array).Data;
            return new TimestampArray(new ArrayData(Type, data.Length, data.NullCount, data.Offset, data.Buffers));
        }

        using var from = array;
        var to = ColumnWriter.For(Column.Type);
        for (var row = 0; row < from.Length; row++)
        {
            if (from.IsNull(row))
            {
                to.Null();
            }
            else
            {
                to.Int64(Micros(Raw(from, row), firstRow + row));
            }
        }

        return to.Build();
    }

    private static long Raw(IArrowArray array, int row)
    {
        var data = array.Data;
        var values = data.Buffers[1].Span;
        return array is Date32Array
            ? MemoryMarshal.Cast<byte, int>(values)[data.Offset + row]
            : MemoryMarshal.Cast<byte, long>(values)[data.Offset + row];
    }

    private long Micros(long value, long row)
    {
        try
        {
            return checked(Timestamps.FloorDiv(value, _divisor) * _factor);
        }
        catch (OverflowException)
        {
            throw Wrong(row, string.Create(CultureInfo.InvariantCulture, $"{value} {Name(Found)}"), "lies beyond the range of microseconds. Mend the value.");
        }
    }
}
