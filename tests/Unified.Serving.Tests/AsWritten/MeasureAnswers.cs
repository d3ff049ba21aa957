using Acme;
using static Unified.Serving.Tests.AsWritten.BidAnswers;
using static Unified.Serving.Tests.Fixtures.Expected;

namespace Unified.Serving.Tests.AsWritten;

/// <summary>Answers about payments, latencies, clicks, trades, repositories and devices: N9 to N14.</summary>
internal static class MeasureAnswers
{
    public static Answered D1() => Declined(new D1(), g => g.Sum(p => p.amount));

    public static Answered D2() => Declined(new D2(), g => g.Sum(p => p.amount * Pay.Rates[p.currency]));

    public static Answered D4() => Declined(new D4(), g => g.Sum(p => p.amount * Pay.Rates[p.currency]));

    public static Answered D5() => new(new D5(), Feeds.GuidPayments.Value, () => Feeds.GuidPayments.Value.Events
        .GroupBy(p => (p.merchant, Floor(p.at, TimeSpan.FromMinutes(1)))).Select(g => Line(g.Key.merchant, Micros(g.Key.Item2), g.Count(),
            g.Count(p => p.status == "declined") / (double)g.Count(), g.Sum(p => p.amount))));

    // Four digits more than those of 1 and 0.
    public static Answered D6() => new(new D6(), Feeds.Payments.Value, () => Feeds.Payments.Value.Events.GroupBy(p => p.merchant)
        .Select(g => Line(g.Key, Math.Round(g.Count(p => p.status == "declined") / (decimal)g.Count(), 4, MidpointRounding.AwayFromZero))));

    public static Answered LatencyByMinute() => Latency(new LatencyByMinute(), Feeds.Spans.Value, TimeSpan.FromMinutes(1), s =>
        (s.ts, s.service, s.latencyMs, s.status));

    public static Answered LatencyByDay() => Latency(new LatencyByDay(), Feeds.Spans.Value, TimeSpan.FromDays(1), s =>
        (s.ts, s.service, s.latencyMs, s.status));

    public static Answered A3() => Latency(new A3(), Feeds.FineSpans.Value, TimeSpan.FromMinutes(1), s =>
        (s.ts, s.service, s.latencyMs, s.status));

    public static Answered C1() => new(new C1(), Feeds.Clicks.Value, () => Feeds.Clicks.Value.Events.Where(c => c.user.id > 0)
        .GroupBy(c => (c.page, Floor(c.ts, TimeSpan.FromHours(1)))).Select(g => Line(g.Key.page, Micros(g.Key.Item2), g.Count())));

    public static Answered C2() => new(new C2(), Feeds.Clicks.Value, () => Feeds.Clicks.Value.Events
        .SelectMany(c => c.items, (c, i) => (i, Hour: Floor(c.ts, TimeSpan.FromHours(1)))).GroupBy(x => (x.i.sku, x.Hour))
        .Select(g => Line(g.Key.sku, Micros(g.Key.Hour), g.Sum(x => x.i.qty))));

    public static Answered T3() => Trading(new T3(), t => t.AddHours(-5).Date);

    public static Answered T4NyDay() => Trading(new T4NyDay(), Trd.NyDay2);

    public static Answered T5Week() => Trading(new T5Week(), t => Floor(t, TimeSpan.FromDays(7)));

    public static Answered T6Monday() => Trading(new T6Monday(), t => t.Date.AddDays(-(((int)t.DayOfWeek + 6) % 7)));

    public static Answered T7Month() => new(new T7Month(), Feeds.Trades.Value, () => Feeds.Trades.Value.Events
        .GroupBy(t => (t.symbol, t.at.Year, t.at.Month)).Select(g => Line(g.Key.symbol, g.Key.Year, g.Key.Month, g.Min(t => t.price),
            g.Max(t => t.price), g.Sum(t => t.price * t.qty))));

    public static Answered T8() => Trading(new T8(), t => new DateTime(t.Year, t.Month, 1, 0, 0, 0, DateTimeKind.Utc));

    public static Answered TopRepos() => new(new TopRepos(), Feeds.Repos.Value, () => Feeds.Repos.Value.Events
        .Where(e => e.type == "WatchEvent").GroupBy(e => (e.repo, Floor(e.created_at, TimeSpan.FromHours(1)))).Where(g => g.Count() > 10)
        .Select(g => Line(g.Key.repo, Micros(g.Key.Item2), g.Count())));

    public static Answered I1() => Device(new I1(), g => g.Count);

    public static Answered I3() => Device(new I3(), g => g.Sum(r => r.temperature) / g.Count);

    public static Answered I4() => Device(new I4(), g =>
    {
        var (sum, squares) = (g.Sum(r => (decimal)r.temperature), g.Sum(r => (decimal)r.temperature * (decimal)r.temperature));
        return Math.Sqrt((double)((g.Count * squares) - (sum * sum)) / ((double)g.Count * g.Count));
    });

    public static Answered I2Std() => new(new I2Std(), Feeds.DecimalReadings.Value, () => Feeds.DecimalReadings.Value.Events
        .GroupBy(r => (r.device, Floor(r.at, TimeSpan.FromHours(1)))).Select(g => Line(g.Key.device, Micros(g.Key.Item2), g.Count(),
            g.Sum(r => r.temperature), g.Sum(r => r.temperature * r.temperature),
            Math.Round(g.Sum(r => r.temperature) / g.Count(), 8, MidpointRounding.AwayFromZero))));

    private static Answered Declined(Definition.Job job, Func<IEnumerable<PaymentS>, decimal> total) => new(job, Feeds.Payments.Value, () =>
        Feeds.Payments.Value.Events.GroupBy(p => (p.merchant, Floor(p.at, TimeSpan.FromMinutes(1)))).Select(g => Line(g.Key.merchant,
            Micros(g.Key.Item2), g.Count(), g.Count(p => p.status == "declined") / (double)g.Count(), total(g))));

    private static Answered Trading(Definition.Job job, Func<DateTime, DateTime> cut) => new(job, Feeds.Trades.Value, () =>
        Feeds.Trades.Value.Events.GroupBy(t => (t.symbol, Start: cut(t.at))).Select(g => Line(g.Key.symbol, Micros(g.Key.Start),
            g.Min(t => t.price), g.Max(t => t.price), g.Sum(t => t.price * t.qty))));

    private static Answered Device(Definition.Job job, Func<List<Reading>, double> value) => new(job, Feeds.Readings.Value, () =>
        Feeds.Readings.Value.Events.GroupBy(r => (r.device, Floor(r.at, TimeSpan.FromHours(1)))).Select(g => Line(g.Key.device,
            Micros(g.Key.Item2), value([.. g]))));

    private static Answered Latency<T>(Definition.Job job, Feed<T> feed, TimeSpan size,
        Func<T, (DateTime At, string Service, decimal Ms, int Status)> read)
        where T : notnull => new(job, feed, () => feed.Events.Select(read).GroupBy(s => (s.Service, Start: Floor(s.At, size))).Select(g =>
        {
            var sorted = g.Select(s => (double)s.Ms).Order().ToList();
            return Line(g.Key.Service, Micros(g.Key.Start), sorted.Count, Middle(sorted, 50), Middle(sorted, 99),
                g.Count(s => s.Status >= 500) / (double)sorted.Count);
        }));

    // A quantile is the middle of the bin, 1/128 of an octave wide, that the value of its rank is in.
    private static double Middle(List<double> sorted, int percent)
    {
        var bin = BitConverter.DoubleToInt64Bits(sorted[(((sorted.Count * percent) + 99) / 100) - 1]) >> 45;
        return (BitConverter.Int64BitsToDouble(bin << 45) + BitConverter.Int64BitsToDouble((bin + 1) << 45)) / 2;
    }

    private static DateTime Floor(DateTime time, TimeSpan size)
    {
        var since = (time - DateTime.UnixEpoch).Ticks;
        return DateTime.UnixEpoch.AddTicks(since - (since % size.Ticks));
    }
}
