using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>The highest bid of ten seconds.</summary>
public sealed record HighestBid(DateTime Start, long Auction, long Price, long Bidder, DateTime DateTime, string Extra);

/// <summary>Highest bid of each ten seconds; the first of those that are as high.</summary>
public sealed class Q7 : Job<HighestBid>
{
    public override Query<HighestBid> Define() =>
        from b in Events.Bids
        group b by Window.Tumbling(b.DateTime, TimeSpan.FromSeconds(10)) into g
        select new HighestBid(g.Key, g.MaxBy(b => b.Auction, b => b.Price), g.Max(b => b.Price), g.MaxBy(b => b.Bidder, b => b.Price),
            g.MaxBy(b => b.DateTime, b => b.Price), g.MaxBy(b => b.Extra, b => b.Price));
}
