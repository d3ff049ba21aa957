using Unified.Time;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>Windows of readings, made of the events one by one and finished over objects, as sorted lines of text.</summary>
internal static class ExpectedWindows
{
    private static readonly DateTime Epoch = DateTime.UnixEpoch;

    public static string[] Slides(IEnumerable<Reading> readings) => Lines(Groups(readings, (key, events) =>
        from r in events
        from start in Starts(r.At)
        group r by start into g
        select Line(key, [g.Key], [.. g])));

    public static string[] Spans(IEnumerable<Reading> readings) => Lines(Groups(readings, (key, events) =>
        from length in PlaceSpans.Lengths
        from r in events
        group r by (Start: Floor(r.At, length, Epoch), Length: length) into g
        select Line(key, [g.Key.Start, g.Key.Length.Ticks / 10], [.. g])));

    public static string[] Sessions(IEnumerable<Reading> readings) => Lines(Groups(readings, (key, events) =>
        Islands(events, PlaceSessions.Gap).Select(s => Line(key, [s[0].At], s))));

    public static string[] Bursts(IEnumerable<Reading> readings) => Lines(Islands(readings, Fixtures.Bursts.Gap).Where(s => s.Count > 1)
        .Select(s => Expected.Line(Micros(s[0].At), s.Count, Micros(s[^1].At), s.Count > 20)));

    /// <summary>In their order, cut where the gap or more is between two.</summary>
    public static IEnumerable<List<Reading>> Islands(IEnumerable<Reading> events, TimeSpan gap)
    {
        List<Reading> session = [];
        foreach (var reading in events.OrderBy(r => r.At))
        {
            if (session.Count > 0 && reading.At - session[^1].At >= gap)
            {
                yield return session;
                session = [];
            }

            session.Add(reading);
        }

        if (session.Count > 0)
        {
            yield return session;
        }
    }

    // Back from the last that begins at or before the time, while they hold it.
    private static IEnumerable<DateTime> Starts(DateTime time)
    {
        var last = Floor(time, PlaceSlides.Hop, Epoch + PlaceSlides.Offset);
        for (var start = last; start + PlaceSlides.Size > time; start -= PlaceSlides.Hop)
        {
            yield return start;
        }
    }

    private static DateTime Floor(DateTime time, TimeSpan size, DateTime origin)
    {
        var past = (time - origin).Ticks % size.Ticks;
        return time.AddTicks(past < 0 ? -past - size.Ticks : -past);
    }

    private static IEnumerable<string> Groups(IEnumerable<Reading> readings,
        Func<(string Place, string? Tag), IEnumerable<Reading>, IEnumerable<string>> windows) =>
        readings.Where(r => r.Value != 13).GroupBy(r => (r.Place, r.Tag)).SelectMany(g => windows(g.Key, g));

    // Equal times are told apart by their place in the log, and the events come in the order of it.
    private static string Line((string Place, string? Tag) key, object[] window, List<Reading> events) => Expected.Line([
        key.Place, key.Tag, .. window.Select(w => w is DateTime start ? Micros(start) : w), events.Count,
        events.Count(r => r.Value > 4000), events.Sum(r => r.Amount), (double)events.Sum(r => (long)r.Value) / events.Count,
        events.MinBy(r => r.At)!.Value, events.OrderBy(r => r.At).Last().Amount,
        events.Select(r => r.Extra).OfType<int>().Distinct().Count(), Expected.Quantile([.. events.Select(r => r.Value)], 0.9),
        Micros(events.Max(r => r.At))]);

    private static long Micros(DateTime time) => Timestamps.FromDateTime(time);

    private static string[] Lines(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
}
