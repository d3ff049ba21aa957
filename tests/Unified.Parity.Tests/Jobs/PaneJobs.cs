using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Jobs;

internal sealed record VenueSlide(string? Venue, DateTime Start, long Trades, long Bought, long? Fees, double? Median);

/// <summary>Windows of five hours, one every seventy minutes.</summary>
internal sealed class VenueSlides(Source<Trade> source) : Job<VenueSlide>
{
    public override Query<VenueSlide> Define() =>
        from t in source
        group t by new
        {
            t.Venue,
            Start = Window.Hopping(t.Time, TimeSpan.FromHours(5), TimeSpan.FromMinutes(70), TimeSpan.FromMinutes(-3)),
        } into g
        select new VenueSlide(g.Key.Venue, g.Key.Start, g.Count(), g.Count(t => t.Buy), g.Sum(t => t.Fee), g.Quantile(t => t.Fee, 0.5));
}

internal sealed record TradeSpan(DateTime Start, TimeSpan Length, long Trades, decimal Price, int Largest);

/// <summary>No keys but windows of three lengths.</summary>
internal sealed class TradeSpans(Source<Trade> source) : Job<TradeSpan>
{
    public override Query<TradeSpan> Define() =>
        from t in source
        where t.Flagged != true
        group t by Window.Each(t.Time, TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromDays(1)) into g
        select new TradeSpan(g.Key.Start, g.Key.Length, g.Count(), g.Average(t => t.Price), g.Max(t => t.Quantity));
}

internal sealed record FlagSession(bool? Flagged, DateTime Start, long Trades, DateTime LastTrade, long? LowestReference);

/// <summary>Sessions of a nullable key.</summary>
internal sealed class FlagSessions(Source<Trade> source) : Job<FlagSession>
{
    public override Query<FlagSession> Define() =>
        from t in source
        group t by new { t.Flagged, Start = Window.Session(t.Time, TimeSpan.FromMinutes(11)) } into g
        select new FlagSession(g.Key.Flagged, g.Key.Start, g.Count(), g.Max(t => t.Time), g.Min(t => t.Reference));
}

internal sealed record MarketSession(string? Venue, DateTime Start, long Trades, long Orders, long Bought, int? Largest);

/// <summary>Sessions over two logs.</summary>
internal sealed class MarketSessions(Source<Trade> trades, Source<Trade> orders) : Job<MarketSession>
{
    public override Query<MarketSession> Define() =>
        trades.Where(t => t.Quantity != 0).GroupBy(t => new { t.Venue, Start = Window.Session(t.Time, TimeSpan.FromMinutes(20)) }).Cogroup(
            orders.GroupBy(o => new { o.Venue, Start = Window.Session(o.Time, TimeSpan.FromMinutes(20)) }),
            (key, t, o) => new MarketSession(
                key.Venue, key.Start, t.Count(), o.Count(), o.Count(x => x.Buy), o.Max(x => (int?)x.Quantity)));
}
