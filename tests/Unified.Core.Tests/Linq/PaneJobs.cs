using Unified.Definition;

namespace Unified.Core.Tests.Linq;

internal sealed record Bid(long auction, long bidder, int price, string channel, DateTime dateTime, string? extra);

internal sealed record Latency(DateTime At, string Service, int Micros, int Status);

internal static class Market
{
    public static Source<Bid> Bids { get; } = new() { Topic = "bids", EventTime = b => b.dateTime };

    public static Source<Latency> Spans { get; } = new() { Topic = "spans", EventTime = s => s.At };
}

internal sealed record HotItem(long Auction, DateTime WindowStart, long Bids);

/// <summary>Nexmark's query 5, the part of its first level.</summary>
internal sealed class HotItems : Job<HotItem>
{
    public override Query<HotItem> Define() =>
        from b in Market.Bids
        group b by new { b.auction, W = Window.Hopping(b.dateTime, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)) } into g
        select new HotItem(g.Key.auction, g.Key.W, g.Count());
}

internal sealed record BidderSession(long Bidder, DateTime Start, long Bids, DateTime LastBid);

/// <summary>Nexmark's query 11.</summary>
internal sealed class BidderSessions : Job<BidderSession>
{
    public override Query<BidderSession> Define() =>
        from b in Market.Bids
        group b by new { b.bidder, W = Window.Session(b.dateTime, TimeSpan.FromSeconds(10)) } into g
        select new BidderSession(g.Key.bidder, g.Key.W, g.Count(), g.Max(b => b.dateTime));
}

internal sealed record ServiceLatency(string Service, DateTime Start, TimeSpan Length, long Requests, double P99, double ErrorRate);

/// <summary>One definition for minutes and days.</summary>
internal sealed class Latencies : Job<ServiceLatency>
{
    public override Query<ServiceLatency> Define() =>
        from s in Market.Spans
        group s by new { s.Service, Window = Window.Each(s.At, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)) } into g
        select new ServiceLatency(g.Key.Service, g.Key.Window.Start, g.Key.Window.Length, g.Count(), g.Quantile(s => s.Micros, 0.99),
            g.Count(s => s.Status >= 500) / (double)g.Count());
}

internal sealed record UserSession(int User, DateTime Start, long Views, long Orders);

/// <summary>Sessions that have both.</summary>
internal sealed class UserSessions : Job<UserSession>
{
    public override Query<UserSession> Define() =>
        Shop.Views.GroupBy(v => new { v.User, Start = Window.Session(v.Seen, TimeSpan.FromMinutes(30)) }).Join(
            Shop.Orders.GroupBy(o => new { o.User, Start = Window.Session(o.At, TimeSpan.FromMinutes(30)) }),
            (key, views, orders) => new UserSession(key.User, key.Start, views.Count(), orders.Count()));
}
