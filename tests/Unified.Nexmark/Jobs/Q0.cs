using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>A bid as it came.</summary>
public sealed record PlainBid(long Auction, long Bidder, long Price, DateTime DateTime, string Extra);

/// <summary>Pass through: what reading and writing cost alone.</summary>
public sealed class Q0 : Job<PlainBid>
{
    public override Query<PlainBid> Define() =>
        from b in Events.Bids
        select new PlainBid(b.Auction, b.Bidder, b.Price, b.DateTime, b.Extra);
}
