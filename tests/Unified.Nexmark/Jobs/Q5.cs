using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>An auction's bids in a window.</summary>
public sealed record HotAuction(long Auction, DateTime Start, long Bids);

/// <summary>
/// Hot items: of each ten seconds, begun every two, the auction with the most bids. Nexmark asks for all of those with as many; here it is
/// the one with the smallest id, for a ranking keeps no ties.
/// </summary>
public sealed class Q5 : Job<HotAuction>
{
    public override Query<HotAuction> Define() => Counts().Top(1, c => c.Bids, of: c => c.Start);

    private static Query<HotAuction> Counts() =>
        from b in Events.Bids
        group b by new { b.Auction, W = Window.Hopping(b.DateTime, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2)) } into g
        select new HotAuction(g.Key.Auction, g.Key.W, g.Count());
}
