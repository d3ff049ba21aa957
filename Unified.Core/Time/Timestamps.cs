using System.Globalization;

namespace Unified.Time;

/// <summary>
/// Event times are microseconds since 1970-01-01T00:00:00Z. All divisions floor, so times before 1970 behave like those after.
/// </summary>
public static class Timestamps
{
    /// <summary>Microseconds of a second.</summary>
    public const long MicrosPerSecond = 1_000_000;
    /// <summary>Microseconds of a day in UTC.</summary>
    public const long MicrosPerDay = 86_400 * MicrosPerSecond;

    /// <summary>The first microsecond of the year 1.</summary>
    public const long First = -62_135_596_800_000_000;

    /// <summary>The last microsecond of the year 9999.</summary>
    public const long Last = 253_402_300_799_999_999;

    internal static readonly long FirstStorable = FromDateTime(new DateTime(1900, 1, 1));
    internal static readonly long EndOfStorable = FromDateTime(new DateTime(2300, 1, 1));

    /// <summary>True for times of the years 1900 to 2299: the range that ClickHouse documents for DateTime64(6).</summary>
    public static bool IsStorable(long micros) => micros >= FirstStorable && micros < EndOfStorable;

    /// <summary>True for days of the same years.</summary>
    public static bool IsStorableDay(int days) => IsStorable(days * MicrosPerDay);

    /// <summary>
    /// Microseconds of <paramref name="time"/>, whose clock reading is taken as UTC; ticks below a microsecond are floored.
    /// </summary>
    public static long FromDateTime(DateTime time) => FloorDiv(time.Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond);

    /// <summary>The UTC time of <paramref name="micros"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside the years 1 to 9999.</exception>
    public static DateTime ToDateTime(long micros) =>
        new(checked((micros * TimeSpan.TicksPerMicrosecond) + DateTime.UnixEpoch.Ticks), DateTimeKind.Utc);

    /// <summary>The time itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside the years 1 to 9999.</exception>
    public static long Checked(long micros) => micros >= First && micros <= Last ? micros
        : throw new ArgumentOutOfRangeException(nameof(micros), micros, "The time is outside the years 1 to 9999.");

    /// <summary>The largest multiple of <paramref name="size"/> (microseconds, positive) at or below <paramref name="micros"/>.</summary>
    public static long Floor(long micros, long size) => checked(FloorDiv(micros, size) * size);

    /// <summary>⌊a / b⌋ for positive b.</summary>
    public static long FloorDiv(long a, long b)
    {
        var quotient = a / b;
        // The remainder by multiplication: a second division would double the cost of every window.
        return unchecked(a - (quotient * b)) < 0 ? quotient - 1 : quotient;
    }

    /// <inheritdoc cref="FloorDiv(long, long)"/>
    public static Int128 FloorDiv(Int128 a, Int128 b) => Int128.IsNegative(a % b) ? (a / b) - 1 : a / b;

    /// <summary>The day number of <paramref name="micros"/>: days since 1970-01-01, negative before.</summary>
    public static int Day(long micros) => checked((int)FloorDiv(micros, MicrosPerDay));

    /// <summary><c>yyyy-MM-dd</c> of a day number.</summary>
    public static string FormatDay(int day) =>
        DateOnly.FromDayNumber(checked(day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber))
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>yyyy-MM-ddTHH:mm:ss.ffffffZ</c>, without a fraction when it is zero.</summary>
    public static string Format(long micros) => ToDateTime(micros).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture);

    /// <summary>The microseconds of what <see cref="Format"/> writes; null for another text.</summary>
    public static long? TryParse(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-ddTHH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
            ? FromDateTime(time) : null;
}
