using Unified.Definition;

namespace Unified.Core.Tests.Sql;

/// <summary>A request of a service.</summary>
public sealed record Span(DateTime Time, string Service, double LatencyMs, double? Cost, float Load, int Status,
    [property: Precision(12, 3)] decimal Bytes, string? Note, ulong Trace);

internal static class Spans
{
    private static readonly string[] Notes = ["", "a", "b'c", "\uE000", "\U00010000", "ü"];

    public static Source<Span> Source { get; } = new() { Topic = "spans", Partitions = 1, EventTime = s => s.Time };

    public static IReadOnlyList<Span> Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => new Span(
        new DateTime(1969, 12, 31, 23, 58, 0, DateTimeKind.Utc).AddSeconds(random.Next(240)), $"s{random.Next(3)}",
        random.Next(10) == 0 ? Odd(random) : Math.Round(random.NextDouble() * 1000, random.Next(4)),
        random.Next(4) == 0 ? null : random.Next(20) == 0 ? Odd(random) : random.NextDouble() - 0.5, random.NextSingle(),
        random.Next(4) == 0 ? 500 : 200, random.Next(-1_000_000, 1_000_000) / 1000m,
        random.Next(3) == 0 ? null : Notes[random.Next(Notes.Length)], (ulong)random.NextInt64() * 2))];

    private static double Odd(Random random) => random.Next(9) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        3 => -0.0,
        4 => double.MaxValue,
        5 => 5e-324,
        6 => -1e300,
        7 => 1e-200,
        _ => 0,
    };
}

internal sealed record Latency(string Service, DateTime Minute, long Requests, double P50, double P99, double Median, double? MedianCost,
    double MedianTrace, double Variance, double? CostDeviation, double LoadDeviation, double? Covariance, double Correlation, double Bytes,
    double Rate, double BytesRate, double ErrorRate, double Sum, double? Average, double Share,
    IReadOnlyList<long> Sizes, IReadOnlyList<long> Costs, IReadOnlyList<long> Codes,
    IReadOnlyList<int> Frequent);

/// <summary>Quantiles, moments and rates, of doubles above all.</summary>
internal sealed class Latencies : Job<Latency>
{
    private static readonly double[] Bounds = [-0.25, 0, 0.25];

    public override Query<Latency> Define() =>
        from s in Spans.Source
        group s by new { s.Service, Minute = Window.Tumbling(s.Time, TimeSpan.FromMinutes(1)) } into g
        select new Latency(g.Key.Service, g.Key.Minute, g.Count(), g.Quantile(s => s.LatencyMs, 0.5), g.Quantile(s => s.LatencyMs, 0.99),
            g.Median(s => s.LatencyMs), g.Median(s => s.Cost), g.Median(s => s.Trace), g.Variance(s => s.LatencyMs),
            g.SampleStandardDeviation(s => s.Cost), g.StandardDeviation(s => s.Load), g.SampleCovariance(s => s.LatencyMs, s => s.Cost),
            g.Correlation(s => s.LatencyMs, s => s.Status), g.Covariance(s => s.Bytes, s => s.Bytes), g.Rate(), g.Rate(s => s.Bytes),
            g.Where(s => s.Status >= 500).Rate(), g.Sum(s => s.LatencyMs), g.Average(s => s.Cost),
            g.Count(s => s.Status >= 500) / (double)g.Count(), g.Histogram(s => s.Bytes, -1m, 0.5m, 100m),
            g.Where(s => s.Status < 500).Histogram(s => s.Cost, Bounds), g.Histogram(s => s.Status, 300, 400, 500),
            g.TopFrequent(1, s => s.Status));
}

internal sealed record Ranks(string Service, DateTime Minute, string? First, double Last, float Slowest, IReadOnlyList<double> Top,
    IReadOnlyList<decimal> Bottom, IReadOnlyList<string?> TopNotes, IReadOnlyList<ulong> Bottoms, string? Joined, string? ByBytes,
    IReadOnlyList<int> Failed, string? FailedNotes);

/// <summary>What depends on the places of events.</summary>
internal sealed class Rankings : Job<Ranks>
{
    private const string Separator = "; ";

    public override Query<Ranks> Define() =>
        from s in Spans.Source
        group s by new { s.Service, Minute = Window.Tumbling(s.Time, TimeSpan.FromMinutes(1)) } into g
        select new Ranks(g.Key.Service, g.Key.Minute, g.First(s => s.Note), g.Last(s => s.LatencyMs),
            g.MaxBy(s => s.Load, s => s.LatencyMs),
            g.Top(3, s => s.LatencyMs), g.Bottom(2, s => s.Bytes), g.TopBy(2, s => s.Note, s => s.Status),
            g.BottomBy(4, s => s.Trace, s => s.Cost), g.StringJoin(s => s.Note, Separator), g.StringJoinBy(s => s.Note, s => s.Bytes, ""),
            g.Where(s => s.Status >= 500).TopBy(2, s => s.Status, s => s.Time), g.Where(s => s.Status >= 500).StringJoin(s => s.Note, ","));
}

internal sealed record Load(string Service, double PerRequest, double PerFailure, double Spread);

/// <summary>Aggregates that are composed of others.</summary>
internal sealed class Loads : Job<Load>
{
    private static readonly Aggregate<Span, double> PerRequest =
        Aggregate.Of((Group<Span> g) => g.Sum(s => s.LatencyMs) / (double)g.Count());

    private static readonly Aggregate<Span, double> Spread =
        Aggregate.Of((Group<Span> g) => PerRequest.Of(g.Where(s => s.Status >= 500)) - PerRequest.Of(g.Where(s => s.Status < 500)));

    public override Query<Load> Define() =>
        from s in Spans.Source
        group s by s.Service into g
        where PerRequest.Of(g) > 0
        select new Load(g.Key, PerRequest.Of(g), PerRequest.Of(g.Where(s => s.Status >= 500)), Spread.Of(g));
}

/// <summary>The same, written out.</summary>
internal sealed class PlainLoads : Job<Load>
{
    public override string Name => "loads";

    public override Query<Load> Define() =>
        from s in Spans.Source
        group s by s.Service into g
        where g.Sum(s => s.LatencyMs) / (double)g.Count() > 0
        select new Load(g.Key, g.Sum(s => s.LatencyMs) / (double)g.Count(),
            g.Where(s => s.Status >= 500).Sum(s => s.LatencyMs) / (double)g.Where(s => s.Status >= 500).Count(),
            (g.Where(s => s.Status >= 500).Sum(s => s.LatencyMs) / (double)g.Where(s => s.Status >= 500).Count())
                - (g.Where(s => s.Status < 500).Sum(s => s.LatencyMs) / (double)g.Where(s => s.Status < 500).Count()));
}
