using Unified.Definition;
using static Unified.Serving.Tests.Fixtures.Expected;

namespace Unified.Serving.Tests.Sixteen;

public sealed record Bid(long Auction, long Bidder, int Price, string Channel, string Url, DateTime At, string? Extra);

public sealed record EuroBid(long Auction, long Bidder, decimal Price, DateTime At, string? Extra);

public sealed class CurrencyConversion : Job<EuroBid>
{
    public override Query<EuroBid> Define() =>
        from b in BidJobs.Bids
        select new EuroBid(b.Auction, b.Bidder, b.Price * 0.908m, b.At, b.Extra);
}

public sealed record ChosenBid(long Auction, int Price);

public sealed class EveryThird : Job<ChosenBid>
{
    public override Query<ChosenBid> Define() =>
        from b in BidJobs.Bids
        where b.Auction % 3 == 0
        select new ChosenBid(b.Auction, b.Price);
}

public sealed record HotItem(long Auction, DateTime From, long Bids);

public sealed class HotItems : Job<HotItem>
{
    public override Query<HotItem> Define() =>
        from b in BidJobs.Bids
        group b by new { b.Auction, W = Window.Hopping(b.At, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(2)) } into g
        select new HotItem(g.Key.Auction, g.Key.W, g.Count());
}

public sealed record BidderSession(long Bidder, DateTime From, long Bids);

public sealed class BidderSessions : Job<BidderSession>
{
    public override Query<BidderSession> Define() =>
        from b in BidJobs.Bids
        group b by new { b.Bidder, W = Window.Session(b.At, TimeSpan.FromMinutes(3)) } into g
        select new BidderSession(g.Key.Bidder, g.Key.W, g.Count());
}

public sealed record BidDay(DateTime Day, long Total, long Cheap, long Middle, long Dear, long Bidders, long CheapBidders, long Auctions);

public sealed class BidDays : Job<BidDay>
{
    public override Query<BidDay> Define() =>
        from b in BidJobs.Bids
        group b by b.At.Date into g
        select new BidDay(g.Key, g.Count(), g.Count(b => b.Price < 10_000), g.Count(b => b.Price >= 10_000 && b.Price < 1_000_000),
            g.Count(b => b.Price >= 1_000_000), g.CountDistinct(b => b.Bidder),
            g.Where(b => b.Price < 10_000).Select(b => b.Bidder).Distinct().Count(), g.Select(b => b.Auction).Distinct().Count());
}

public sealed record ChannelRange(string Channel, string Range, int Min, int Max, double Mean, long Sum, long Bids);

public sealed class ChannelRanges : Job<ChannelRange>
{
    public override Query<ChannelRange> Define() =>
        from b in BidJobs.Bids
        group b by new { b.Channel, Range = b.Price < 10_000 ? "cheap" : b.Price < 1_000_000 ? "middle" : "dear" } into g
        select new ChannelRange(g.Key.Channel, g.Key.Range, g.Min(b => b.Price), g.Max(b => b.Price), g.Average(b => b.Price),
            g.Sum(b => b.Price), g.Count());
}

public sealed record LastBid(long Bidder, long Auction, int Price, DateTime At);

public sealed class LastBids : Job<LastBid>
{
    public override Query<LastBid> Define() =>
        from b in BidJobs.Bids
        group b by new { b.Bidder, b.Auction } into g
        select new LastBid(g.Key.Bidder, g.Key.Auction, g.OrderByDescending(b => b.At).First().Price, g.Max(b => b.At));
}

public sealed record TopBids(long Auction, IReadOnlyList<int> Prices);

public sealed class TopBidsOfAuctions : Job<TopBids>
{
    public override Query<TopBids> Define() =>
        from b in BidJobs.Bids
        group b by b.Auction into g
        select new TopBids(g.Key, g.Top(10, b => b.Price));
}

internal static class BidJobs
{
    public static Source<Bid> Bids { get; } = new() { Topic = "bids", EventTime = b => b.At };

    private static JobCase J01_currency_conversion(Random random)
    {
        var bids = Random(random);
        return new JobCase(new CurrencyConversion(), bids.Select(b => Line(b.Auction, b.Bidder, b.Price * 0.908m, Micros(b.At), b.Extra)))
            .On(Bids, bids);
    }

    private static JobCase J02_filter_by_modulus(Random random)
    {
        var bids = Random(random);
        return new JobCase(new EveryThird(), bids.Where(b => b.Auction % 3 == 0).Select(b => Line(b.Auction, b.Price))).On(Bids, bids);
    }

    private static JobCase J03_hopping_count_per_auction(Random random)
    {
        var bids = Random(random);
        var expected = from b in bids
                       from back in Enumerable.Range(0, 5)
                       let start = Window.Tumbling(b.At, TimeSpan.FromMinutes(2)).AddMinutes(-2 * back)
                       group b by (b.Auction, start) into g
                       select Line(g.Key.Auction, Micros(g.Key.start), g.LongCount());
        return new JobCase(new HotItems(), expected).On(Bids, bids);
    }

    private static JobCase J04_sessions_per_bidder(Random random)
    {
        var bids = Random(random);
        var expected = new List<string>();
        foreach (var bidder in bids.GroupBy(b => b.Bidder))
        {
            var session = new List<DateTime>();
            foreach (var at in bidder.Select(b => b.At).Order())
            {
                if (session.Count > 0 && at - session[^1] >= TimeSpan.FromMinutes(3))
                {
                    expected.Add(Line(bidder.Key, Micros(session[0]), session.Count));
                    session.Clear();
                }

                session.Add(at);
            }

            expected.Add(Line(bidder.Key, Micros(session[0]), session.Count));
        }

        return new JobCase(new BidderSessions(), expected).On(Bids, bids);
    }

    private static JobCase J05_daily_distinct_bidders_and_conditional_counts(Random random)
    {
        var bids = Random(random);
        var expected = from b in bids
                       group b by b.At.Date into g
                       select Line(Micros(g.Key), g.Count(), g.Count(b => b.Price < 10_000),
                           g.Count(b => b.Price is >= 10_000 and < 1_000_000),
                           g.Count(b => b.Price >= 1_000_000), g.Select(b => b.Bidder).Distinct().Count(),
                           g.Where(b => b.Price < 10_000).Select(b => b.Bidder).Distinct().Count(),
                               g.Select(b => b.Auction).Distinct().Count());
        return new JobCase(new BidDays(), expected).On(Bids, bids);
    }

    private static JobCase J06_channels_by_price_range(Random random)
    {
        var bids = Random(random);
        var expected = from b in bids
                       group b by (b.Channel, b.Price switch { < 10_000 => "cheap", < 1_000_000 => "middle", _ => "dear" }) into g
                       select Line(g.Key.Channel, g.Key.Item2, g.Min(b => b.Price), g.Max(b => b.Price),
                           g.Sum(b => (long)b.Price) / (double)g.Count(), g.Sum(b => (long)b.Price), g.Count());
        return new JobCase(new ChannelRanges(), expected).On(Bids, bids);
    }

    private static JobCase J07_last_bid_of_a_bidder(Random random)
    {
        var bids = Random(random);
        var expected = from b in bids
                       group b by (b.Bidder, b.Auction) into g
                       let last = g.OrderByDescending(b => b.At).First()
                       select Line(g.Key.Bidder, g.Key.Auction, last.Price, Micros(last.At));
        return new JobCase(new LastBids(), expected).On(Bids, bids);
    }

    private static JobCase J07_top_ten_bids_of_an_auction(Random random)
    {
        var bids = Random(random);
        var expected = from b in bids
                       group b by b.Auction into g
                       select Line(g.Key, string.Join(' ', g.Select(b => b.Price).OrderDescending().Take(10)));
        return new JobCase(new TopBidsOfAuctions(), expected).On(Bids, bids);
    }

    internal static long Micros(DateTime time) => Unified.Time.Timestamps.FromDateTime(time);

    // Times that tie, prices of every range.
    private static List<Bid> Random(Random random) => [.. Enumerable.Range(0, 400).Select(_ =>
        new Bid(random.Next(1, 9), random.Next(1, 12),
        (int)Math.Pow(10, random.Next(2, 8)) + random.Next(50), random.Next(2) == 0 ? "web" : "app", "https://a.b/c",
        new DateTime(2026, 3, 1, 22, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(3 * 3600)), random.Next(3) == 0 ? null : "x"))];
}
