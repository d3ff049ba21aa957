using Acme;
using static Unified.Serving.Tests.Fixtures.Expected;

namespace Unified.Serving.Tests.AsWritten;

/// <summary>Answers about bids: N1 to N7.</summary>
internal static class BidAnswers
{
    public static Answered Q1() => Of(new Q1(), bids => bids.Select(b =>
        Line(b.auction, b.bidder, b.price * 0.908m, Micros(b.dateTime))));

    public static Answered Q2() => Of(new Q2(), bids => bids.Where(b => b.auction % 123 == 0).Select(b => Line(b.auction, b.price)));

    public static Answered Q5() => Of(new Q5(), bids =>
    {
        var counts = new Dictionary<(long, long), long>();
        foreach (var b in bids)
        {
            var minute = b.dateTime.Ticks / TimeSpan.TicksPerMinute;
            for (var start = minute - 9; start <= minute; start++)
            {
                counts[(b.auction, start)] = counts.GetValueOrDefault((b.auction, start)) + 1;
            }
        }

        return counts.Select(c =>
            Line(c.Key.Item1, Micros(new DateTime(c.Key.Item2 * TimeSpan.TicksPerMinute, DateTimeKind.Utc)), c.Value));
    });

    public static Answered Q11() => Of(new Q11(), bids =>
    {
        var lines = new List<string>();
        foreach (var bidder in bids.GroupBy(b => b.bidder))
        {
            var (first, last, count) = (DateTime.MinValue, DateTime.MinValue, 0L);
            foreach (var at in bidder.Select(b => b.dateTime).Order())
            {
                if (count > 0 && at - last >= TimeSpan.FromSeconds(10))
                {
                    lines.Add(Line(bidder.Key, Micros(first), count));
                    count = 0;
                }

                (first, last, count) = (count == 0 ? at : first, at, count + 1);
            }

            lines.Add(Line(bidder.Key, Micros(first), count));
        }

        return lines;
    });

    public static Answered Q15() => Of(new Q15(), bids => bids.GroupBy(b => b.dateTime.Date).Select(g => Line(Micros(g.Key), g.Count(),
        g.Count(b => b.price < 10_000), g.Count(b => b.price is >= 10_000 and < 1_000_000), g.Count(b => b.price >= 1_000_000),
        g.Select(b => b.bidder).Distinct().Count(), g.Where(b => b.price < 10_000).Select(b => b.bidder).Distinct().Count(),
        g.Select(b => b.auction).Distinct().Count())));

    public static Answered Q17() => Of(new Q17(), bids => bids.GroupBy(b => (b.auction, b.dateTime.Date)).Select(g => Line(g.Key.auction,
        Micros(g.Key.Date), Micros(g.Max(b => b.dateTime)), g.Count(), g.Count(b => b.price < 10_000),
        g.Count(b => b.price is >= 10_000 and < 1_000_000), g.Count(b => b.price >= 1_000_000), g.Min(b => b.price), g.Max(b => b.price),
        g.Sum(b => (long)b.price) / (double)g.Count(), g.Sum(b => (long)b.price))));

    // Of equal times the first in the log is the first, and the last one the last: here only the time of the last is asked for.
    public static Answered Q18() => Of(new Q18(), bids => bids.GroupBy(b => (b.bidder, b.auction)).Select(g => Line(g.Key.bidder,
        g.Key.auction, g.OrderByDescending(b => b.dateTime).First().price, Micros(g.Max(b => b.dateTime)))));

    public static Answered Q19() => Of(new Q19(), bids => bids.GroupBy(b => b.auction)
        .SelectMany(g => g.OrderByDescending(b => b.price).Take(10)).Select(b => Line(b.auction, b.price, 0)));

    internal static long Micros(DateTime time) => (time - DateTime.UnixEpoch).Ticks / 10;

    private static Answered Of(Definition.Job job, Func<IReadOnlyList<Bid>, IEnumerable<string>> answer) =>
        new(job, Feeds.Bids.Value, () => answer(Feeds.Bids.Value.Events));
}
