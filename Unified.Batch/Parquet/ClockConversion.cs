using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Time;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>Times of day of any unit to microseconds since midnight. Nanoseconds are floored.</summary>
internal sealed class ClockConversion(string file, Field column, IArrowType found, IArrowType type)
    : ColumnConversion(file, column, found, type)
{
    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        var (factor, divisor) = TimestampConversion.Scale(((TimeBasedType)Found).Unit);
        using var from = array;
        var to = ColumnWriter.For(Column.Type);
        for (var row = 0; row < from.Length; row++)
        {
            if (from.IsNull(row))
            {
                to.Null();
                continue;
            }

            var micros = Timestamps.FloorDiv(TimestampConversion.Raw(from, row) * factor, divisor);
            to.Int64(micros >= 0 && micros < Timestamps.MicrosPerDay ? (long)micros
                : throw Wrong(firstRow + row, $"{micros} microseconds", "is no time of a day. Mend the value."));
        }

        return to.Build();
    }
}
