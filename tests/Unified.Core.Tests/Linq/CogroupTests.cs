using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Plans;

namespace Unified.Core.Tests.Linq;

/// <summary>Groups of several sources by equal keys and window.</summary>
[TestClass]
public sealed class CogroupTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [TestMethod]
    public void A_cogroup_has_the_states_of_all_its_inputs_in_one_row()
    {
        var plan = Plan(
            Shop.Views.Where(v => v.Seconds > 1).GroupBy(v => new { v.Product, Hour = Window.Tumbling(v.Seen, Hour) }).Cogroup(
                Shop.Orders.GroupBy(o => new { o.Product, Hour = Window.Tumbling(o.At, Hour) }),
                (key, views, orders) =>
                    new
                    {
                        orders = orders.Count(),
                        key.Product,
                        Longest = views.Max(v => (int?)v.Seconds),
                        key.Hour,
                        Pieces = orders.Sum(o => o.Pieces),
                        views = views.Count()
                    }));
        Assert.AreEqual(
            PrintedPlan.Of("""
            Finish [orders: int64 from #2, product: string from product, longest: int32? from #0, hour: timestamp from hour,
                pieces: int64 from #3, views: int64 from #1]
              Cogroup
                Aggregate [product = Product] window [hour = tumbling 3600000000 us] states [longest = Max(cast(Seconds as int32?)),
                    views = Count()]
                  Filter greater(Seconds, 1:int32)
                    Scan views topic shop.views Json epoch 16 event time Seen [Seen: timestamp, Product: string, Seconds: int32]
                Aggregate [product = Product] window [hour = tumbling 3600000000 us] states [orders = Count(), pieces = Sum(Pieces)]
                  Scan orders topic shop.orders Json epoch 64 event time At history until 2024-03-02T00:00:00Z [At: timestamp,
                      Product: string, Pieces: int64]

            """), plan.Logical.ToString());
        Assert.AreEqual("product hour", string.Join(' ', plan.Rows.Identity.Select(f => f.Name)));
        CollectionAssert.AreEqual(new[] { "views", "orders" }, plan.Graph.Last.Inputs.Select(i => i.Source.Name).ToArray());
        Assert.IsTrue(plan.Matched.IsEmpty);
    }

    [TestMethod]
    public void A_join_counts_each_side_and_keeps_what_both_have()
    {
        var plan = Plan(Shop.Views.GroupBy(v => v.Product).Join(Shop.Orders.GroupBy(o => o.Product),
            (product, views, orders) => new { product, Longest = views.Max(v => v.Seconds), Dearest = orders.Max(o => o.Price) }));
        StringAssert.StartsWith(plan.Logical.ToString(),
            "Finish [product: string from product, longest: int32 from #0, dearest: decimal(10,2) from #2] where all of [_matched0__n, "
                + "_matched1__n]\n");
        CollectionAssert.AreEqual(new[] { "longest", "_matched0", "dearest", "_matched1" },
            plan.Aggregates.Select(a => a.Output).ToArray());
    }

    [TestMethod]
    public void Three_and_four_sources_are_grouped_together()
    {
        var three = Plan(Shop.Views.GroupBy(v => v.Product).Cogroup(Shop.Orders.GroupBy(o => o.Product),
            Shop.Returns.GroupBy(r => r.Product),
            (product, views, orders, returns) =>
                new { product, A = returns.Count(), B = views.Count(), C = orders.Count(), D = returns.Sum(r => r.Refund) }));
        Assert.AreEqual("product<- a<-#2 b<-#0 c<-#1 d<-#3", Numbers(three));
        var four = Plan(Shop.Views.GroupBy(v => v.Product).Cogroup(
            Shop.Orders.GroupBy(o => o.Product), Shop.Returns.GroupBy(r => r.Product), Shop.Ratings.GroupBy(r => r.Product),
            (product, views, orders, returns, ratings) =>
                new
                {
                    product,
                    A = ratings.Count(),
                    B = ratings.Average(r => (int?)r.Stars),
                    C = returns.Count(),
                    D = orders.Count(),
                    E = views.Count()
                }));
        Assert.AreEqual("product<- a<-#3 b<-#4 c<-#2 d<-#1 e<-#0", Numbers(four));
        Assert.HasCount(4, four.Graph.Last.Inputs);
    }

    [TestMethod]
    public void Groups_of_elements_and_of_concatenations_are_grouped_together()
    {
        var plan = Plan(Shop.Views.Select(v => new { v.Product, v.User }).Concat(Shop.Orders.Select(o => new { o.Product, o.User }))
            .GroupBy(e => e.Product, e => e.User + 1).Cogroup(Shop.Ratings.GroupBy(r => r.Product, r => r.Stars),
                (product, users, stars) => new { product, Users = users.Sum(u => u), Stars = stars.Sum(s => s) }));
        StringAssert.Contains(plan.Logical.ToString(), "states [users = Sum(add(User, 1:int32))]");
        Assert.AreEqual("views orders ratings", string.Join(' ', plan.Sources.Select(s => s.Name)));
    }

    [TestMethod]
    public void Groups_by_other_keys_or_windows_are_refused()
    {
        var hours = Shop.Views.GroupBy(v => new { v.Product, At = Window.Tumbling(v.Seen, Hour) });
        Refusals.Of("UNI0051", hours.Cogroup(Shop.Orders.GroupBy(o => new { o.Product, At = Window.Tumbling(o.At, TimeSpan.FromDays(1)) }),
            (key, views, orders) => new { key.Product, key.At, N = orders.Count() }));
        Refusals.Of("UNI0051", hours.Cogroup(Shop.Orders.GroupBy(o => new { o.Product, At = o.At.Date }),
            (key, views, orders) => new { key.Product, key.At, N = orders.Count() }));
        Refusals.Of("UNI0051", Shop.Returns.GroupBy(r => r.Refund)
            .Join(Shop.Orders.GroupBy(o => o.Price), (key, returns, orders) => new { key, N = orders.Count() }));
        Refusals.Of("UNI0051", Shop.Ratings.GroupBy(r => r.Text)
            .Join(Shop.Orders.GroupBy(o => (string?)o.Product), (key, ratings, orders) => new { key, N = orders.Count() }));
    }

    [TestMethod]
    public void Keys_of_one_column_have_the_name_of_the_first_input_wherever_they_come_from() => Refusals.Of("UNI0051",
        Shop.Views.GroupBy(v => v.User).Cogroup(Shop.Ratings.GroupBy(r => r.Stars),
            (key, views, ratings) => new { key, N = views.Count() }));

    [TestMethod]
    public void An_aggregate_that_needs_an_event_is_refused_where_a_group_may_be_empty()
    {
        var (views, orders) = (Shop.Views.GroupBy(v => v.Product), Shop.Orders.GroupBy(o => o.Product));
        Refusals.Of("UNI0054", views.Cogroup(orders, (product, v, o) => new { product, A = v.Max(x => x.Seconds), B = o.Count() }));
        Refusals.Of("UNI0054", views.Cogroup(orders, (product, v, o) => new { product, A = v.Count(), B = o.Min(x => x.Price) }));
        Refusals.Of("UNI0054", views.Cogroup(orders, (product, v, o) => new { product, A = v.Count(), B = o.Average(x => x.Pieces) }));
        Refusals.Of("UNI0054", views.Cogroup(orders, (product, v, o) =>
            new { product, A = v.Quantile(x => x.Seconds, 0.5), B = o.Count() }));
        var plan = Plan(views.Cogroup(orders, (product, v, o) =>
            new { product, A = v.Sum(x => x.Seconds), B = o.Min(x => x.Coupon), C = o.Average(x => (long?)x.Pieces) }));
        Assert.AreEqual("product: string, a: int64, b: int32?, c: double?", string.Join(", ", plan.Outputs.Select(o => o.Field)));
    }

    private static string Numbers(JobPlan plan) =>
        string.Join(' ', plan.Outputs.Select(o => $"{o.Field.Name}<-{(o.Aggregate is { } number ? $"#{number}" : "")}"));

    private static JobPlan Plan<T>(Query<T> query) => JobPlan.Create(new Wrapped<T>(query));
}
