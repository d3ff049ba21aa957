using System.Globalization;
using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>A channel's day: <see cref="BidDay"/> and the last minute in which somebody bid.</summary>
public sealed record ChannelDay(
    string Channel, DateTime Day, string Minute, long Bids, long Bids1, long Bids2, long Bids3,
    long Bidders, long Bidders1, long Bidders2, long Bidders3, long Auctions, long Auctions1, long Auctions2, long Auctions3);

/// <summary>Channel statistics: counts and distinct counts of each channel's day.</summary>
public sealed class Q16 : Job<ChannelDay>
{
    public override Query<ChannelDay> Define() =>
        from b in Events.Bids
        group b by new { b.Channel, Day = Window.Day(b.DateTime) } into g
        select new ChannelDay(
            g.Key.Channel, g.Key.Day, g.Max(b => b.DateTime.ToString("HH:mm", CultureInfo.InvariantCulture)),
            g.Count(), g.Count(b => b.Price < 10_000), g.Count(b => b.Price >= 10_000 && b.Price < 1_000_000),
            g.Count(b => b.Price >= 1_000_000),
            g.CountDistinct(b => b.Bidder), g.Where(b => b.Price < 10_000).CountDistinct(b => b.Bidder),
            g.Where(b => b.Price >= 10_000 && b.Price < 1_000_000).CountDistinct(b => b.Bidder),
            g.Where(b => b.Price >= 1_000_000).CountDistinct(b => b.Bidder),
            g.CountDistinct(b => b.Auction), g.Where(b => b.Price < 10_000).CountDistinct(b => b.Auction),
            g.Where(b => b.Price >= 10_000 && b.Price < 1_000_000).CountDistinct(b => b.Auction),
            g.Where(b => b.Price >= 1_000_000).CountDistinct(b => b.Auction));
}
