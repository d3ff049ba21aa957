using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>What was bid for a chosen auction.</summary>
public sealed record ChosenBid(long Auction, long Price);

/// <summary>Selection: the bids for every 123rd auction.</summary>
public sealed class Q2 : Job<ChosenBid>
{
    public override Query<ChosenBid> Define() =>
        from b in Events.Bids
        where b.Auction % 123 == 0
        select new ChosenBid(b.Auction, b.Price);
}
