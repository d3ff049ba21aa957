using Unified.Core.Tests.Linq;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Plans;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Plans;

[TestClass]
public sealed class CostWarningTests
{
    [TestMethod]
    public void A_group_of_all_time_is_warned_of_by_the_keys_that_can_have_ever_more_values()
    {
        var warning = Of(Trades.Source.GroupBy(t => new { t.Symbol, t.Buy, One = 1 }).Select(g => new
        {
            g.Key.Symbol,
            g.Key.Buy,
            g.Key.One,
            N = g.Count()
        })).Single();
        Assert.AreEqual("rows", warning.Subject);
        StringAssert.Contains(warning.Reason, "(symbol)");
        Assert.IsEmpty(Of(Trades.Source.GroupBy(t => t.Buy).Select(g => new { g.Key, N = g.Count() })));
    }

    [TestMethod]
    public void Rows_that_are_never_dropped_are_warned_of_and_those_with_a_retention_are_not()
    {
        var rows = Trades.Source.Select(t => new { t.Time }).ToQuery();
        var windows = Trades.Source.GroupBy(t => Window.Day(t.Time)).Select(g => new { g.Key, N = g.Count() });
        StringAssert.Contains(Of(rows).Single().Reason, "one row an event");
        StringAssert.Contains(Of(windows).Single().Reason, "every window");
        Assert.IsEmpty(Of(rows.KeepFor(TimeSpan.FromDays(7))));
        Assert.IsEmpty(Of(windows.KeepFor(TimeSpan.FromDays(7))));
    }

    [TestMethod]
    public void Windows_that_are_merged_from_panes_are_warned_of_with_what_a_pane_is()
    {
        string Reason<T>(Query<T> query) => Of(query.KeepFor(TimeSpan.FromDays(7))).Single().Reason;
        Assert.AreEqual("'w' is stored in panes of 00:01:00; a window is merged from 10 of them, when it is read.",
            Reason(new HotItems().Define()));
        Assert.AreEqual("'window' is stored in panes of 00:01:00; windows of 00:01:00, 1.00:00:00 are merged from them, when "
            + "they are read.",
            Reason(new Latencies().Define()));
        Assert.AreEqual("'w' is stored in panes of 00:00:10, so one a gap while a session lasts; sessions are joined from them, when they "
            + "are read.", Reason(new BidderSessions().Define()));
    }

    [TestMethod]
    public void States_that_hold_values_or_texts_are_warned_of_by_column()
    {
        var warnings = Of(Trades.Source.GroupBy(t => t.Buy).Select(g => new
        {
            g.Key,
            Symbols = g.CountDistinct(t => t.Symbol),
            Smallest = g.Min(t => t.Symbol),
            Last = g.Last(t => t.Symbol),
            Largest = g.Max(t => t.Quantity),
            First = g.First(t => t.Quantity),
        }));
        Assert.AreEqual("column 'symbols', column 'smallest', column 'last'", string.Join(", ", warnings.Select(w => w.Subject)));
        StringAssert.Contains(warnings[0].Reason, "10000 distinct values");
    }

    [TestMethod]
    public void The_rules_that_change_a_plan_are_named_in_their_order()
    {
        var plan = Plan(Trades.Source.Where(t => t.Buy).Where(t => t.Quantity > 1).GroupBy(t => t.Symbol).Select(g => new
        {
            g.Key,
            N = g.Count()
        }));
        Assert.AreEqual("merge_filters prune_columns", string.Join(' ', plan.Rules));
    }

    private static IReadOnlyList<CostWarning> Of<T>(Query<T> query) => CostWarning.Of(Plan(query));

    private static JobPlan Plan<T>(Query<T> query) => JobPlan.Create(new Wrapped<T>(query));
}
