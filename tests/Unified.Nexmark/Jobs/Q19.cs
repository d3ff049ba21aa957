using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>An auction's ten highest bids, from the highest on: element n of each list is of bid n.</summary>
public sealed record TopBids(
    long Auction, IReadOnlyList<long> Prices, IReadOnlyList<long> Bidders, IReadOnlyList<string> Channels, IReadOnlyList<string> Urls,
    IReadOnlyList<DateTime> Times, IReadOnlyList<string> Extras);

/// <summary>Top ten bids of each auction; of those as high the one that stands first in the log.</summary>
public sealed class Q19 : Job<TopBids>
{
    public override Query<TopBids> Define() =>
        from b in Events.Bids
        group b by b.Auction into g
        select new TopBids(g.Key, g.Top(10, b => b.Price), g.TopBy(10, b => b.Bidder, b => b.Price),
            g.TopBy(10, b => b.Channel, b => b.Price), g.TopBy(10, b => b.Url, b => b.Price), g.TopBy(10, b => b.DateTime, b => b.Price),
            g.TopBy(10, b => b.Extra, b => b.Price));
}
