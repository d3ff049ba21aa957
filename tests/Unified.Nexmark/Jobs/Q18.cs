using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>What somebody bid last for an auction.</summary>
public sealed record LastBid(long Auction, long Bidder, long Price, string Channel, string Url, DateTime DateTime, string Extra);

/// <summary>Last bid of each bidder for each auction; of those at the same time the one that stands first in the log.</summary>
public sealed class Q18 : Job<LastBid>
{
    public override Query<LastBid> Define() =>
        from b in Events.Bids
        group b by new { b.Auction, b.Bidder } into g
        select new LastBid(g.Key.Auction, g.Key.Bidder, g.OrderByDescending(b => b.DateTime).First().Price,
            g.OrderByDescending(b => b.DateTime).First().Channel, g.OrderByDescending(b => b.DateTime).First().Url,
            g.Max(b => b.DateTime), g.OrderByDescending(b => b.DateTime).First().Extra);
}
