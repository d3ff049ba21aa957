using Unified.Definition;
using static Unified.Serving.Tests.Fixtures.Expected;
using static Unified.Serving.Tests.Sixteen.BidJobs;

namespace Unified.Serving.Tests.Sixteen;

public sealed record Payment(DateTime At, string Merchant, string Currency, [property: Precision(18, 2)] decimal Amount, string Status);

public sealed record DeclineRate(string Merchant, DateTime Minute, long Payments, double Declined, decimal Dollars);

public sealed class DeclineRates : Job<DeclineRate>
{
    public override Query<DeclineRate> Define() =>
        from p in MeasureJobs.Payments
        group p by new { p.Merchant, Minute = Window.Tumbling(p.At, TimeSpan.FromMinutes(1)) } into g
        select new DeclineRate(g.Key.Merchant, g.Key.Minute, g.Count(), g.Count(p => p.Status == "declined") / (double)g.Count(),
            g.Sum(p => p.Amount * MeasureJobs.Rates[p.Currency]));
}

public sealed record Span(DateTime At, string Service, double LatencyMs, int Status);

public sealed record ServiceSpan(string Service, DateTime From, TimeSpan Length, long Requests, double P50, double P99, double ErrorRate);

public sealed class ServiceSpans : Job<ServiceSpan>
{
    public override Query<ServiceSpan> Define() =>
        from s in MeasureJobs.Spans
        group s by new { s.Service, W = Window.Each(s.At, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)) } into g
        select new ServiceSpan(g.Key.Service, g.Key.W.Start, g.Key.W.Length, g.Count(), g.Quantile(s => s.LatencyMs, 0.5),
            g.Quantile(s => s.LatencyMs, 0.99), g.Count(s => s.Status >= 500) / (double)g.Count());
}

public sealed record Deal(DateTime At, string Symbol, [property: Precision(15, 4)] decimal Price, int Pieces);

public sealed record TradingDay(string Symbol, DateTime Day, decimal Low, decimal High, decimal Turnover);

public sealed class TradingDays : Job<TradingDay>
{
    public override Query<TradingDay> Define() =>
        from d in MeasureJobs.Deals
        group d by new { d.Symbol, Day = Window.Day(d.At, "America/New_York") } into g
        select new TradingDay(g.Key.Symbol, g.Key.Day, g.Min(d => d.Price), g.Max(d => d.Price), g.Sum(d => d.Price * d.Pieces));
}

public sealed class TradingWeeks : Job<TradingDay>
{
    public override Query<TradingDay> Define() =>
        from d in MeasureJobs.Deals
        group d by new { d.Symbol, Week = Window.Week(d.At, "America/New_York") } into g
        select new TradingDay(g.Key.Symbol, g.Key.Week, g.Min(d => d.Price), g.Max(d => d.Price), g.Sum(d => d.Price * d.Pieces));
}

public sealed class TradingMonths : Job<TradingDay>
{
    public override Query<TradingDay> Define() =>
        from d in MeasureJobs.Deals
        group d by new { d.Symbol, Month = Window.Month(d.At, "America/New_York") } into g
        select new TradingDay(g.Key.Symbol, g.Key.Month, g.Min(d => d.Price), g.Max(d => d.Price), g.Sum(d => d.Price * d.Pieces));
}

public sealed record Repo(string Name, long Id);

public sealed record RepoEvent(DateTime At, string Type, Repo Repo);

public sealed record Stars(string Repo, DateTime Hour, long Count);

public sealed class TopRepos : Job<Stars>
{
    public override Query<Stars> Define() =>
        from e in MeasureJobs.Events
        where e.Type == "WatchEvent"
        group e by new { e.Repo.Name, Hour = Window.Tumbling(e.At, TimeSpan.FromHours(1)) } into g
        where g.Count() > 10
        orderby g.Count() descending
        select new Stars(g.Key.Name, g.Key.Hour, g.Count());
}

public sealed record Sample(DateTime At, string Device, double Temperature);

public sealed record DeviceHour(string Device, DateTime Hour, double Mean, double Deviation, double First, double Last);

public sealed class DeviceHours : Job<DeviceHour>
{
    public override Query<DeviceHour> Define() =>
        from s in MeasureJobs.Samples
        group s by new { s.Device, Hour = Window.Tumbling(s.At, TimeSpan.FromHours(1)) } into g
        select new DeviceHour(g.Key.Device, g.Key.Hour, g.Average(s => s.Temperature), g.StandardDeviation(s => s.Temperature),
            g.First(s => s.Temperature), g.Last(s => s.Temperature));
}

internal static class MeasureJobs
{
    public static readonly Dictionary<string, decimal> Rates = new() { ["EUR"] = 1.08m, ["GBP"] = 1.27m, ["USD"] = 1m };

    public static Source<Payment> Payments { get; } = new() { Topic = "payments", EventTime = p => p.At };

    public static Source<Span> Spans { get; } = new() { Topic = "spans", EventTime = s => s.At };

    public static Source<Deal> Deals { get; } = new() { Topic = "deals", EventTime = d => d.At };

    public static Source<RepoEvent> Events { get; } = new() { Topic = "events", EventTime = e => e.At };

    public static Source<Sample> Samples { get; } = new() { Topic = "samples", EventTime = s => s.At };

    private static JobCase J09_decline_rate_with_a_currency_table(Random random)
    {
        List<Payment> payments = [.. Times(random, 300, 600).Select(t =>
            new Payment(t, $"m{random.Next(3)}", Rates.Keys.ElementAt(random.Next(3)),
            random.Next(100_000) / 100m, random.Next(4) == 0 ? "declined" : "ok"))];
        var expected = from p in payments
                       group p by (p.Merchant, Minute: Window.Tumbling(p.At, TimeSpan.FromMinutes(1))) into g
                       select Line(g.Key.Merchant, Micros(g.Key.Minute), g.Count(),
                           g.Count(p => p.Status == "declined") / (double)g.Count(),
                           g.Sum(p => p.Amount * Rates[p.Currency]));
        return new JobCase(new DeclineRates(), expected).On(Payments, payments);
    }

    // Quantiles are of bins: integers up to 128 are bins of their own.
    private static JobCase J10_latency_by_minute_and_day_of_one_definition(Random random)
    {
        List<Span> spans = [.. Times(random, 400, 3600).Select(t => new Span(t, $"s{random.Next(2)}", Math.Pow(2, random.Next(0, 9)),
            random.Next(5) == 0 ? 500 : 200))];
        TimeSpan[] lengths = [TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)];
        var expected = from s in spans
                       from length in lengths
                       group s by (s.Service, From: Window.Tumbling(s.At, length), length) into g
                       let sorted = g.Select(s => s.LatencyMs).Order().ToList()
                       select Line(g.Key.Service, Micros(g.Key.From), g.Key.length.Ticks / 10, g.Count(), Middle(Rank(sorted, 50)),
                           Middle(Rank(sorted, 99)), g.Count(s => s.Status >= 500) / (double)g.Count());
        return new JobCase(new ServiceSpans(), expected).On(Spans, spans);
    }

    // The middle of the bin, 1/128 of an octave wide, that a power of two begins.
    private static double Middle(double value) => (value + BitConverter.Int64BitsToDouble(((BitConverter.DoubleToInt64Bits(value) >> 45)
        + 1) << 45)) / 2;

    private static double Rank(List<double> sorted, int percent) => sorted[Math.Max((sorted.Count * percent + 99) / 100, 1) - 1];

    private static JobCase J12_trading_days_in_New_York(Random random) => Trading(random, new TradingDays(), d => d.Date);

    private static JobCase J12_trading_weeks_in_New_York(Random random) =>
        Trading(random, new TradingWeeks(), d => d.Date.AddDays(-(((int)d.DayOfWeek + 6) % 7)));

    private static JobCase J12_trading_months_in_New_York(Random random) =>
        Trading(random, new TradingMonths(), d => new DateTime(d.Year, d.Month, 1));

    private static JobCase Trading(Random random, Job<TradingDay> job, Func<DateTime, DateTime> cut)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        List<Deal> deals = [.. Times(random, 300, 12 * 86_400).Select(t =>
            new Deal(t.AddDays(5), $"S{random.Next(2)}", random.Next(1_000_000) / 10_000m,
            random.Next(1, 9)))];
        var expected = from d in deals
                       let start = TimeZoneInfo.ConvertTimeToUtc(cut(TimeZoneInfo.ConvertTimeFromUtc(d.At, zone)), zone)
                       group d by (d.Symbol, start) into g
                       select Line(g.Key.Symbol, Micros(g.Key.start), g.Min(d => d.Price), g.Max(d => d.Price),
                           g.Sum(d => d.Price * d.Pieces));
        return new JobCase(job, expected).On(Deals, deals);
    }

    private static JobCase J13_top_repositories_by_stars(Random random)
    {
        List<RepoEvent> events = [.. Times(random, 400, 3 * 3600).Select(t =>
            new RepoEvent(t, random.Next(3) > 0 ? "WatchEvent" : "ForkEvent",
            new Repo($"r{random.Next(random.Next(1, 20))}", 1)))];
        var expected = from e in events
                       where e.Type == "WatchEvent"
                       group e by (e.Repo.Name, Hour: Window.Tumbling(e.At, TimeSpan.FromHours(1))) into g
                       where g.Count() > 10
                       select Line(g.Key.Name, Micros(g.Key.Hour), g.Count());
        return new JobCase(new TopRepos(), expected).On(Events, events);
    }

    // Quarters of degrees: what plain doubles add up exactly, too.
    private static JobCase J14_temperature_of_an_hour(Random random)
    {
        List<Sample> samples = [.. Times(random, 300, 4 * 3600).Distinct().Select(t =>
            new Sample(t, $"d{random.Next(3)}", random.Next(-80, 160) / 4.0))];
        var expected = from s in samples
                       group s by (s.Device, Hour: Window.Tumbling(s.At, TimeSpan.FromHours(1))) into g
                       let n = g.Count()
                       let sum = g.Sum(s => (decimal)s.Temperature)
                       let squares = g.Sum(s => (decimal)s.Temperature * (decimal)s.Temperature)
                       select Line(g.Key.Device, Micros(g.Key.Hour), (double)sum / n,
                           Math.Sqrt((double)((n * squares) - (sum * sum)) / ((double)n * n)),
                           g.MinBy(s => s.At)!.Temperature, g.MaxBy(s => s.At)!.Temperature);
        return new JobCase(new DeviceHours(), expected).On(Samples, samples);
    }

    private static IEnumerable<DateTime> Times(Random random, int count, int seconds) => [.. Enumerable.Range(0, count).Select(_ =>
        new DateTime(2026, 3, 1, 22, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(seconds)))];
}
