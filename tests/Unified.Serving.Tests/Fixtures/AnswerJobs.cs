using Unified.Definition;

namespace Unified.Serving.Tests.Fixtures;

public sealed record DayOfPlace(string Place, DateTime Day, long Readings, long Value, decimal? Amount);

/// <summary>The two places of each day with the most readings.</summary>
public sealed class BusiestPlaces : Job<DayOfPlace>
{
    public override Query<DayOfPlace> Define() => Days().Top(2, d => d.Readings, d => d.Day);

    public static Query<DayOfPlace> Days() =>
        from r in Readings.Source
        group r by new { r.Place, Day = Window.Day(r.At) } into g
        select new DayOfPlace(g.Key.Place, g.Key.Day, g.Count(), g.Sum(r => r.Value),
            g.Where(r => r.Value > 2000).Max(r => (decimal?)r.Amount));
}

public sealed record PlaceTotal(
    string Place, long Days, long Busy, double Readings, long Most, decimal? Amounts, long? BusyValue, decimal? MeanAmount, double Share);

/// <summary>A row a place out of its days.</summary>
public sealed class PlaceTotals : Job<PlaceTotal>
{
    public override Query<PlaceTotal> Define() =>
        from d in BusiestPlaces.Days()
        where d.Readings > 1
        group d by d.Place into g
        where g.Sum(d => d.Readings) > 2
        select new PlaceTotal(g.Key, g.Count(), g.Count(d => d.Readings > 3), g.Average(d => d.Readings), g.Max(d => d.Readings),
            g.Sum(d => d.Amount), g.Where(d => d.Readings > 3).Sum(d => (long?)d.Value), g.Average(d => d.Amount),
            g.Count(d => d.Readings > 3) / (double)g.Count());
}

public sealed record DayPlace(DateTime Day, long Places, long Readings);

/// <summary>The days with the most readings of their two busiest places: a ranking of groups of a ranking.</summary>
public sealed class BusiestDays : Job<DayPlace>
{
    public override Query<DayPlace> Define() => (
        from d in new BusiestPlaces().Define()
        group d by d.Day into g
        select new DayPlace(g.Key, g.Count(), g.Sum(d => d.Readings))).Top(2, d => d.Readings).KeepFor(TimeSpan.FromDays(36_500));
}
