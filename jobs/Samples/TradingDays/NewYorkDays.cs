using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>New York: half past nine to four on its clocks, in summer time and winter time.</summary>
public sealed class NewYorkDays : Job<TradingDay>
{
    public override Query<TradingDay> Define() =>
        from t in Trades.Source
        where t.Exchange == "XNYS"
        let clock = Zone.ToLocal(t.At, "America/New_York").TimeOfDay
        where clock >= TimeSpan.FromHours(9.5) && clock < TimeSpan.FromHours(16)
        group t by new { t.Symbol, Day = Window.Day(t.At, "America/New_York") } into g
        select new TradingDay(
            g.Key.Symbol, g.Key.Day, g.First(t => t.Price), g.Max(t => t.Price), g.Min(t => t.Price), g.Last(t => t.Price),
            g.Sum(t => t.Quantity), Trades.Vwap.Of(g));
}
