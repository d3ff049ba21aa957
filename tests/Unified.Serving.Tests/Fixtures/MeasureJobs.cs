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
