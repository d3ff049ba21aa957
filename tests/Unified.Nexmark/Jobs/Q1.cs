using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>A bid in euros.</summary>
public sealed record EuroBid(long Auction, long Bidder, decimal Price, DateTime DateTime, string Extra);

/// <summary>Currency conversion: every price from dollars to euros.</summary>
public sealed class Q1 : Job<EuroBid>
{
    public override Query<EuroBid> Define() =>
        from b in Events.Bids
        select new EuroBid(b.Auction, b.Bidder, 0.908m * b.Price, b.DateTime, b.Extra);
}
