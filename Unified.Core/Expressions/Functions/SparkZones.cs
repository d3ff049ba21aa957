using System.Collections.Immutable;
using System.Globalization;
using Unified.Definition;
using Unified.Sql;
using Unified.Time;

namespace Unified.Expressions.Functions;

/// <summary>
/// Local clocks and calendar windows in Spark, by the planner's own table of a zone's offsets: Spark's rules are of its Java.
/// </summary>
internal static class SparkZones
{
    /// <summary>A UTC time as the local clock shows it.</summary>
    // The offset that began last: as many starts as lie at or before the time.
    public static string Clock(ZoneTable table, string time) => Spark.Let("t", time,
        $"t + {List(table.Offsets)}[greatest(size(filter({List(table.Starts)}, s -> s <= t)), 1) - 1]");

    /// <summary>The first time at which the local clock shows a time, or has passed it.</summary>
    public static string FirstAt(ZoneTable table, string local)
    {
        var starts = table.Starts.SetItem(0, -long.MaxValue);
        // Each span of one offset: from, to, offset.
        var spans = $"arrays_zip({List(starts)}, {List([.. starts.Skip(1), long.MaxValue])}, {List(table.Offsets)})";
        return Spark.CheckedTime(Spark.Let("l", local, $"array_min(transform(filter({spans}, "
            + "z -> greatest(z.`0`, l - z.`2`) < z.`1`), z -> greatest(z.`0`, l - z.`2`)))"));
    }

    /// <summary>The start of the unit that a local time is in.</summary>
    public static string Floor(string local, CalendarUnit unit, DayOfWeek firstDay) => unit switch
    {
        CalendarUnit.Day => Spark.Floor(local, Number(Timestamps.MicrosPerDay)),
        CalendarUnit.Week when Number(Calendars.WeekShift(firstDay)) is var shift =>
            $"({Spark.Floor($"({local}) - ({shift})", Number(7 * Timestamps.MicrosPerDay))} + ({shift}))",
        _ => $"unix_micros(date_trunc('{unit.ToString().ToUpperInvariant()}', {Spark.Time(Spark.CheckedTime(local))}))",
    };

    private static string List(ImmutableArray<long> numbers) => $"array({string.Join(", ", numbers.Select(Number))})";

    private static string Number(long number) =>
        Math.Max(number, -long.MaxValue).ToString(CultureInfo.InvariantCulture) + "L";
}
