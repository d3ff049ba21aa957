using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Errors;
using Unified.Time;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>Dates, and times of any unit that are midnight in UTC, to days of the years 1 to 9999.</summary>
internal sealed class DateConversion : ColumnConversion
{
    private static readonly int Min = ClrValues.FromDate(DateOnly.MinValue);
    private static readonly int Max = ClrValues.FromDate(DateOnly.MaxValue);

    private readonly long _perDay;

    public DateConversion(string file, Field column, IArrowType found, IArrowType type)
        : base(file, column, found, type)
    {
        var (factor, divisor) = found is TimestampType time ? TimestampConversion.Scale(time.Unit)
            : TimestampConversion.Scale(TimeUnit.Millisecond);
        _perDay = found is Date32Type ? 1 : Timestamps.MicrosPerDay / factor * divisor;
    }

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        if (array is Date32Array same)
        {
            for (var row = 0; row < same.Length; row++)
            {
                if (same.IsValid(row))
                {
                    Day(same.Values[row], firstRow + row);
                }
            }

            return same;
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
                to.Number(Day(TimestampConversion.Raw(from, row), firstRow + row));
            }
        }

        return to.Build();
    }

    private int Day(Int128 value, long row)
    {
        if (value % _perDay != 0)
        {
            throw Wrong(value, row, "is no midnight. Mend the value, or declare the column as a time.");
        }

        var day = value / _perDay;
        return day >= Min && day <= Max ? (int)day : throw Wrong(value, row, "is no day in the years 1 to 9999. Mend the value.");
    }

    private DataException Wrong(Int128 value, long row, string reason) =>
        Wrong(row, string.Create(CultureInfo.InvariantCulture, $"{value} {Name(Found)}"), reason);
}
