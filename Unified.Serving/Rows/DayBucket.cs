using System.Globalization;
using Unified.Plans;
using Unified.Time;

namespace Unified.Serving.Rows;

/// <summary>
/// The day bucket of a row: days since 1970 of its window's start, or of an event's time; a lifetime query has the single bucket 0.
/// </summary>
internal static class DayBucket
{
    /// <summary>
    /// <see cref="Timestamps.Day"/> in SQL. Integers only: ClickHouse's date functions clamp before 1970, intDiv truncates towards zero,
    /// and a division of doubles misses the last microsecond of a day some centuries from now.
    /// </summary>
    public static string Sql(RowLayout rows)
    {
        if (rows.Time is not { } time)
        {
            return "toInt32(0)";
        }

        var micros = $"toUnixTimestamp64Micro({ClickHouseSql.Identifier(time.Name)})";
        return string.Create(CultureInfo.InvariantCulture,
            $"toInt32(intDiv({micros} - if({micros} < 0, {Timestamps.MicrosPerDay - 1}, 0), {Timestamps.MicrosPerDay}))");
    }
}
