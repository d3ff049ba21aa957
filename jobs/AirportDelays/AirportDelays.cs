using Unified.Definition;

namespace Unified.Jobs;

/// <summary>How late an airport's departures arrive, day by day.</summary>
public sealed record AirportDay(string Origin, DateTime Day, long Flights, double AverageDelay, int WorstDelay, double P95Delay);

/// <inheritdoc cref="AirportDay"/>
public sealed class AirportDelays : Job<AirportDay>
{
    public override Query<AirportDay> Define() =>
        from f in Sources.Flights
        where f.Distance > 0
        group f by new { f.Origin, Day = Window.Tumbling(f.Date, TimeSpan.FromDays(1)) } into g
        select new AirportDay(
            g.Key.Origin, g.Key.Day, g.Count(), g.Average(f => f.Delay), g.Max(f => f.Delay), g.Quantile(f => f.Delay, 0.95));
}
