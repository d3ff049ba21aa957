using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Plans;

namespace Unified.Core.Tests.Linq;

/// <summary>The events of several sources as one relation.</summary>
[TestClass]
public sealed class ConcatTests
{
    [TestMethod]
    public void Two_sources_of_other_shapes_are_grouped_as_one()
    {
        var plan = Plan(
            from e in Shop.Views.Select(v => new { v.Product, Time = v.Seen, Value = (decimal)v.Seconds })
                .Concat(Shop.Orders.Select(o => new { o.Product, Time = o.At, Value = o.Price }))
            group e by new { e.Product, Hour = Window.Tumbling(e.Time, TimeSpan.FromHours(1)) } into g
            select new { g.Key.Product, g.Key.Hour, Events = g.Count(), Value = g.Sum(e => e.Value) });
        Assert.AreEqual(
            PrintedPlan.Of("""
            Finish [product: string from product, hour: timestamp from hour, events: int64 from #0, value: decimal(28,2) from #1]
              Aggregate [product = Product] window [hour = tumbling 3600000000 us] states [events = Count(), value = Sum(Value)]
                Concat
                  Project [Product, Time = Seen, Value = cast(cast(Seconds as decimal(10,0)) as decimal(12,2))]
                    Scan views topic shop.views Json epoch 16 event time Seen [Seen: timestamp, Product: string, Seconds: int32]
                  Project [Product, Time = At, Value = cast(Price as decimal(12,2))]
                    Scan orders topic shop.orders Json epoch 64 event time At history until 2024-03-02T00:00:00Z [At: timestamp,
                        Product: string, Price: decimal(10,2)]

            """), plan.Logical.ToString());
        Assert.AreEqual("views orders", string.Join(' ', plan.Sources.Select(s => s.Name)));
    }

    [TestMethod]
    public void Concats_of_concats_are_one_whichever_way_they_are_nested()
    {
        Rows<string> a = Shop.Views.Select(v => v.Product), b = Shop.Orders.Select(o => o.Product), c = Shop.Ratings.Select(r => r.Product);
        var left = Plan(a.Concat(b).Concat(c).GroupBy(p => p).Select(g => new { Product = g.Key, N = g.Count() }));
        var right = Plan(a.Concat(b.Concat(c)).GroupBy(p => p).Select(g => new { Product = g.Key, N = g.Count() }));
        Assert.AreEqual(left.Canonical, right.Canonical);
        Assert.AreEqual(1, left.Logical.ToString().Split("Concat").Length - 1, left.Logical.ToString());
        Assert.HasCount(3, left.Sources);
    }

    [TestMethod]
    public void A_value_that_one_side_may_lack_may_be_lacking_in_both()
    {
        var plan = Plan(Shop.Orders.Select(o => new { o.Product, Coupon = (int?)o.User, Note = (string?)o.Product })
            .Concat(Shop.Ratings.Select(r => new { r.Product, Coupon = (int?)null, Note = r.Text })).ToQuery());
        Assert.AreEqual("product: string, coupon: int32?, note: string?", string.Join(", ", plan.Outputs.Select(o => o.Field)));
    }

    [TestMethod]
    public void A_source_with_itself_has_each_event_twice()
    {
        var plan = Plan(Shop.Views.Where(v => v.User == 1).Concat(Shop.Views.Where(v => v.Seconds > 9)).GroupBy(v => v.Product)
            .Select(g => new { Product = g.Key, N = g.Count() }));
        Assert.HasCount(1, plan.Sources);
        Assert.AreEqual(2, plan.Logical.ToString().Split("Scan views").Length - 1);
    }

    [TestMethod]
    public void A_window_goes_over_the_event_times_of_all_sides_under_one_name()
    {
        var mixed = Shop.Orders.Select(o => new { Time = o.At, o.Product })
            .Concat(Shop.Ratings.Select(r => new { Time = r.At.Date, r.Product }));
        Refusals.Of("UNI0032", mixed.GroupBy(e => new { e.Product, Day = Window.Tumbling(e.Time, TimeSpan.FromDays(1)) })
            .Select(g => new { g.Key.Product, g.Key.Day, N = g.Count() }));

        var windows = Shop.Orders.Select(o => new { o.Product, Day = Window.Tumbling(o.At, TimeSpan.FromDays(1)) })
            .Concat(Shop.Ratings.Select(r => new { r.Product, Day = Window.Tumbling(r.At, TimeSpan.FromDays(1)) }));
        var plan = Plan(windows.GroupBy(e => new { e.Product, e.Day }).Select(g => new { g.Key.Product, g.Key.Day, N = g.Count() }));
        Assert.AreEqual("tumbling 86400000000 us", plan.Rows.WindowShape);
    }

    [TestMethod]
    public void Sides_of_other_columns_are_refused()
    {
        Refusals.Of("UNI0050", Shop.Views.Select(v => new Pair { A = v.User, B = v.Seconds })
            .Concat(Shop.Orders.Select(o => new Pair { A = o.User })).ToQuery());
        Refusals.Of("UNI0050", Shop.Views.Select(v => new Pair { A = v.User })
            .Concat(Shop.Orders.Select(o => new Pair { A = o.User, B = 1 })).ToQuery());
        Refusals.Of("UNI0050", Shop.Views.Select(v => new Pair { A = v.User })
            .Concat(Shop.Orders.Select(o => new Pair { A = o.User, B = 1 }))
            .GroupBy(p => p.A).Select(g => new { g.Key, Total = g.Sum(p => p.B) }));
    }

    [TestMethod]
    public void Decimals_that_no_common_type_holds_are_refused()
    {
        var whole = new Source<Whole> { Topic = "whole", EventTime = w => w.At };
        Refusals.Of("UNI0050", whole.Select(w => new { w.Value }).Concat(Shop.Orders.Select(o => new { Value = o.Price })).ToQuery());
    }

    [TestMethod]
    public void Two_sources_of_one_name_that_differ_are_refused()
    {
        var other = Shop.Orders with { Topic = "shop.orders.v2" };
        Refusals.Of("UNI0055", Shop.Orders.Concat(other).GroupBy(o => o.Product).Select(g => new { Product = g.Key, N = g.Count() }));
        var another = new Source<Rating> { Topic = "shop.orders", Name = "orders", EventTime = r => r.At };
        Refusals.Of("UNI0055", Shop.Orders.Select(o => o.Product).Concat(another.Select(r => r.Product)).GroupBy(p => p)
            .Select(g => new { g.Key, N = g.Count() }));
    }

    private static JobPlan Plan<T>(Query<T> query) => JobPlan.Create(new Wrapped<T>(query));

    private sealed record Pair
    {
        public int A { get; init; }

        public int B { get; init; }
    }

    private sealed record Whole(DateTime At, [property: Precision(28, 0)] decimal Value);
}
