namespace Unified.Time;

/// <summary>A span of the local calendar.</summary>
public enum CalendarUnit
{
    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>Seven days from a given day of the week.</summary>
    Week,

    /// <summary>From the first of a month.</summary>
    Month,

    /// <summary>From the first of January, April, July or October.</summary>
    Quarter,

    /// <summary>From the first of January.</summary>
    Year,
}

/// <summary>Where calendar units begin, on local clocks in microseconds since 1970-01-01T00:00 local. Floors before 1970 too.</summary>
public static class Calendars
{
    // 1970-01-01 was a Thursday.
    private const int FirstDayOfWeek = (int)DayOfWeek.Thursday;

    /// <summary>The start of the unit that a local clock reading is in.</summary>
    /// <param name="local">The clock reading.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="firstDay">The day on which weeks begin.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reading is outside the years 1 to 9999.</exception>
    public static long Floor(long local, CalendarUnit unit, DayOfWeek firstDay)
    {
        if (unit == CalendarUnit.Day)
        {
            return Timestamps.Floor(local, Timestamps.MicrosPerDay);
        }

        if (unit == CalendarUnit.Week)
        {
            var shift = WeekShift(firstDay);
            return checked(Timestamps.Floor(local - shift, 7 * Timestamps.MicrosPerDay) + shift);
        }

        var day = Timestamps.ToDateTime(local);
        var month = unit switch { CalendarUnit.Year => 1, CalendarUnit.Quarter => ((day.Month - 1) / 3 * 3) + 1, _ => day.Month };
        return Timestamps.FromDateTime(new DateTime(day.Year, month, 1));
    }

    /// <summary>Microseconds from 1970-01-01 to the first day of the week after it, or that day itself.</summary>
    public static long WeekShift(DayOfWeek firstDay) => ((int)firstDay - FirstDayOfWeek + 7) % 7 * Timestamps.MicrosPerDay;
}
