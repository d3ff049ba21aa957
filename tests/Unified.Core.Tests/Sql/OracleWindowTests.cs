using Unified.Definition;
using Unified.Lowering;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.Core.Tests.Sql;

/// <summary>
/// Windows in DuckDB at their very ends: events that are where a window ends, and gaps of exactly the length that ends a session.
/// </summary>
[TestClass]
public sealed class OracleWindowTests
{
    [TestMethod]
    public void An_event_at_the_end_of_a_hopping_window_is_in_the_next_ones()
    {
        var events = Random();
        var expected = from e in events
                       from back in Enumerable.Range(0, 3)
                       let start = Floor(e.Time, 20) - TimeSpan.FromMinutes(20 * back)
                       where start + TimeSpan.FromMinutes(40) > e.Time
                       group e by start into g
                       select $"{Text(g.Key)} {g.Count()}";
        AreEqual(new Hops(), events, expected);
    }

    [TestMethod]
    public void A_gap_of_exactly_its_length_ends_a_session()
    {
        var events = Random();
        var (expected, sorted) = (new List<string>(), events.Select(e => e.Time).Order().ToList());
        for (int first = 0, i = 1; i <= sorted.Count; i++)
        {
            if (i == sorted.Count || sorted[i] - sorted[i - 1] >= TimeSpan.FromMinutes(20))
            {
                expected.Add($"{Text(sorted[first])} {i - first}");
                first = i;
            }
        }

        AreEqual(new Sessions(), events, expected);
    }

    // Every ten minutes or none: half of them are at ends.
    private static List<Trade> Random()
    {
        var random = TestSeed.Take().Random();
        var start = new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        return [.. Trades.Random(random, 60).Select(t => t with { Time = start.AddMinutes(10 * random.Next(150)) })];
    }

    private static DateTime Floor(DateTime time, int minutes) =>
        Timestamps.ToDateTime(Timestamps.Floor(Timestamps.FromDateTime(time), minutes * 60_000_000L));

    private static string Text(DateTime time) => Timestamps.Format(Timestamps.FromDateTime(time));

    private static void AreEqual(Job job, List<Trade> events, IEnumerable<string> expected)
    {
        var plan = JobPlan.Create(job);
        using var oracle = new DuckDbOracle();
        var found = oracle.Answer(plan, new OracleInput(oracle.Load(plan.Sources[0], events), null)).Rows
            .Select(r => $"{CarrierText.Format(DataType.Timestamp, r[0]!)} {r[1]}").Order(StringComparer.Ordinal).ToList();
        CollectionAssert.AreEqual(expected.Order(StringComparer.Ordinal).ToList(), found);
    }

    internal sealed record Count(DateTime Start, long Trades);

    private sealed class Hops : Job<Count>
    {
        public override Query<Count> Define() =>
            from t in Trades.Source
            group t by Window.Hopping(t.Time, TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(20)) into g
            select new Count(g.Key, g.Count());
    }

    private sealed class Sessions : Job<Count>
    {
        public override Query<Count> Define() =>
            from t in Trades.Source
            group t by Window.Session(t.Time, TimeSpan.FromMinutes(20)) into g
            select new Count(g.Key, g.Count());
    }
}
