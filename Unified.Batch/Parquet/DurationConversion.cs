using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Time;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Lengths of time of any unit, times of day as the time since midnight, and integers that count microseconds, to microseconds within the
/// range of a TimeSpan. Nanoseconds are floored.
/// </summary>
internal sealed class DurationConversion : ColumnConversion
{
    private static readonly long Min = Timestamps.FloorDiv(long.MinValue, TimeSpan.TicksPerMicrosecond);
    private static readonly long Max = Timestamps.FloorDiv(long.MaxValue, TimeSpan.TicksPerMicrosecond);

    private readonly long _factor;
    private readonly long _divisor;

    public DurationConversion(string file, Field column, IArrowType found, IArrowType type)
        : base(file, column, found, type) => (_factor, _divisor) = TimestampConversion.Scale(found switch
        {
            DurationType d => d.Unit,
            TimeBasedType t => t.Unit,
            _ => TimeUnit.Microsecond,
        });

    public static bool Takes(IArrowType type) => type is DurationType or Int64Type or Time32Type or Time64Type;

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        using var from = array;
        var to = ColumnWriter.For(Column.Type);
        for (var row = 0; row < from.Length; row++)
        {
            if (from.IsNull(row))
            {
                to.Null();
                continue;
            }

            var value = TimestampConversion.Raw(from, row);
            var micros = Timestamps.FloorDiv(value * _factor, _divisor);
            to.Int64(micros >= Min && micros <= Max ? (long)micros
                : throw Wrong(firstRow + row, string.Create(CultureInfo.InvariantCulture, $"{value} {Name(Found)}"),
                    "is longer than a TimeSpan can be. Mend the value."));
        }

        return to.Build();
    }
}
