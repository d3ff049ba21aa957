namespace Unified.Definition;

/// <summary>Windows over event time. In LINQ over objects they compute what the engine computes.</summary>
public static class Window
{
    /// <summary>The start of the tumbling window that <paramref name="time"/> falls into; windows are counted from 1970-01-01T00:00:00Z.</summary>
    /// <param name="time">The source's event time (UTC).</param>
    /// <param name="size">A positive whole number of microseconds.</param>
    /// <returns>The inclusive start; the exclusive end is one <paramref name="size"/> later. Floors before 1970 too.</returns>
    public static DateTime Tumbling(DateTime time, TimeSpan size) =>
        Time.Timestamps.ToDateTime(Time.Timestamps.Floor(Time.Timestamps.FromDateTime(time), size.Ticks / TimeSpan.TicksPerMicrosecond));
}
