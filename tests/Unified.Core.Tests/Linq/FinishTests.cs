using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Plans;

namespace Unified.Core.Tests.Linq;

/// <summary>What the result of a group computes: how it is planned, what is kept for it, what is refused.</summary>
[TestClass]
public sealed class FinishTests
{
    [TestMethod]
    public void A_computed_column_prints_its_expression_and_keeps_hidden_aggregates()
    {
        var plan = Plan(Shop.Views.GroupBy(v => new { v.Product, v.User }).Select(g => new
        {
            g.Key.Product,
            Share = g.Count(v => v.Seconds > 9) / (double)g.Count(),
            g.Key.User,
            N = g.Count(),
            Both = g.Count(v => v.Seconds > 9) + g.Sum(v => v.Seconds),
        }).Where(r => r.N > 3 && r.Share < 0.5));
        Assert.AreEqual(PrintedPlan.Of(
            """
            Finish [product: string from product, share: double from divide(cast(#_share_0 as double), cast(#n as double)),
              user: int32 from user, n: int64 from #0, both: int64 from add(#_share_0, #_both_0)] having and(greater(#n, 3:int64),
              less(divide(cast(#_share_0 as double), cast(#n as double)), 0.5:double))
              Aggregate [product = Product, user = User] window [] states [n = Count(), _share_0 = Count() where greater(Seconds, 9:int32),
              _both_0 = Sum(Seconds)]
                Scan views topic shop.views Json epoch 16 event time Seen [Seen: timestamp, Product: string, User: int32, Seconds: int32]

            """), plan.Logical.ToString());
        Assert.AreEqual("product: string, user: int32, n__n: int64, _share_0__n: int64, _both_0__sum: int128",
            string.Join(", ", plan.Rows.Columns));
    }

    [TestMethod]
    public void Keys_stand_anywhere_and_one_that_is_shown_twice_is_one()
    {
        var plan = Plan(Shop.Orders.GroupBy(o => new { o.Product, Hour = Window.Tumbling(o.At, TimeSpan.FromHours(1)) }).Select(g => new
        {
            Product = g.Key.Product == "" ? "none" : g.Key.Product,
            Other = g.Key.Product,
            Again = g.Key.Product,
            g.Key.Hour,
            g.Key.Hour.Year,
            g.Key.Product.Length,
            Seven = 7,
        }));
        Assert.AreEqual("product: string, other: string, again: string, hour: timestamp, year: int32, length: int32, seven: int32",
            string.Join(", ", plan.Outputs.Select(o => o.Field)));
        Assert.AreEqual("if(equal(@product, \"\"), \"none\", @product) / year(@hour) / length(@product) / 7:int32",
            string.Join(" / ", plan.Outputs.Select(o => o.Value).Where(v => v is not null)));
        var single = Plan(Shop.Orders.GroupBy(o => o.User).Select(g => new { g.Key, Next = g.Key + 1L, Half = g.Key / 2.0 }));
        Assert.AreEqual("add(cast(@user as int64), 1:int64) / divide(cast(@user as double), 2:double)",
            string.Join(" / ", single.Outputs.Select(o => o.Value).Where(v => v is not null)));
    }

    [TestMethod]
    public void Groups_of_a_cogroup_are_computed_with_together()
    {
        var plan = Plan(Shop.Views.GroupBy(v => v.Product).Cogroup(Shop.Orders.GroupBy(o => o.Product), (product, views, orders) => new
        {
            product,
            Rate = orders.Where(o => o.Pieces > 1).Where(o => o.User == 3).Count() / (double)views.Count(),
            Most = orders.Max(o => (long?)o.Pieces) - views.Max(v => (int?)v.Seconds) ?? -1,
        }));
        Assert.AreEqual("divide(cast(#_rate_0 as double), cast(#_rate_1 as double)) / "
            + "coalesce(subtract(#_most_0, cast(#_most_1 as int64?)), -1:int64)",
            string.Join(" / ", plan.Outputs.Select(o => o.Value).Where(v => v is not null)));
        Assert.AreEqual("_rate_1 = Count(), _most_1 = Max(cast(Seconds as int32?)), "
            + "_rate_0 = Count() where and(greater(Pieces, 1:int64), equal(User, 3:int32)), _most_0 = Max(cast(Pieces as int64?))",
            string.Join(", ", plan.Aggregates));
    }

    [TestMethod]
    public void A_definition_that_computes_nothing_is_what_it_was()
    {
        var plan = Plan(Shop.Orders.GroupBy(o => o.Product)
            .Select(g => new { g.Key, N = g.Count(), M = (long?)g.Count(), T = (decimal)g.Count() }));
        Assert.AreEqual("Finish [key: string from product, n: int64 from #0, m: int64 from #1, t: int64 from #2]",
            plan.Logical.Describe());
    }

    [TestMethod]
    public void A_constant_that_a_result_compares_with_may_be_any_double()
    {
        foreach (var limit in new[] { 0.1, -0.0, 1e300, 5e-324, double.NaN, double.NegativeInfinity })
        {
            var plan = Plan(Shop.Orders.GroupBy(o => o.Product).Select(g => new { g.Key, Mean = g.Average(o => o.Pieces) })
                .Where(r => r.Mean > limit));
            var read = Unified.Json.PlanJson.Read(Unified.Json.PlanJson.Write(plan));
            Assert.AreEqual(plan.Canonical, read.Canonical);
            Assert.AreEqual(plan.Logical, read.Logical);
        }
    }

    [TestMethod]
    public void A_where_over_groups_is_one_over_the_result_with_the_same_columns()
    {
        var groups = Shop.Orders.GroupBy(o => o.Product);
        var before = Plan(groups.Where(g => g.Count() > 10 && g.Key != "tea").Select(g => new { g.Key, N = g.Count() }));
        var behind = Plan(groups.Select(g => new { g.Key, N = g.Count() }).Where(r => r.N > 10 && r.Key != "tea"));
        Assert.AreEqual(behind.Canonical, before.Canonical);
        Assert.AreEqual(behind.Version, before.Version);
    }

    [TestMethod]
    public void A_where_over_groups_may_use_aggregates_that_are_no_columns()
    {
        var plan = Plan(Shop.Orders.GroupBy(o => o.Product).Where(g => g.Max(o => o.Pieces) > 3).Select(g => new { g.Key, N = g.Count() }));
        StringAssert.Contains(plan.Canonical, "having greater(#_having0_0, 3:int64)");
        Assert.AreEqual(plan.Canonical, Unified.Json.PlanJson.Read(Unified.Json.PlanJson.Write(plan)).Canonical);
        Refusals.Of("UNI0056", Shop.Orders.GroupBy(o => o.Product).Where(g => g.Count() > 1).Cogroup(Shop.Orders.GroupBy(o => o.Product),
            (key, a, b) => new { key, A = a.Count(), B = b.Count() }));
    }

    [TestMethod]
    public void What_cannot_be_finished_exactly_is_refused_with_a_way_out()
    {
        Refusals.Of("UNI0090", Shop.Orders.GroupBy(o => o.Product).Select(g => new { g.Key, N = Twice(g.Max(o => o.User)) }));
        Refusals.Of("UNI0090", Shop.Orders.GroupBy(o => o.Product).Select(g => new { g.Key, N = g.Count() }).Where(r => Twice(3) > r.N));
        Refusals.Of("UNI0090", Shop.Orders.GroupBy(o => o.Product).Select(g => new
        {
            g.Key,
            At = g.Count() > 1 ? DateTime.MinValue
            : DateTime.UnixEpoch
        }));
        Refusals.Of("UNI0016", Shop.Orders.GroupBy(o => o.Product).Select(g => new { g.Key, N = g.Sum(o => o.Price) / 2m }));
        Refusals.Of("UNI0015", Shop.Orders.GroupBy(o => o.Product).Select(g => new { g.Key, N = (decimal)g.Average(o => o.Pieces) }));
        Refusals.Of("UNI0054", Shop.Orders.GroupBy(o => o.Product)
            .Select(g => new { g.Key, N = g.Where(o => o.User > 1).Max(o => o.Pieces) }));
        Refusals.Of("UNI0013", Shop.Orders.GroupBy(o => o.Product)
            .Select(g => new { g.Key, N = g.Count(o => o.Product.Normalize() == "A") }));
        Refusals.Of("UNI0012", Shop.Orders.GroupBy(o => o.Product).Select(g => new Named(g.Key, g.Count())).Where(r => r.Twice > 3));
        Refusals.Of("UNI0034", Shop.Orders.GroupBy(o => o.Product).Select(g => new { g.Key.Length, N = g.Count() }));
        Refusals.Of("UNI0056", Shop.Orders.Select(o => new { o.Product }).ToQuery().Where(r => r.Product == ""));
    }

    [Deterministic]
    private static int Twice(int value) => value * 2;

    private static JobPlan Plan<T>(Query<T> query) => JobPlan.Create(new Wrapped<T>(query));

    private sealed record Named(string Product, long N)
    {
        public long Twice => N * 2;
    }
}
