using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>A bid of a middling price, with what is computed of it.</summary>
public sealed record ComputedBid(long Auction, long Bidder, decimal Price, string TimeOfDay, DateTime DateTime, string Extra, long Cs);

/// <summary>Calculation: a price in euros, the time of day, and how often the letter c is in <c>extra</c>.</summary>
public sealed class Q14 : Job<ComputedBid>
{
    public override Query<ComputedBid> Define() =>
        from b in Events.Bids
        let euros = 0.908m * b.Price
        where euros > 1_000_000 && euros < 50_000_000
        let hour = b.DateTime.Hour
        select new ComputedBid(b.Auction, b.Bidder, euros,
            hour >= 8 && hour <= 18 ? "dayTime" : hour <= 6 || hour >= 20 ? "nightTime" : "otherTime", b.DateTime, b.Extra,
            b.Extra.Length - b.Extra.Replace("c", "").Length);
}
