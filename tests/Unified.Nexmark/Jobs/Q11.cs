using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>A session of a bidder.</summary>
public sealed record BidderSession(long Bidder, long Bids, DateTime Start, DateTime LastBid);

/// <summary>User sessions: a bidder's bids until there is none for ten seconds.</summary>
public sealed class Q11 : Job<BidderSession>
{
    public override Query<BidderSession> Define() =>
        from b in Events.Bids
        group b by new { b.Bidder, Start = Window.Session(b.DateTime, TimeSpan.FromSeconds(10)) } into g
        select new BidderSession(g.Key.Bidder, g.Count(), g.Key.Start, g.Max(b => b.DateTime));
}
