using System.Globalization;
using Unified.Columnar;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Epochs;
using Unified.Lowering;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.Core.Tests.Sql;

/// <summary>
/// The oracle makes windows of events. It is compared with plain objects and with SQL that was written by hand; that the rows' panes give
/// the same answer is for the tests of the views to show.
/// </summary>
[TestClass]
public sealed class OracleWindowTests
{
    private const int Cases = 40;
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan Size = TimeSpan.FromHours(2);
    private static readonly TimeSpan Hop = TimeSpan.FromMinutes(25);

    private sealed record VenueWindow(string? Venue, DateTime Start, long Trades, long Bought, long Quantity);

    private sealed record VenueSpan(string? Venue, DateTime Start, TimeSpan Length, long Trades);

    [TestMethod]
    public void Hopping_windows_are_those_of_plain_objects_and_of_SQL_by_hand() => Compare(
        JobPlan.Create(new Wrapped<VenueWindow>(
            from t in Trades.Source
            group t by new { t.Venue, Start = Window.Hopping(t.Time, Size, Hop) } into g
            select new VenueWindow(g.Key.Venue, g.Key.Start, g.Count(), g.Count(t => t.Buy), g.Sum(t => t.Quantity)))),
        trades => from t in trades
                  from k in Enumerable.Range(0, 6)
                  let start = Floor(t.Time, Hop) - (k * Hop)
                  where start + Size > t.Time
                  group t by (t.Venue, start) into g
                  select Line(g.Key.Venue, Micros(g.Key.start), g.Count(), g.Count(t => t.Buy), g.Sum(t => (long)t.Quantity)),
        """
        SELECT "Venue", s, count(*), count(*) FILTER ("Buy"), sum("Quantity")::BIGINT FROM (
            SELECT *, epoch_us("Time") AS t, epoch_us(time_bucket(INTERVAL '25 minutes', "Time", TIMESTAMP '1970-01-01')) AS l FROM {0})
            CROSS JOIN (SELECT unnest([0, 1, 2, 3, 4, 5]) AS k), LATERAL (SELECT l - k * 1500000000::BIGINT AS s)
            WHERE s + 7200000000 > t GROUP BY ALL
        """);

    [TestMethod]
    public void Sessions_are_those_of_plain_objects_and_of_SQL_by_hand() => Compare(
        JobPlan.Create(new Wrapped<VenueWindow>(
            from t in Trades.Source
            group t by new { t.Venue, Start = Window.Session(t.Time, Gap) } into g
            select new VenueWindow(g.Key.Venue, g.Key.Start, g.Count(), g.Count(t => t.Buy), g.Sum(t => t.Quantity)))),
        trades => from v in trades.GroupBy(t => t.Venue)
                  from s in Sessions(v)
                  select Line(v.Key, Micros(s[0].Time), s.Count, s.Count(t => t.Buy), s.Sum(t => (long)t.Quantity)),
        """
        SELECT "Venue", min(t), count(*), count(*) FILTER ("Buy"), sum("Quantity")::BIGINT FROM (
            SELECT *, count(*) FILTER (NOT near) OVER (PARTITION BY "Venue" ORDER BY t) AS number FROM (
                SELECT *, epoch_us("Time") AS t, coalesce(epoch_us("Time") - max(epoch_us("Time")) OVER (PARTITION BY "Venue"
                    ORDER BY "Time", rowid ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) < 3000000000, false) AS near FROM {0}))
            GROUP BY "Venue", number
        """);

    [TestMethod]
    public void Windows_of_several_lengths_are_those_of_plain_objects_and_of_SQL_by_hand() => Compare(
        JobPlan.Create(new Wrapped<VenueSpan>(
            from t in Trades.Source
            group t by new { t.Venue, W = Window.Each(t.Time, TimeSpan.FromDays(1), Hop) } into g
            select new VenueSpan(g.Key.Venue, g.Key.W.Start, g.Key.W.Length, g.Count()))),
        trades => from length in new[] { Hop, TimeSpan.FromDays(1) }
                  from t in trades
                  group t by (t.Venue, Start: Floor(t.Time, length), length) into g
                  select Line(g.Key.Venue, Micros(g.Key.Start), g.Key.length.Ticks / 10, g.Count()),
        """
        SELECT "Venue", epoch_us(date_trunc('day', "Time")::TIMESTAMP), 86400000000, count(*) FROM {0} GROUP BY ALL
        UNION ALL SELECT "Venue", epoch_us(time_bucket(INTERVAL '25 minutes', "Time", TIMESTAMP '1970-01-01')), 1500000000, count(*)
            FROM {0} GROUP BY ALL
        """);

    private static void Compare(JobPlan plan, Func<IReadOnlyList<Trade>, IEnumerable<string>> plain, string byHand)
    {
        var seed = TestSeed.Take();
        using var oracle = new DuckDbOracle();
        for (var i = 0; i < Cases; i++)
        {
            var random = seed.Random(i);
            var trades = Some(random, random.Next(0, 150));
            var table = oracle.Load(plan.Sources[0], trades);
            var expected = plain(trades).Order(StringComparer.Ordinal).ToArray();
            var found = oracle.Answer(plan, new OracleInput(table, null));
            CollectionAssert.AreEqual(expected, Lines(found), $"case {i}");
            CollectionAssert.AreEqual(expected, Lines(oracle.Ask(new OracleQuery(
                string.Format(CultureInfo.InvariantCulture, byHand, table), [.. plan.Outputs.Select(o => new ValueColumn(o.Field))]))),
                $"case {i} by hand");

            // Rows hold panes, and there the engine and the oracle agree too.
            var fold = StageProgram.Compile(plan).Open(EventOrigin.Log);
            Assert.IsEmpty(fold.Add(EventBatches.From(plan.Sources[0], trades)));
            Assert.AreEqual(new RowTable(plan.Rows).Add(fold.Rows(changedOnly: false)).ToString(),
                new RowTable(plan.Rows).Add(oracle.Rows(plan, new OracleInput(table, null)).ToBatch()).ToString(), $"case {i}");
        }
    }

    // Some stand exactly a gap, or a microsecond less, behind another one; some are alike.
    private static IReadOnlyList<Trade> Some(Random random, int count)
    {
        var trades = Trades.Random(random, count).Select(t => t with { Quantity = t.Fee ?? 7 }).ToList();
        for (var i = 0; i < count / 3; i++)
        {
            var other = trades[random.Next(trades.Count)];
            trades.Insert(random.Next(trades.Count), other with { Time = other.Time + Gap - TimeSpan.FromMicroseconds(random.Next(2)) });
            trades.Add(trades[random.Next(trades.Count)]);
        }

        return trades;
    }

    private static IEnumerable<List<Trade>> Sessions(IEnumerable<Trade> trades) =>
        trades.OrderBy(t => t.Time).Aggregate(new List<List<Trade>>(), (sessions, t) =>
        {
            if (sessions is [.., var open] && t.Time - open[^1].Time < Gap)
            {
                open.Add(t);
            }
            else
            {
                sessions.Add([t]);
            }

            return sessions;
        });

    private static DateTime Floor(DateTime time, TimeSpan size)
    {
        var past = (time - DateTime.UnixEpoch).Ticks % size.Ticks;
        return time.AddTicks(past < 0 ? -past - size.Ticks : -past);
    }

    private static long Micros(DateTime time) => Timestamps.FromDateTime(time);

    private static string[] Lines(OracleTable table) => [.. table.Rows.Select(Line).Order(StringComparer.Ordinal)];

    private static string Line(params object?[] values) => string.Join('|', values.Select(v => v is null ? "null"
        : Convert.ToString(v, CultureInfo.InvariantCulture)));
}
