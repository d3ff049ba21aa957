using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>A bid with the id of its channel.</summary>
public sealed record ChannelBid(long Auction, long Bidder, long Price, string Channel, string ChannelId);

/// <summary>Add channel id: a known one by its name, another from the URL; bids without are left out.</summary>
public sealed class Q21 : Job<ChannelBid>
{
    public override Query<ChannelBid> Define() =>
        from b in Events.Bids
        let channel = b.Channel.ToLowerInvariant()
        let id = channel == "apple" ? "0" : channel == "google" ? "1" : channel == "facebook" ? "2" : channel == "baidu" ? "3"
            : Url.QueryValue(b.Url, "channel_id")
        where id != null
        select new ChannelBid(b.Auction, b.Bidder, b.Price, b.Channel, id);
}
