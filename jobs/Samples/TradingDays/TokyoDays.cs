using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>Tokyo: nine to half past three with a break for lunch. Its day begins on the day before, in UTC.</summary>
public sealed class TokyoDays : Job<TradingDay>
{
    public override Query<TradingDay> Define() =>
        from t in Trades.Source
        where t.Exchange == "XTKS"
        let clock = Zone.ToLocal(t.At, "Asia/Tokyo").TimeOfDay
        where clock >= TimeSpan.FromHours(9) && clock < TimeSpan.FromHours(15.5)
        where clock < TimeSpan.FromHours(11.5) || clock >= TimeSpan.FromHours(12.5)
        group t by new { t.Symbol, Day = Window.Day(t.At, "Asia/Tokyo") } into g
        select new TradingDay(
            g.Key.Symbol, g.Key.Day, g.First(t => t.Price), g.Max(t => t.Price), g.Min(t => t.Price), g.Last(t => t.Price),
            g.Sum(t => t.Quantity), Trades.Vwap.Of(g));
}
