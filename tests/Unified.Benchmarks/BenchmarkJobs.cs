using Unified.Definition;
using Unified.Jobs;

namespace Unified.Benchmarks;

/// <summary>The flights with all days as history, and the same once more as a second source.</summary>
internal static class BenchmarkSources
{
    public static Source<Flight> Flights { get; } = Sources.Flights with
    {
        HistoryUntil = new DateTime(2002, 1, 1, 0, 0, 0, DateTimeKind.Utc),
    };

    public static Source<Flight> Arrivals { get; } = Flights with { Topic = "arrivals", Partitions = 6, EpochLength = 4_096 };
}

/// <summary>What leaves an airport in a day and what is to arrive there.</summary>
internal sealed record AirportTraffic(string Airport, DateTime Day, long Departures, long Arrivals, double? AverageDelay, long Miles);

/// <summary>Two sources in one row.</summary>
internal sealed class AirportTrafficOfAll : Job<AirportTraffic>
{
    public override Query<AirportTraffic> Define() =>
        BenchmarkSources.Flights.GroupBy(f => new { Airport = f.Origin, Day = Window.Tumbling(f.Date, TimeSpan.FromDays(1)) })
            .Cogroup(
                BenchmarkSources.Arrivals.GroupBy(f => new
                {
                    Airport = f.Destination,
                    Day = Window.Tumbling(f.Date, TimeSpan.FromDays(1))
                }),
                (key, from, to) => new AirportTraffic(
                    key.Airport, key.Day, from.Count(), to.Count(), to.Average(f => (int?)f.Delay), from.Sum(f => f.Distance)));
}

/// <summary><see cref="AirportDelays"/>: windows, an average, a maximum and a sketch.</summary>
internal sealed class AirportDelaysOfAll : Job<AirportDay>
{
    public override Query<AirportDay> Define() =>
        from f in BenchmarkSources.Flights
        where f.Distance > 0
        group f by new { f.Origin, Day = Window.Tumbling(f.Date, TimeSpan.FromDays(1)) } into g
        select new AirportDay(
            g.Key.Origin, g.Key.Day, g.Count(), g.Average(f => f.Delay), g.Max(f => f.Delay), g.Quantile(f => f.Delay, 0.95));
}

/// <summary><see cref="RouteTotals"/>: two text keys, counts, sums and a minimum.</summary>
internal sealed class RouteTotalsOfAll : Job<RouteTotal>
{
    public override Query<RouteTotal> Define() =>
        from f in BenchmarkSources.Flights
        group f by new { f.Origin, f.Destination } into g
        select new RouteTotal(
            g.Key.Origin, g.Key.Destination, g.Count(), g.Sum(f => f.Distance), g.Sum(f => f.Delay > 0 ? f.Delay : 0), g.Min(f => f.Delay));
}
