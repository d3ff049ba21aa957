using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>A day's bids, bidders and auctions: in all, below 10,000, below 1,000,000, and the rest.</summary>
public sealed record BidDay(
    DateTime Day, long Bids, long Bids1, long Bids2, long Bids3, long Bidders, long Bidders1, long Bidders2, long Bidders3,
    long Auctions, long Auctions1, long Auctions2, long Auctions3);

/// <summary>Bidding statistics: counts and distinct counts of each day.</summary>
public sealed class Q15 : Job<BidDay>
{
    public override Query<BidDay> Define() =>
        from b in Events.Bids
        group b by Window.Day(b.DateTime) into g
        select new BidDay(
            g.Key, g.Count(), g.Count(b => b.Price < 10_000), g.Count(b => b.Price >= 10_000 && b.Price < 1_000_000),
            g.Count(b => b.Price >= 1_000_000),
            g.CountDistinct(b => b.Bidder), g.Where(b => b.Price < 10_000).CountDistinct(b => b.Bidder),
            g.Where(b => b.Price >= 10_000 && b.Price < 1_000_000).CountDistinct(b => b.Bidder),
            g.Where(b => b.Price >= 1_000_000).CountDistinct(b => b.Bidder),
            g.CountDistinct(b => b.Auction), g.Where(b => b.Price < 10_000).CountDistinct(b => b.Auction),
            g.Where(b => b.Price >= 10_000 && b.Price < 1_000_000).CountDistinct(b => b.Auction),
            g.Where(b => b.Price >= 1_000_000).CountDistinct(b => b.Auction));
}
