using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Jobs;

internal sealed record SymbolTotal(string Symbol, long Trades, int Smallest, int Largest, double? AverageReference, double P75,
    long Bought, int? LargestBought, decimal BoughtWorth, double? FeeOfSold);

/// <summary>A single key; every event counts, and some of them for aggregates behind a filter.</summary>
internal sealed class SymbolTotals(Source<Trade> source) : Job<SymbolTotal>
{
    public override Query<SymbolTotal> Define() =>
        from t in source
        group t by t.Symbol into g
        select new SymbolTotal(g.Key, g.Count(), g.Min(t => t.Quantity), g.Max(t => t.Quantity), g.Average(t => t.Reference),
            g.Quantile(t => t.Serial, 0.75), g.Count(t => t.Buy), g.Where(t => t.Buy).Max(t => (int?)t.Quantity),
            g.Where(t => t.Buy).Where(t => t.Price > 0m).Sum(t => t.Price), g.Where(t => !t.Buy).Average(t => t.Fee));
}

internal sealed record PriceBand(decimal Twice, decimal? Tax, long Trades, decimal Cheapest, double AverageSerial);

/// <summary>Decimals as keys, computed and nullable.</summary>
internal sealed class PriceBands(Source<Trade> source) : Job<PriceBand>
{
    public override Query<PriceBand> Define() =>
        from t in source
        group t by new { Twice = t.Price * 2m, t.Tax } into g
        select new PriceBand(g.Key.Twice, g.Key.Tax, g.Count(), g.Min(t => t.Price), g.Average(t => t.Serial));
}

internal sealed record Profile(bool Large, bool Known, int Hour, int Fee, DateTime Day, long Trades, int Length, decimal Most);

/// <summary>Computed keys of several kinds behind a filter on text.</summary>
internal sealed class Profiles(Source<Trade> source) : Job<Profile>
{
    public override Query<Profile> Define() =>
        from t in source
        where t.Symbol.Contains("K1", StringComparison.Ordinal) || t.Venue == "NYSE" || t.Flagged == true
        group t by new
        {
            Large = t.Quantity > 100,
            Known = t.Symbol.StartsWith("AC", StringComparison.Ordinal),
            t.Time.Hour,
            Fee = t.Fee ?? -1,
            Day = t.Time.Date,
        }
        into g
        select new Profile(g.Key.Large, g.Key.Known, g.Key.Hour, g.Key.Fee, g.Key.Day, g.Count(), g.Max(t => t.Symbol.Length),
            g.Max(t => t.Price + 1m));
}
