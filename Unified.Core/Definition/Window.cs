using Unified.Time;

namespace Unified.Definition;

/// <summary>
/// Windows over event time. Each method is the start of the window that a time falls into, in UTC. In LINQ over objects they compute what
/// the engine computes. A zone is an IANA name such as <c>America/New_York</c>; the version of the zones' rules is part of the definition
/// version.
/// </summary>
public static class Window
{
    /// <summary>
    /// The start of the tumbling window that <paramref name="time"/> falls into; windows are counted from 1970-01-01T00:00:00Z, a
    /// Thursday: for calendar weeks take <see cref="Week(DateTime)"/>.
    /// </summary>
    /// <param name="time">The source's event time (UTC).</param>
    /// <param name="size">A positive whole number of microseconds.</param>
    /// <returns>The inclusive start; the exclusive end is one <paramref name="size"/> later. Floors before 1970 too.</returns>
    public static DateTime Tumbling(DateTime time, TimeSpan size) =>
        Timestamps.ToDateTime(Timestamps.Floor(Timestamps.FromDateTime(time), Micros(size)));

    /// <summary>The same, counted from 1970-01-01T00:00:00Z plus <paramref name="offset"/>.</summary>
    public static DateTime Tumbling(DateTime time, TimeSpan size, TimeSpan offset) => Timestamps.ToDateTime(
        checked(Timestamps.Floor(Timestamps.FromDateTime(time) - Micros(offset), Micros(size)) + Micros(offset)));

    /// <summary>
    /// The same on the local clock of a zone, counted from 1970-01-01T00:00 there. An hour that comes twice is one window; one that does
    /// not come is none.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTime Tumbling(DateTime time, TimeSpan size, string zone)
    {
        var table = Zone.Find(zone);
        return Timestamps.ToDateTime(table.FirstAt(Timestamps.Floor(table.Local(Timestamps.FromDateTime(time)), Micros(size))));
    }

    /// <summary>
    /// Windows of one length that begin every <paramref name="hop"/>, counted from 1970-01-01T00:00:00Z: as the key of a group each event
    /// is in all that hold it, and a window is there when an event is in it. Rows store panes, as long as the longest time that divides
    /// both.
    /// </summary>
    /// <param name="time">The source's event time (UTC).</param>
    /// <param name="size">The length: at most 36,500 days, and at most 10,000 panes.</param>
    /// <param name="hop">From one start to the next: at least a microsecond and at most <paramref name="size"/>.</param>
    /// <returns>The window's inclusive start. Outside of a query, which alone knows them all: that of the newest that holds the
    /// time.</returns>
    public static DateTime Hopping(DateTime time, TimeSpan size, TimeSpan hop) => Hopping(time, size, hop, TimeSpan.Zero);

    /// <summary>The same, counted from 1970-01-01T00:00:00Z plus <paramref name="offset"/>.</summary>
    public static DateTime Hopping(DateTime time, TimeSpan size, TimeSpan hop, TimeSpan offset) =>
        hop > TimeSpan.Zero && hop <= size ? Tumbling(time, hop, offset)
        : throw new ArgumentOutOfRangeException(nameof(hop), hop, $"A hop is more than zero and at most the length of a window, {size}.");

    /// <summary>
    /// Tumbling windows of several lengths at once, all counted from 1970-01-01T00:00:00Z: as the key of a group each event is in one of
    /// each. Rows store panes once for all, as long as the longest time that divides all lengths.
    /// </summary>
    /// <param name="time">The source's event time (UTC).</param>
    /// <param name="lengths">1 to 16 lengths, each once: a minute, an hour, a day.</param>
    /// <returns>The window. Outside of a query, which alone knows them all: that of the first length.</returns>
    public static WindowSpan Each(DateTime time, params TimeSpan[] lengths)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return lengths is [var first, ..] ? new WindowSpan(Tumbling(time, first), first)
            : throw new ArgumentException("There is no length.", nameof(lengths));
    }

    /// <summary>
    /// Sessions: as the key of a group an event is in the session of the one before it, of equal other keys, when it comes less than
    /// <paramref name="gap"/> after it; an event that comes the gap or more later begins the next session. A late event may join two.
    /// </summary>
    /// <param name="time">The source's event time (UTC).</param>
    /// <param name="gap">At least a microsecond and at most 36,500 days.</param>
    /// <returns>The session's start, which is the time of its first event; that of the last one is <c>g.Max(e => e.Time)</c>. Outside of a
    /// query, which alone knows the other events: the time itself.</returns>
    public static DateTime Session(DateTime time, TimeSpan gap) => gap > TimeSpan.Zero
        ? Timestamps.ToDateTime(Timestamps.FromDateTime(time))
        : throw new ArgumentOutOfRangeException(nameof(gap), gap, "A gap is more than zero.");

    /// <summary>The UTC day.</summary>
    public static DateTime Day(DateTime time) => Calendar(time, CalendarUnit.Day, DayOfWeek.Monday, Zone.Utc);

    /// <summary>
    /// The local day: 23 or 25 hours where clocks change. It begins when the local clock first reads its midnight or more.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTime Day(DateTime time, string zone) => Calendar(time, CalendarUnit.Day, DayOfWeek.Monday, zone);

    /// <summary>The UTC week from Monday on.</summary>
    public static DateTime Week(DateTime time) => Calendar(time, CalendarUnit.Week, DayOfWeek.Monday, Zone.Utc);

    /// <summary>The UTC week from a day on.</summary>
    public static DateTime Week(DateTime time, DayOfWeek firstDay) => Calendar(time, CalendarUnit.Week, firstDay, Zone.Utc);

    /// <summary>The local week from Monday on.</summary>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTime Week(DateTime time, string zone) => Calendar(time, CalendarUnit.Week, DayOfWeek.Monday, zone);

    /// <summary>The local week from a day on.</summary>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTime Week(DateTime time, DayOfWeek firstDay, string zone) => Calendar(time, CalendarUnit.Week, firstDay, zone);

    /// <summary>The UTC month.</summary>
    public static DateTime Month(DateTime time) => Calendar(time, CalendarUnit.Month, DayOfWeek.Monday, Zone.Utc);

    /// <summary>The local month.</summary>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTime Month(DateTime time, string zone) => Calendar(time, CalendarUnit.Month, DayOfWeek.Monday, zone);

    /// <summary>The UTC quarter of a year.</summary>
    public static DateTime Quarter(DateTime time) => Calendar(time, CalendarUnit.Quarter, DayOfWeek.Monday, Zone.Utc);

    /// <summary>The local quarter of a year.</summary>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTime Quarter(DateTime time, string zone) => Calendar(time, CalendarUnit.Quarter, DayOfWeek.Monday, zone);

    /// <summary>The UTC year.</summary>
    public static DateTime Year(DateTime time) => Calendar(time, CalendarUnit.Year, DayOfWeek.Monday, Zone.Utc);

    /// <summary>The local year.</summary>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTime Year(DateTime time, string zone) => Calendar(time, CalendarUnit.Year, DayOfWeek.Monday, zone);

    private static DateTime Calendar(DateTime time, CalendarUnit unit, DayOfWeek firstDay, string zone)
    {
        var table = Zone.Find(zone);
        return Timestamps.ToDateTime(table.FirstAt(Calendars.Floor(table.Local(Timestamps.FromDateTime(time)), unit, firstDay)));
    }

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>Local clocks. A zone is an IANA name; the version of the zones' rules is part of the definition version.</summary>
public static class Zone
{
    internal const string Utc = "UTC";

    /// <summary>What the clocks of a zone read at a UTC time.</summary>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTime ToLocal(DateTime time, string zone) =>
        Timestamps.ToDateTime(Find(zone).Local(Timestamps.FromDateTime(time)));

    internal static ZoneTable Find(string zone) => ZoneTable.Find(zone)
        ?? throw new ArgumentException($"'{zone}' is not a zone of the IANA database {ZoneTable.Version}.", nameof(zone));
}
