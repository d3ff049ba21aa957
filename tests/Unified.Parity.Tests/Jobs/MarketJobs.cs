using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Jobs;

internal sealed record MarketDay(string Symbol, DateTime Day, long Trades, long Orders, long? Fees, int? Largest, decimal? Cheapest,
    double? Median);

/// <summary>Two logs in one row: days on which either has events.</summary>
internal sealed class MarketDays(Source<Trade> trades, Source<Trade> orders) : Job<MarketDay>
{
    public override Query<MarketDay> Define() =>
        trades.Where(t => t.Quantity != 0).GroupBy(t => new { t.Symbol, Day = Window.Tumbling(t.Time, TimeSpan.FromDays(1)) }).Cogroup(
            orders.GroupBy(o => new { o.Symbol, Day = Window.Tumbling(o.Time, TimeSpan.FromDays(1)) }),
            (key, t, o) => new MarketDay(key.Symbol, key.Day, t.Count(), o.Count(), t.Sum(x => x.Fee), o.Max(x => (int?)x.Quantity),
                t.Min(x => (decimal?)x.Price), o.Quantile(x => x.Fee, 0.5)));
}

internal sealed record MarketHour(string? Venue, DateTime Hour, long Events, long Size, decimal Most, double AverageValue);

/// <summary>The events of two logs as one; those of the orders can fail to compute.</summary>
internal sealed class MarketHours(Source<Trade> trades, Source<Trade> orders) : Job<MarketHour>
{
    public override Query<MarketHour> Define() =>
        from e in trades.Where(t => t.Flagged != true).Select(t => new { t.Venue, t.Time, Size = t.Quantity, Value = t.Price })
            .Concat(orders.Select(o => new { o.Venue, o.Time, Size = 1000 / o.Quantity, Value = o.Price * 2m }))
        group e by new { e.Venue, Hour = Window.Tumbling(e.Time, TimeSpan.FromHours(1)) } into g
        select new MarketHour(g.Key.Venue, g.Key.Hour, g.Count(), g.Sum(e => e.Size), g.Max(e => e.Value), g.Average(e => e.Size));
}

internal sealed record MarketPair(string Symbol, bool Buy, int Largest, decimal Cheapest, long Orders, double AverageSerial);

/// <summary>Groups that both logs have: the others are stored and not shown.</summary>
internal sealed class MarketPairs(Source<Trade> trades, Source<Trade> orders) : Job<MarketPair>
{
    public override Query<MarketPair> Define() =>
        trades.GroupBy(t => new { t.Symbol, t.Buy }).Join(
            orders.Where(o => o.Flagged != false).GroupBy(o => new { o.Symbol, o.Buy }),
            (key, t, o) => new MarketPair(key.Symbol, key.Buy, t.Max(x => x.Quantity), o.Min(x => x.Price), o.Count(),
                t.Average(x => x.Serial)));
}
