using Unified.Definition;

namespace Unified.Serving.Tests.Fixtures;

public sealed record PlaceShare(
    DateTime Day, string Where, bool Home, string Place, string? Tag, int One, double Share, double PerReading, double? Spread, long? Width,
    string Size, long Rest, decimal Cost, double AsDouble, int Letters, bool Odd, long? Best, long Doubled, double Nothing, int Year);

/// <summary>Results that are computed from keys and aggregates, of every kind that can be said.</summary>
public sealed class PlaceShares : Job<PlaceShare>
{
    public override Query<PlaceShare> Define() =>
        from r in Readings.Source
        group r by new { r.Place, r.Tag, Day = r.At.Date } into g
        select new PlaceShare(
            g.Key.Day, g.Key.Tag == null ? "nowhere" : g.Key.Tag,
            g.Key.Place == "ATL" || g.Key.Place.StartsWith("x`", StringComparison.Ordinal),
            g.Key.Place, g.Key.Tag, 1,
            g.Count(r => r.Value > 2000) / (double)g.Count(),
            100.0 * g.Sum(r => r.Big) / g.Count() - 0.5,
            g.Max(r => r.Extra) / (double?)g.Min(r => r.Extra),
            g.Where(r => r.Value < 1000).Where(r => r.Big > 0).Max(r => (long?)r.Value) - g.Min(r => r.Extra),
            g.Sum(r => r.Big) > 1L << 40 ? "big" : g.Count(r => r.Value > 2000) == 0 ? "none" : "small",
            g.Count() % 3 - g.Sum(r => r.Big) / 7,
            g.Max(r => r.Amount) - g.Min(r => r.Amount) * 1.5m,
            (double)g.Sum(r => r.Amount), g.Key.Place.Length, !(g.Count() % 2 == 0), g.Max(r => r.Extra) ?? g.Key.Day.Day,
            g.Count() * 2, g.Count(r => r.Value > 100_000) / (double)g.Count(r => r.Value > 100_000), g.Key.Day.Year)
        into row
        where row.Doubled > 2 && !(row.Share < 0.1)
        select row;
}

public sealed record FragileTag(string? Tag, long Total, long Doubled, long Inverse, double Ratio);

/// <summary>Columns and a where that fail for some totals: 7 and 9 have no inverse, 8 is hidden, 5 is not divided by.</summary>
public sealed class FragileTags : Job<FragileTag>
{
    public override Query<FragileTag> Define() =>
        from r in Readings.Source
        group r by r.Tag into g
        select new FragileTag(g.Key, g.Sum(r => r.Big), g.Sum(r => r.Big) * 2,
            g.Sum(r => r.Big) == 5 ? -1
                : (100 / (g.Sum(r => r.Big) - 5)) + (100 / (g.Sum(r => r.Big) - 7)) + (100 / (g.Sum(r => r.Big) - 8)),
            g.Sum(r => r.Big) / 0.0)
        into row
        where row.Total != 8 && 10 / (row.Total - 9) < 100
        select row;
}
