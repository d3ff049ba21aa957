using Unified.Definition;

namespace Unified.TestKit.Events;

/// <summary>Result rows of the test jobs.</summary>
public sealed record TradeWindow(string Symbol, string? Venue, DateTime Hour, long Trades, long Quantity, double AverageQuantity,
    int Smallest, long Largest,
    decimal Turnover, decimal AveragePrice, double Median, long? Fees, double? AverageFee, int? LowestFee, decimal? Taxes, double? P99Fee);

/// <summary>All aggregates over all types, hourly, with a filter, nullable keys and nullable arguments.</summary>
public sealed class HourlyTrades(Source<Trade> source) : Job<TradeWindow>
{
    public HourlyTrades() : this(Trades.Source)
    {
    }

    public override Query<TradeWindow> Define() =>
        from t in source
        where t.Quantity != 0 && (t.Fee > -10 || t.Fee == null)
        let turnover = t.Price * 2m
        group new { t, turnover } by new { t.Symbol, t.Venue, Hour = Window.Tumbling(t.Time, TimeSpan.FromHours(1)) } into g
        select new TradeWindow(
            g.Key.Symbol, g.Key.Venue, g.Key.Hour, g.Count(), g.Sum(x => x.t.Quantity), g.Average(x => x.t.Quantity),
                g.Min(x => x.t.Quantity),
            g.Max(x => x.t.Serial), g.Sum(x => x.turnover), g.Average(x => x.t.Price), g.Quantile(x => x.t.Quantity, 0.5),
                g.Sum(x => x.t.Fee),
            g.Average(x => x.t.Fee), g.Min(x => x.t.Fee), g.Sum(x => x.t.Tax), g.Quantile(x => x.t.Fee, 0.99));
}

public sealed record SideTotal(bool Buy, long? Reference, decimal? Tax, long Trades, double AverageSerial, decimal? LargestTax,
    int Costliest, double P90);

/// <summary>A lifetime query with keys of every kind and computed arguments.</summary>
public sealed class SideTotals(Source<Trade> source) : Job<SideTotal>
{
    public SideTotals() : this(Trades.Source)
    {
    }

    public override Query<SideTotal> Define() =>
        from t in source
        group t by new { t.Buy, t.Reference, t.Tax } into g
        select new SideTotal(g.Key.Buy, g.Key.Reference, g.Key.Tax, g.Count(), g.Average(t => t.Serial), g.Max(t => t.Tax),
            g.Max(t => t.Quantity > 0 ? t.Fee ?? -1 : 0), g.Quantile(t => t.Price, 0.9));
}

/// <summary>A query whose expressions can fail: int overflow, division by zero.</summary>
public sealed class FragileTotals(Source<Trade> source) : Job<FragileTotal>
{
    public FragileTotals() : this(Trades.Source)
    {
    }

    public override Query<FragileTotal> Define() =>
        from t in source
        where 1000 / t.Quantity < 900
        group t by t.Symbol into g
        select new FragileTotal(g.Key, g.Count(), g.Sum(t => t.Quantity * 5_000_000));
}

public sealed record FragileTotal(string Symbol, long Trades, long Scaled);
