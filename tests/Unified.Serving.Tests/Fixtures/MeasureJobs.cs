using Unified.Definition;

namespace Unified.Serving.Tests.Fixtures;

public sealed record PlaceMeasure(
    string Place, int First, decimal Last, string? Cheapest, int? Best, string? LastLarge, string? LowestTag, DateTime Newest, long Tags,
    bool Lucky, bool AllAbove, int Bits, double Variance, double Deviation, double Thirds, double MeanThird, string? LargePlace);

/// <summary>Aggregates that keep an event, a set, or limbs.</summary>
public sealed class PlaceMeasures : Job<PlaceMeasure>
{
    public override Query<PlaceMeasure> Define() =>
        from r in Readings.Source
        group r by r.Place into g
        select new PlaceMeasure(
            g.Key, g.First(r => r.Value), g.Last(r => r.Amount), g.MinBy(r => r.Tag, r => r.Amount),
            g.MaxBy(r => (int?)r.Value, r => r.Extra),
            g.Where(r => r.Value > 4000).Last(r => r.Tag), g.Min(r => r.Tag), g.Max(r => r.At), g.CountDistinct(r => r.Tag),
            g.Any(r => r.Value == 13), g.All(r => r.Value > -499), g.BitOr(r => r.Value), g.Variance(r => r.Amount),
            g.StandardDeviation(r => r.Value), g.Sum(r => r.Value / 3.0), g.Average(r => r.Value / 3.0),
            g.Where(r => r.Value > 4990).Max(r => r.Place));
}

public sealed record PlaceList(
    string Place, IReadOnlyList<int> Largest, IReadOnlyList<decimal> Dearest, IReadOnlyList<DateTime> Newest, IReadOnlyList<string?> Tags,
    IReadOnlyList<long> Values, IReadOnlyList<long> Amounts, string? Lucky, long AboutTags, double Median, double Together);

/// <summary>Aggregates that give lists, join texts, or are sketches and moments.</summary>
public sealed class PlaceLists : Job<PlaceList>
{
    public override Query<PlaceList> Define() =>
        from r in Readings.Source
        group r by r.Place into g
        select new PlaceList(
            g.Key, g.Top(3, r => r.Value), g.TopBy(2, r => r.Amount, r => r.Extra), g.BottomBy(2, r => r.At, r => r.Amount),
            g.Where(r => r.Value > 4000).TopBy(5, r => r.Tag, r => r.At), g.Histogram(r => r.Value, -100, 0, 100),
            g.Histogram(r => r.Amount, 0m, 12.345m), g.Where(r => r.Value > 4000).StringJoin(r => r.Tag, "|"),
            g.ApproximateCountDistinct(r => r.Big), g.Median(r => r.Value / 3.0), g.Covariance(r => r.Value, r => r.Amount));
}
