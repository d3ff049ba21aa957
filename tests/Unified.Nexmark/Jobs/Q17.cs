using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>An auction's day.</summary>
public sealed record AuctionDay(
    long Auction, DateTime Day, long Bids, long Bids1, long Bids2, long Bids3, long Min, long Max, double Average, long Sum);

/// <summary>Auction statistics: counts and prices of each auction's day.</summary>
public sealed class Q17 : Job<AuctionDay>
{
    public override Query<AuctionDay> Define() =>
        from b in Events.Bids
        group b by new { b.Auction, Day = Window.Day(b.DateTime) } into g
        select new AuctionDay(
            g.Key.Auction, g.Key.Day, g.Count(), g.Count(b => b.Price < 10_000),
            g.Count(b => b.Price >= 10_000 && b.Price < 1_000_000), g.Count(b => b.Price >= 1_000_000),
            g.Min(b => b.Price), g.Max(b => b.Price), g.Average(b => b.Price), g.Sum(b => b.Price));
}
