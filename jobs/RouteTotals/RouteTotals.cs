using Unified.Definition;

namespace Unified.Jobs;

/// <summary>Everything that was ever flown on a route.</summary>
public sealed record RouteTotal(string Origin, string Destination, long Flights, long Miles, long MinutesLate, int BestDelay);

/// <inheritdoc cref="RouteTotal"/>
public sealed class RouteTotals : Job<RouteTotal>
{
    public override Query<RouteTotal> Define() =>
        from f in Sources.Flights
        group f by new { f.Origin, f.Destination } into g
        select new RouteTotal(
            g.Key.Origin, g.Key.Destination, g.Count(), g.Sum(f => f.Distance), g.Sum(f => f.Delay > 0 ? f.Delay : 0), g.Min(f => f.Delay));
}
