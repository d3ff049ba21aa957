using Unified.Definition;

namespace Unified.TestKit.Events;

public sealed record SymbolHour(string Symbol, DateTime Hour, long Trades, long Pieces, decimal? Fee);

/// <summary>The three symbols of each hour with the most trades.</summary>
public sealed class BusiestSymbols : Job<SymbolHour>
{
    public override Query<SymbolHour> Define() => Hours().Top(3, h => h.Trades, h => h.Hour);

    /// <summary>Trades by symbol and hour.</summary>
    public static Query<SymbolHour> Hours() =>
        from t in Trades.Source
        group t by new { t.Symbol, Hour = Window.Tumbling(t.Time, TimeSpan.FromHours(1)) } into g
        select new SymbolHour(g.Key.Symbol, g.Key.Hour, g.Count(), g.Sum(t => (long)t.Quantity), g.Max(t => t.Fee));
}

public sealed record SymbolDay(string Symbol, long Hours, long Busy, double Trades, long Most, decimal? Fees, long Pieces, double PerHour);

/// <summary>Totals of totals: a row a symbol out of its hours.</summary>
public sealed class SymbolDays : Job<SymbolDay>
{
    public override Query<SymbolDay> Define() =>
        from h in BusiestSymbols.Hours()
        where h.Trades > 1
        group h by h.Symbol into g
        select new SymbolDay(g.Key, g.Count(), g.Count(h => h.Trades > 3), g.Average(h => h.Trades), g.Max(h => h.Trades),
            g.Sum(h => h.Fee), g.Where(h => h.Trades > 3).Sum(h => h.Pieces), g.Sum(h => h.Pieces) / (double)g.Count());
}

public sealed record HourPlace(DateTime Hour, long Symbols, long Trades);

/// <summary>The hours with the most trades among the busiest symbols: a ranking of groups of a ranking.</summary>
public sealed class BusiestHours : Job<HourPlace>
{
    public override Query<HourPlace> Define() => (
        from h in new BusiestSymbols().Define()
        group h by h.Hour into g
        select new HourPlace(g.Key, g.Count(), g.Sum(h => h.Trades))).Top(5, h => h.Trades);
}
