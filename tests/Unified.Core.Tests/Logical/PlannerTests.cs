using System.Diagnostics.CodeAnalysis;
using Unified.Definition;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Logical;

[TestClass]
public sealed class PlannerTests
{
    private const string Finish = "Finish [symbol: string from symbol, n: int64 from #0]";

    [TestMethod]
    public void Every_spelling_of_a_query_is_one_plan()
    {
        var plans = new[]
        {
            Plan(from t in Trades.Source where t.Buy where t.Quantity > 1 group t by t.Symbol into g select new Row(g.Key,
                g.Sum(t => t.Quantity * 2))),
            Plan(from x in Trades.Source where x.Buy && x.Quantity > 1 group x by x.Symbol into y select new Row(y.Key,
                y.Sum(z => z.Quantity * 2))),
            Plan(from t in Trades.Source where t.Buy let twice = t.Quantity * 2 where t.Quantity > 1 group twice by t.Symbol into g
                 select new Row(g.Key, g.Sum(x => x))),
            Plan(from t in Trades.Source where t.Buy && t.Quantity > 1 group new { t,
                q = t.Quantity } by new { t.Symbol } into g select new Row(g.Key.Symbol, g.Sum(x => x.q * 2))),
            Plan(Trades.Source.Where(t => t.Buy).Select(t => new { t.Symbol, t.Quantity }).Where(t => t.Quantity > 1)
                .GroupBy(t => t.Symbol, t => t.Quantity).Select(g => new Row(g.Key, g.Sum(q => q * 2)))),
            Plan(from t in Trades.Source where t.Buy
                && t.Quantity > 1 group t by t.Symbol into g select new Settable { N = g.Sum(t => t.Quantity * 2), Symbol = g.Key }),
        };
        for (var i = 0; i < plans.Length - 1; i++)
        {
            Assert.AreEqual(plans[0].Canonical, plans[i].Canonical, $"spelling {i}");
            Assert.AreEqual(plans[0].Version, plans[i].Version);
        }

        Assert.AreEqual(
            $"""
            {Finish}
              Aggregate [symbol = Symbol] window [] states [n = Sum(multiply(Quantity, 2:int32))]
                Filter and(Buy, greater(Quantity, 1:int32))
                  Scan trades topic trades Json epoch 64 event time Time [Time: timestamp, Symbol: string, Quantity: int32, Buy: boolean]

            """, plans[0].Logical.ToString());
        StringAssert.StartsWith(plans[^1].Canonical, "engine 3\nFinish [n: int64 from #0, symbol: string from symbol]");
    }

    [TestMethod]
    public void Keys_may_be_renamed_computed_and_shown_under_other_names()
    {
        var plan = Plan(
            from t in Trades.Source
            group t by new { Name = t.Symbol, Big = t.Quantity > 100, Day = Window.Tumbling(t.Time, TimeSpan.FromDays(1)) } into g
            select new { From = g.Key.Day, g.Key.Big, Ticker = g.Key.Name, N = g.Count() });
        Assert.AreEqual("name: string, big: boolean, day: timestamp, n__n: int64", string.Join(", ", plan.Rows.Columns));
        Assert.AreEqual("from<-day big<-big ticker<-name n<-#0",
            string.Join(' ', plan.Outputs.Select(o => $"{o.Field.Name}<-{o.Key ?? "#" + o.Aggregate}")));
        Assert.AreEqual("tumbling 86400000000 us", plan.Rows.WindowShape);
    }

    [TestMethod]
    public void A_computed_single_key_is_called_key_and_a_window_alone_is_no_key()
    {
        Assert.AreEqual("key: int32, n__n: int64", string.Join(", ",
            Plan(from t in Trades.Source group t by t.Quantity % 3 into g select new { g.Key, N = g.Count() }).Rows.Columns));
        var windowed = Plan(from t in Trades.Source
                            let hour = Window.Tumbling(t.Time,
            TimeSpan.FromHours(1))
                            group t by hour into g
                            select new { g.Key, N = g.Count() });
        Assert.IsTrue(windowed.Rows.Keys.IsEmpty);
        Assert.AreEqual("key", windowed.Rows.Window!.Name);
    }

    [TestMethod]
    public void The_select_may_widen_what_it_shows()
    {
        var plan = Plan(from t in Trades.Source
                        group t by t.Quantity into g
                        select new
                        {
                            Key = (long)g.Key,
                            Max = (int?)g.Max(t => t.Quantity),
                            N = (long?)g.Count()
                        });
        Assert.AreEqual("key: int32, max: int32, n: int64", string.Join(", ", plan.Outputs.Select(o => o.Field)));
    }

    [TestMethod]
    public void The_version_depends_on_what_is_computed_and_on_nothing_else()
    {
        var first = Plan(from t in Trades.Source where t.Quantity > 1 group t by t.Symbol into g select new Row(g.Key, g.Count()));
        Assert.AreNotEqual(first.Version,
            Plan(from t in Trades.Source where t.Quantity > 2 group t by t.Symbol into g select new Row(g.Key, g.Count())).Version,
            "constant");
        Assert.AreNotEqual(first.Version,
            Plan(from t in Trades.Source where t.Quantity >= 1 group t by t.Symbol into g select new Row(g.Key, g.Count())).Version,
            "operator");
        Assert.AreNotEqual(first.Version,
            Plan(from t in Trades.Source with { EpochLength = 128 }
                 where t.Quantity > 1
                 group t by t.Symbol into g
                 select new Row(g.Key,
            g.Count())).Version, "epochs");
        Assert.AreEqual(first.Version,
            Plan(from t in Trades.Source with { Partitions = 9 }
                 where t.Quantity > 1
                 group t by t.Symbol into g
                 select new Row(g.Key,
            g.Count())).Version);
        Assert.AreNotEqual(first.Version,
            Plan(from t in Trades.Source with { Name = "other" }
                 where t.Quantity > 1
                 group t by t.Symbol into g
                 select new Row(g.Key,
            g.Count())).Version, "another log");
        Assert.MatchesRegex("^[0-9a-f]{12}$", first.Version);
    }

    private static JobPlan Plan<T>(Query<T> query) => JobPlan.Create(new Wrapped<T>(query));

    private sealed record Row(string Symbol, long N);

    [SuppressMessage("Performance", "CA1812", Justification = "Only planned.")]
    private sealed class Settable
    {
        public string Symbol { get; init; } = "";

        public long N { get; init; }
    }
}
