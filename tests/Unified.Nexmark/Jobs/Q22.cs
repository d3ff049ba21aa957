using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>A bid with the parts of its URL.</summary>
public sealed record UrlBid(long Auction, long Bidder, long Price, string Channel, string? Dir1, string? Dir2, string? Dir3);

/// <summary>Get URL directories: the first three parts of the path.</summary>
public sealed class Q22 : Job<UrlBid>
{
    public override Query<UrlBid> Define() =>
        from b in Events.Bids
        select new UrlBid(b.Auction, b.Bidder, b.Price, b.Channel, Url.Segment(b.Url, 0), Url.Segment(b.Url, 1), Url.Segment(b.Url, 2));
}
