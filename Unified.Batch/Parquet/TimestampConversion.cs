using System.Globalization;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Definition;
using Unified.Errors;
using Unified.Time;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Times of any unit, with or without a zone (read as UTC), dates (midnight) and, where the source says so, integers since 1970, to
/// microseconds UTC. Nanoseconds are floored. Times are those that a topic can have: the years 1 to 9999.
/// </summary>
internal sealed class TimestampConversion : ColumnConversion
{
    private readonly long _factor;
    private readonly long _divisor;

    private TimestampConversion(string file, Field column, IArrowType found, IArrowType type, long factor, long divisor)
        : base(file, column, found, type) => (_factor, _divisor) = (factor, divisor);

    public static bool Takes(IArrowType found, UnixTimeUnit? unix) =>
        found is TimestampType or Date32Type or Date64Type || (unix is not null && IntegerConversion.Range(found) is not null);

    public static TimestampConversion From(string file, Field column, IArrowType found, IArrowType type, UnixTimeUnit? unix = null)
    {
        var (factor, divisor) = found switch
        {
            Date32Type => (Timestamps.MicrosPerDay, 1L),
            Date64Type => (1_000, 1),
            TimestampType time => Scale(time.Unit),
            _ => Scale(unix switch
            {
                UnixTimeUnit.Seconds => TimeUnit.Second,
                UnixTimeUnit.Milliseconds => TimeUnit.Millisecond,
                UnixTimeUnit.Microseconds => TimeUnit.Microsecond,
                _ => TimeUnit.Nanosecond,
            }),
        };
        return new TimestampConversion(file, column, found, type, factor, divisor);
    }

    /// <summary>What a number of a unit is multiplied with and divided by to be microseconds.</summary>
    public static (long Factor, long Divisor) Scale(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => (Timestamps.MicrosPerSecond, 1),
        TimeUnit.Millisecond => (1_000, 1),
        TimeUnit.Microsecond => (1, 1),
        _ => (1, 1_000),
    };

    /// <summary>The number that stands at a row that is not null.</summary>
    public static Int128 Raw(IArrowArray array, int row) => array switch
    {
        Date32Array a => a.Values[row],
        Time32Array a => a.Values[row],
        Date64Array or TimestampArray or DurationArray or Time64Array =>
            MemoryMarshal.Cast<byte, long>(array.Data.Buffers[1].Span)[array.Data.Offset + row],
        _ => IntegerConversion.Value(array, row)!.Value,
    };

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        if (array is TimestampArray { Values: var micros } && _factor == 1 && _divisor == 1)
        {
            for (var row = 0; row < micros.Length; row++)
            {
                if ((micros[row] < Timestamps.First || micros[row] > Timestamps.Last) && array.IsValid(row))
                {
                    throw Beyond(micros[row], firstRow + row);
                }
            }

            // Microseconds already: only the zone's name may differ. The buffers go over to the new array.
            var data = array.Data;
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

    private long Micros(Int128 value, long row)
    {
        var micros = Timestamps.FloorDiv(value * _factor, _divisor);
        return micros >= Timestamps.First && micros <= Timestamps.Last ? (long)micros : throw Beyond(value, row);
    }

    private DataException Beyond(Int128 value, long row) =>
        Wrong(row, string.Create(CultureInfo.InvariantCulture, $"{value} {Name(Found)}"),
            "is no time in the years 1 to 9999. Mend the value.");
}
