using Unified.Definition;

namespace Unified.TestKit.Tests.Cookbook;

/// <summary>Recipes of docs/cookbook.md over requests of web services.</summary>
public static class RequestRecipes
{
    #region requests
    public sealed record Request(DateTime At, string Service, string Url, int Status, double Millis, string? User);

    public static Source<Request> Requests { get; } = new() { Topic = "requests", EventTime = r => r.At };
    #endregion

    #region per-minute
    public sealed record ServiceMinute(string Service, DateTime Minute, long Requests);

    public static Query<ServiceMinute> PerMinute() =>
        from r in Requests
        group r by new { r.Service, Minute = Window.Tumbling(r.At, TimeSpan.FromMinutes(1)) } into g
        select new ServiceMinute(g.Key.Service, g.Key.Minute, g.Count());
    #endregion

    #region moving
    public sealed record Moving(string Service, DateTime From, long Requests);

    // Windows of ten minutes, one every minute.
    public static Query<Moving> LastTenMinutes() =>
        from r in Requests
        group r by new { r.Service, W = Window.Hopping(r.At, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)) } into g
        select new Moving(g.Key.Service, g.Key.W, g.Count());
    #endregion

    #region percentiles
    public sealed record Latency(string Service, DateTime Start, TimeSpan Length, double P50, double P99);

    // A row for every minute and for every day, out of one definition.
    public static Query<Latency> Percentiles() =>
        from r in Requests
        group r by new { r.Service, W = Window.Each(r.At, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)) } into g
        select new Latency(g.Key.Service, g.Key.W.Start, g.Key.W.Length, g.Median(r => r.Millis), g.Quantile(r => r.Millis, 0.99));
    #endregion

    #region histogram
    public sealed record LatencyHistogram(string Service, IReadOnlyList<long> Counts);

    // Below 10 ms, 10 to 100, 100 to 1000, and from 1000 on.
    public static Query<LatencyHistogram> Histogram() =>
        from r in Requests
        group r by r.Service into g
        select new LatencyHistogram(g.Key, g.Histogram(r => r.Millis, 10.0, 100.0, 1000.0));
    #endregion

    #region rate
    public sealed record ServiceRate(string Service, DateTime Minute, double PerSecond);

    public static Query<ServiceRate> PerSecond() =>
        from r in Requests
        group r by new { r.Service, Minute = Window.Tumbling(r.At, TimeSpan.FromMinutes(1)) } into g
        select new ServiceRate(g.Key.Service, g.Key.Minute, g.Rate());
    #endregion

    #region error-rate
    public sealed record ErrorRate(string Service, DateTime Minute, long Errors, double Share);

    public static Query<ErrorRate> ErrorShares() =>
        from r in Requests
        group r by new { r.Service, Minute = Window.Tumbling(r.At, TimeSpan.FromMinutes(1)) } into g
        select new ErrorRate(g.Key.Service, g.Key.Minute, g.Count(r => r.Status >= 500),
            g.Count(r => r.Status >= 500) / (double)g.Count());
    #endregion

    #region having
    // The minutes in which more than one request in ten failed, of at least three.
    public static Query<ErrorRate> Incidents() =>
        from r in Requests
        group r by new { r.Service, Minute = Window.Tumbling(r.At, TimeSpan.FromMinutes(1)) } into g
        where g.Count() >= 3
        select new ErrorRate(g.Key.Service, g.Key.Minute, g.Count(r => r.Status >= 500),
            g.Count(r => r.Status >= 500) / (double)g.Count())
        into row
        where row.Share > 0.1
        select row;
    #endregion

    #region distinct
    public sealed record Visitors(DateTime Day, long Exactly, long About);

    public static Query<Visitors> DistinctUsers() =>
        from r in Requests
        group r by Window.Day(r.At) into g
        select new Visitors(g.Key, g.CountDistinct(r => r.User), g.ApproximateCountDistinct(r => r.User));
    #endregion

    #region string-join
    public sealed record Trail(string Service, string? Users);

    public static Query<Trail> Trails() =>
        from r in Requests
        group r by r.Service into g
        select new Trail(g.Key, g.StringJoin(r => r.User, " > "));
    #endregion

    #region filter
    public static Query<ServiceMinute> WithoutProbes() =>
        from r in Requests
        where r.User != "probe" && r.Millis >= 0
        group r by new { r.Service, Minute = Window.Tumbling(r.At, TimeSpan.FromMinutes(1)) } into g
        select new ServiceMinute(g.Key.Service, g.Key.Minute, g.Count());
    #endregion

    #region nulls
    public sealed record KnownUsers(string Service, long Known, string? First, int LongestName);

    // Aggregates skip nulls. Of nothing but nulls a nullable value is null; ?? says what else it is.
    public static Query<KnownUsers> Known() =>
        from r in Requests
        group r by r.Service into g
        select new KnownUsers(g.Key, g.Count(r => r.User != null), g.Min(r => r.User), g.Max(r => (r.User ?? "").Length));
    #endregion

    #region url
    public sealed record HostCount(string? Host, string? Campaign, long Clicks);

    public static Query<HostCount> Hosts() =>
        from r in Requests
        group r by new { Host = Url.Host(r.Url), Campaign = Url.QueryValue(r.Url, "utm_campaign") } into g
        select new HostCount(g.Key.Host, g.Key.Campaign, g.Count());
    #endregion

    #region bucket
    public enum Outcome
    {
        Good,
        Slow,
        Failed,
    }

    // A switch is no expression tree; in a function of your own it is C#.
    [Deterministic]
    public static Outcome OutcomeOf(int status, double millis) => (status, millis) switch
    {
        ( >= 500, _) => Outcome.Failed,
        (_, > 1000) => Outcome.Slow,
        _ => Outcome.Good,
    };

    public sealed record OutcomeCount(Outcome Outcome, long Requests);

    public static Query<OutcomeCount> Outcomes() =>
        from r in Requests
        group r by OutcomeOf(r.Status, r.Millis) into g
        select new OutcomeCount(g.Key, g.Count());
    #endregion

    #region sessions
    public sealed record Session(string? User, DateTime Start, DateTime Last, long Pages);

    public static Query<Session> Sessions() =>
        from r in Requests
        where r.User != null
        group r by new { r.User, Start = Window.Session(r.At, TimeSpan.FromMinutes(30)) } into g
        select new Session(g.Key.User, g.Key.Start, g.Max(r => r.At), g.Count());
    #endregion

    #region top-rows
    // The two busiest services of every minute.
    public static Query<ServiceMinute> Busiest() => PerMinute().Top(2, m => m.Requests, of: m => m.Minute);
    #endregion

    #region two-level
    public sealed record ServicePeak(string Service, long Minutes, double Average, long Peak);

    // Of the minutes of a service: how many, how busy on average, and the busiest.
    public static Query<ServicePeak> Peaks() =>
        from minute in PerMinute()
        group minute by minute.Service into g
        select new ServicePeak(g.Key, g.Count(), g.Average(m => m.Requests), g.Max(m => m.Requests));
    #endregion

    #region alerts
    public sealed record SlowRequest(DateTime At, string Service, double Seconds);

    // One row an event, kept for a month.
    public static Query<SlowRequest> Slow() =>
        (from r in Requests
         where r.Millis >= 5000
         select new SlowRequest(r.At, r.Service, r.Millis / 1000)).ToQuery().KeepFor(TimeSpan.FromDays(30));
    #endregion

    #region frequent
    public sealed record FrequentUrls(string Service, IReadOnlyList<string> Urls);

    public static Query<FrequentUrls> MostFrequent() =>
        from r in Requests
        group r by r.Service into g
        select new FrequentUrls(g.Key, g.TopFrequent(3, r => r.Url));
    #endregion
}
