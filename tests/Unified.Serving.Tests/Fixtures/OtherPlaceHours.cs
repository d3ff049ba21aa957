using Unified.Definition;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>The next version of <see cref="PlaceHours"/>: a constant has changed.</summary>
public sealed class PlaceHoursAboveZero : Job<PlaceHour>
{
    public override string Name => "place_hours";

    public override Query<PlaceHour> Define() =>
        from r in Readings.Source
        where r.Value > 0
        group r by new { r.Place, P = r.Tag, Day = Window.Tumbling(r.At, TimeSpan.FromHours(6)) } into g
        select new PlaceHour(
            g.Key.Place, g.Key.P, g.Key.Day, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Extra),
                g.Max(r => r.Extra),
            g.Sum(r => r.Extra), g.Average(r => r.Extra), g.Sum(r => r.Amount), g.Average(r => r.Amount), g.Quantile(r => r.Value, 0.9));
}

public sealed record PlaceHourShort(string Place, string? P, DateTime Day, int? Epoch, long Total, decimal Largest);

/// <summary>A version with other columns: some are gone, one is new, one has another type.</summary>
public sealed class PlaceHoursShort : Job<PlaceHourShort>
{
    public override string Name => "place_hours";

    public override Query<PlaceHourShort> Define() =>
        from r in Readings.Source
        where r.Value != 13
        group r by new { r.Place, P = r.Tag, Day = Window.Tumbling(r.At, TimeSpan.FromHours(6)) } into g
        select new PlaceHourShort(g.Key.Place, g.Key.P, g.Key.Day, g.Min(r => r.Extra), g.Sum(r => r.Value), g.Max(r => r.Amount));
}

public sealed record PlaceDay(string Place, DateTime Day, long Total);

/// <summary>A version with other keys.</summary>
public sealed class PlaceDays : Job<PlaceDay>
{
    public override string Name => "place_hours";

    public override Query<PlaceDay> Define() =>
        from r in Readings.Source
        group r by new { r.Place, Day = Window.Tumbling(r.At, TimeSpan.FromDays(1)) } into g
        select new PlaceDay(g.Key.Place, g.Key.Day, g.Sum(r => r.Value));
}
