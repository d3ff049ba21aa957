using System.Globalization;
using System.Text;
using Unified.Core.Tests.Expressions;
using Unified.Core.Tests.Linq;
using Unified.Definition;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Golden;

/// <summary>The jobs whose plans and versions are kept in a file, so that a change of them is seen in review.</summary>
public static class GoldenJobs
{
    public static Job[] All { get; } = [new HourlyTrades(), new SideTotals(), new FragileTotals(), new Airport(), new Route(),
        new WithUserFunction(), new HotItems(), new BidderSessions(), new Latencies()];

    /// <summary>Everything a version is made of, job by job.</summary>
    public static string PrintAll()
    {
        var text = new StringBuilder();
        foreach (var job in All)
        {
            var plan = JobPlan.Create(job);
            text.Append(CultureInfo.InvariantCulture,
                $"{plan.Job} {plan.Version}\n{plan.Logical}rows: {string.Join(", ", plan.Rows.Columns)}\n\n");
        }

        return text.ToString();
    }

    private sealed record Flight(DateTime Date, string Origin, string Destination, int Delay, int Distance);

    private static readonly Source<Flight> Flights = new()
    {
        Topic = "flights",
        EpochLength = 8_192,
        EventTime = f => f.Date,
        History = "history/flights",
        HistoryUntil = new DateTime(2001, 4, 1),
    };

    private sealed record AirportDay(string Origin, DateTime Day, long Flights, double AverageDelay, int WorstDelay, double P95Delay);

    private sealed class Airport : Job<AirportDay>
    {
        public override Query<AirportDay> Define() =>
            from f in Flights
            where f.Distance > 0
            group f by new { f.Origin, Day = Window.Tumbling(f.Date, TimeSpan.FromDays(1)) } into g
            select new AirportDay(g.Key.Origin, g.Key.Day, g.Count(), g.Average(f => f.Delay), g.Max(f => f.Delay),
                g.Quantile(f => f.Delay, 0.95));
    }

    /// <summary>The example of a changed definition in docs/operations.md.</summary>
    private sealed class LongerFlights : Job<AirportDay>
    {
        public override Query<AirportDay> Define() =>
            from f in Flights
            where f.Distance > 200
            group f by new { f.Origin, Day = Window.Tumbling(f.Date, TimeSpan.FromDays(1)) } into g
            select new AirportDay(g.Key.Origin, g.Key.Day, g.Count(), g.Average(f => f.Delay), g.Max(f => f.Delay),
                g.Quantile(f => f.Delay, 0.95));
    }

    /// <summary>The versions that the pages in docs/ show in their examples.</summary>
    public static IEnumerable<string> InDocs => new Job[] { new Airport(), new LongerFlights() }.Select(j => JobPlan.Create(j).Version);

    private sealed record RouteTotal(string Origin, string Destination, long Flights, long Miles, long MinutesLate, int BestDelay);

    private sealed class Route : Job<RouteTotal>
    {
        public override Query<RouteTotal> Define() =>
            from f in Flights
            group f by new { f.Origin, f.Destination } into g
            select new RouteTotal(g.Key.Origin, g.Key.Destination, g.Count(), g.Sum(f => f.Distance),
                g.Sum(f => f.Delay > 0 ? f.Delay : 0), g.Min(f => f.Delay));
    }

    private sealed record Doubled(string Symbol, long Total);

    /// <summary>
    /// No version in the golden file: a debug and a release build have different IL. Its stability is tested within one build.
    /// </summary>
    private sealed class WithUserFunction : Job<Doubled>
    {
        public override Query<Doubled> Define() =>
            from t in Trades.Source
            group t by t.Symbol into g
            select new Doubled(g.Key,
                g.Sum(t => UserFunctions.Twice(t.Quantity % 1000)));
    }
}
