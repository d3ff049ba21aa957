using Unified.Core.Tests.Docs;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Json;
using Unified.Plans;

namespace Unified.Core.Tests.Linq;

/// <summary>How the table of a result is sorted, and how long its rows are kept.</summary>
[TestClass]
public sealed class TableTests
{
    private static readonly Query<Hourly> Hours =
        from v in Shop.Views
        group v by new { v.Product, v.User, Start = Window.Tumbling(v.Seen, TimeSpan.FromHours(1)) } into g
        select new Hourly(g.Key.Product, g.Key.User, g.Key.Start, g.Count());

    private static readonly Query<Total> Totals = from v in Shop.Views group v by v.Product into g select new Total(g.Key, g.Count());

    private static readonly Query<View> Rows = Shop.Views;

    [TestMethod]
    public void A_table_of_groups_is_sorted_by_the_keys_that_the_author_names_then_by_the_others()
    {
        Assert.AreEqual("product user start", Sorted(Hours));
        Assert.AreEqual("user product start", Sorted(Hours.OrderBy(h => h.Person)));
        Assert.AreEqual("start user product", Sorted(Hours.OrderBy(h => h.Begin).ThenBy(h => h.Person)));
        Assert.AreEqual("start user product", Sorted(Hours.OrderBy(h => h.Begin).ThenBy(h => h.Person).ThenBy(h => h.Product)));
    }

    [TestMethod]
    public void A_table_of_rows_is_sorted_by_time_or_by_the_columns_that_the_author_names()
    {
        const string lineage = "_log _p _offset _branch";
        Assert.AreEqual($"_time {lineage}", Sorted(Rows));
        Assert.AreEqual($"product seconds {lineage}", Sorted(Rows.OrderBy(v => v.Product).ThenBy(v => v.Seconds)));
    }

    [TestMethod]
    public void ThenBy_goes_on_where_OrderBy_ended_whatever_stands_between()
    {
        Assert.AreEqual("user start product", Sorted(Hours.ThenBy(h => h.Person).ThenBy(h => h.Begin)));
        Assert.AreEqual("start user product", Sorted(Hours.OrderBy(h => h.Begin).KeepFor(TimeSpan.FromDays(9)).ThenBy(h => h.Person)));
        Assert.AreEqual("user product start", Sorted(Hours.OrderBy(h => h.Begin).OrderBy(h => h.Person)), "an order of its own");
    }

    [TestMethod]
    public void Rows_are_kept_for_whole_days()
    {
        Assert.IsNull(Plan(Hours).Logical.KeepDays);
        Assert.AreEqual(90, Plan(Hours.KeepFor(TimeSpan.FromDays(90)).OrderBy(h => h.Begin)).Logical.KeepDays);
        Assert.AreEqual(36_500, Plan(Rows.KeepFor(TimeSpan.FromDays(36_500))).Logical.KeepDays);
        StringAssert.Contains(Plan(Rows.OrderBy(v => v.User).KeepFor(TimeSpan.FromDays(1))).Logical.ToString(),
            " order [user] keep 1 days\n");
    }

    [TestMethod]
    public void What_is_said_of_a_result_holds_for_what_is_computed_of_it()
    {
        Assert.AreEqual(90, Plan(Hours.KeepFor(TimeSpan.FromDays(90)).Top(3, h => h.Begin)).KeepDays);
        Assert.AreEqual(7, Plan(Hours.KeepFor(TimeSpan.FromDays(90)).Top(3, h => h.Begin).KeepFor(TimeSpan.FromDays(7))).KeepDays);
        Assert.AreEqual(9, Plan(Hours.KeepFor(TimeSpan.FromDays(9)).GroupBy(h => h.Person)
            .Select(g => new { g.Key, N = g.Count() })).KeepDays);
        Assert.IsNull(Plan(Hours.Top(3, h => h.Begin)).KeepDays);
        Assert.AreEqual("start product user", Sorted(Hours.OrderBy(h => h.Begin).Top(3, h => h.Begin)));
        Query<DefinitionSnippets.CustomerSpend> best = DefinitionSnippets.Best();
        Assert.AreEqual("orders desc", string.Join(' ', Plan(best).Logical.Sorted));
        Assert.AreEqual("orders desc", string.Join(' ', PlanJson.Read(PlanJson.Write(Plan(best))).Logical.Sorted));
    }

    [TestMethod]
    public void A_ranking_says_where_its_conditions_and_what_its_numbers_are()
    {
        StringAssert.Contains(Refusals.Of("UNI0056", Hours.Top(3, h => h.Begin).Where(h => h.Person > 1)).WayOut, "before Top");
        Refusals.Of("UNI0066", Hours.Top(0, h => h.Begin));
        Refusals.Of("UNI0066", Rows.Top(3, v => v.User));
        Refusals.Of("UNI0090", Hours.GroupBy(h => h.Person).Select(g => new { g.Key, N = g.CountDistinct(h => h.Begin) }));
        Refusals.Of("UNI0065", Shop.Orders.SelectMany(o => o.Product, (o, c) => new { o.Product, C = c }).ToQuery());
    }

    [TestMethod]
    public void Order_and_retention_belong_to_the_version()
    {
        string[] versions = [.. new[] { Hours, Hours.OrderBy(h => h.Person), Hours.KeepFor(TimeSpan.FromDays(1)),
            Hours.KeepFor(TimeSpan.FromDays(2)) }.Select(q => Plan(q).Version)];
        Assert.HasCount(4, versions.Distinct().ToList());
    }

    [TestMethod]
    public void A_table_is_not_sorted_by_what_is_no_key_or_no_column()
    {
        Refusals.Of("UNI0052", Hours.OrderBy(h => h.Views));
        Refusals.Of("UNI0052", Hours.OrderBy(h => h.Product).ThenBy(h => h.Views));
        Refusals.Of("UNI0052", Hours.OrderBy(h => h.Product.Length));
        Refusals.Of("UNI0052", Hours.OrderBy(h => h.Views + 1));
        Refusals.Of("UNI0052", Hours.OrderBy(h => h));
        Refusals.Of("UNI0052", Hours.OrderBy(h => 1));
        Refusals.Of("UNI0052", Rows.OrderBy(v => v.Seconds + 1));
        Refusals.Of("UNI0033", Rows.OrderBy(v => v.Product).ThenBy(v => v.Product));
    }

    [TestMethod]
    public void Rows_are_not_kept_for_other_times_nor_totals_at_all()
    {
        foreach (var time in new[] { TimeSpan.FromHours(3), TimeSpan.FromDays(1.5), TimeSpan.Zero, TimeSpan.FromDays(-1),
            TimeSpan.FromDays(36_501), TimeSpan.MaxValue })
        {
            Refusals.Of("UNI0053", Hours.KeepFor(time));
        }

        Refusals.Of("UNI0053", Totals.KeepFor(TimeSpan.FromDays(9)));
        Refusals.Of("UNI0053", Shop.Views.GroupBy(v => v.Product)
            .Cogroup(Shop.Orders.GroupBy(o => o.Product), (product, v, o) => new { product, N = v.Count() })
            .KeepFor(TimeSpan.FromDays(9)));
    }

    private static string Sorted<T>(Query<T> query) => string.Join(' ', Plan(query).Rows.SortKey);

    private static JobPlan Plan<T>(Query<T> query) => JobPlan.Create(new Wrapped<T>(query));

    private sealed record Hourly(string Product, int Person, DateTime Begin, long Views);

    private sealed record Total(string Product, long Views);
}
