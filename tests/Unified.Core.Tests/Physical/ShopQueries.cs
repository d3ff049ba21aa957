using Unified.Core.Tests.Linq;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Plans;

namespace Unified.Core.Tests.Physical;

/// <summary>A query over several logs, and the same answer from LINQ over objects.</summary>
internal sealed record ShopQuery(string Name, JobPlan Plan, Func<ShopEvents, IEnumerable<object?[]>> Naive)
{
    public override string ToString() => Name;
}

/// <summary>Queries of every kind that reads several logs.</summary>
internal static class ShopQueries
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IReadOnlyList<ShopQuery> All { get; } = [Concat(), Cogroup2(), Cogroup3(), Cogroup4(), Join(), OfConcat(),
        Filtered(), Computed(), ComputedJoin()];

    private static ShopQuery Concat() => Of("concat",
        from e in Shop.Views.Where(v => v.Seconds > 0).Select(v => new { v.Product, Time = v.Seen, Value = (decimal)v.Seconds })
            .Concat(Shop.Orders.Select(o => new { o.Product, Time = o.At, Value = o.Price }))
        group e by new { e.Product, Hour = Window.Tumbling(e.Time, Hour) } into g
        select new { g.Key.Product, g.Key.Hour, N = g.Count(), Total = g.Sum(e => e.Value), Most = g.Max(e => e.Value) },
        s => from e in s.Views.Where(v => v.Seconds > 0).Select(v => (v.Product, Time: v.Seen, Value: (decimal)v.Seconds))
            .Concat(s.Orders.Select(o => (o.Product, Time: o.At, Value: o.Price)))
             group e by (e.Product, Hour: e.Time.Date.AddHours(e.Time.Hour)) into g
             select new object?[] { g.Key.Product, g.Key.Hour, g.LongCount(), g.Sum(e => e.Value), g.Max(e => e.Value) });

    private static ShopQuery Cogroup2() => Of("cogroup of 2",
        Shop.Views.GroupBy(v => new { v.Product, Hour = Window.Tumbling(v.Seen, Hour) }).Cogroup(
            Shop.Orders.Where(o => o.Pieces != 3).GroupBy(o => new { o.Product, Hour = Window.Tumbling(o.At, Hour) }),
            (key, views, orders) => new
            {
                key.Hour,
                Pieces = orders.Sum(o => o.Pieces),
                key.Product,
                Views = views.Count(),
                Longest = views.Max(v => (int?)v.Seconds),
                Orders = orders.Count(),
                Coupon = orders.Min(o => o.Coupon),
                Turnover = orders.Sum(o => o.Price * 2m),
            }),
        s => from k in s.Views.Select(v => (v.Product, At: v.Seen))
            .Concat(s.Orders.Where(o => o.Pieces != 3).Select(o => (o.Product, o.At)))
            .Select(x => (x.Product, Hour: x.At.Date.AddHours(x.At.Hour))).Distinct()
             let v = s.Views.Where(v => v.Product == k.Product && v.Seen >= k.Hour && v.Seen < k.Hour + Hour).ToList()
             let o = s.Orders.Where(o => o.Pieces != 3 && o.Product == k.Product && o.At >= k.Hour && o.At < k.Hour + Hour).ToList()
             select new object?[]
             {
                 k.Hour, o.Sum(x => x.Pieces), k.Product, (long)v.Count, v.Max(x => (int?)x.Seconds), (long)o.Count, o.Min(x => x.Coupon),
                     o.Sum(x => x.Price * 2m),
             });

    private static ShopQuery Cogroup3() => Of("cogroup of 3",
        Shop.Returns.GroupBy(r => r.Product).Cogroup(Shop.Views.GroupBy(v => v.Product), Shop.Orders.GroupBy(o => o.Product),
            (product, returns, views, orders) =>
                new { product, A = orders.Count(), B = views.Average(v => (int?)v.Seconds), C = returns.Sum(r => r.Refund) }),
        s => from p in s.Returns.Select(r => r.Product).Concat(s.Views.Select(v => v.Product)).Concat(s.Orders.Select(o => o.Product))
            .Distinct()
             let v = s.Views.Where(x => x.Product == p).ToList()
             select new object?[]
             {
                 p, (long)s.Orders.Count(o => o.Product == p), v.Count == 0 ? null : (double)v.Sum(x => x.Seconds) / v.Count,
                     s.Returns.Where(r => r.Product == p).Sum(r => r.Refund),
             });

    private static ShopQuery Cogroup4() => Of("cogroup of 4",
        Shop.Views.GroupBy(v => v.Product).Cogroup(Shop.Orders.GroupBy(o => o.Product), Shop.Returns.GroupBy(r => r.Product),
            Shop.Ratings.GroupBy(r => r.Product, r => r.Stars),
            (product, views, orders, returns, stars) =>
                new
                {
                    product,
                    A = stars.Sum(x => x),
                    B = returns.Count(),
                    C = orders.Max(o => (long?)o.Pieces),
                    D = views.Count(),
                    E = stars.Max(x => (int?)x)
                }),
        s => from p in s.Views.Select(v => v.Product).Concat(s.Orders.Select(o => o.Product)).Concat(s.Returns.Select(r => r.Product))
            .Concat(s.Ratings.Select(r => r.Product)).Distinct()
             let stars = s.Ratings.Where(r => r.Product == p).Select(r => r.Stars).ToList()
             select new object?[]
             {
                 p, (long)stars.Sum(), (long)s.Returns.Count(r => r.Product == p),
                     s.Orders.Where(o => o.Product == p).Max(o => (long?)o.Pieces),
                 (long)s.Views.Count(v => v.Product == p), stars.Max(x => (int?)x),
             });

    private static ShopQuery Join() => Of("join",
        Shop.Views.GroupBy(v => new { v.User, Hour = Window.Tumbling(v.Seen, Hour) })
            .Join(Shop.Orders.GroupBy(o => new { o.User, Hour = Window.Tumbling(o.At, Hour) }),
            (key, views, orders) =>
                new
                {
                    key.User,
                    key.Hour,
                    Longest = views.Max(v => v.Seconds),
                    Dearest = orders.Max(o => o.Price),
                    Orders = orders.Count()
                }),
        s => from v in s.Views
             group v by (v.User, Hour: v.Seen.Date.AddHours(v.Seen.Hour)) into g
             let orders = s.Orders.Where(o => o.User == g.Key.User && o.At >= g.Key.Hour && o.At < g.Key.Hour + Hour).ToList()
             where orders.Count > 0
             select new object?[] { g.Key.User, g.Key.Hour, g.Max(v => v.Seconds), orders.Max(o => o.Price), (long)orders.Count });

    private static ShopQuery OfConcat() => Of("cogroup of a concat",
        Shop.Views.Select(v => new { v.Product, v.User }).Concat(Shop.Orders.Select(o => new { o.Product, o.User })).GroupBy(e => e.Product)
            .Cogroup(Shop.Views.GroupBy(v => v.Product), (product, both, views) =>
                new { product, Users = both.Sum(e => e.User), Views = views.Count() }),
        s => from p in s.Views.Select(v => v.Product).Concat(s.Orders.Select(o => o.Product)).Distinct()
             select new object?[]
             {
                 p, (long)(s.Views.Where(v => v.Product == p).Sum(v => v.User) + s.Orders.Where(o => o.Product == p).Sum(o => o.User)),
                     (long)s.Views.Count(v => v.Product == p),
             });

    private static ShopQuery Filtered() => Of("filtered aggregates",
        Shop.Orders.GroupBy(o => o.Product).Select(g => new
        {
            g.Key,
            N = g.Count(),
            Many = g.Count(o => o.Pieces > 4),
            ManyPrice = g.Where(o => o.Pieces > 4).Sum(o => o.Price),
            Guarded = g.Where(o => o.Coupon > 0).Where(o => o.User != 1).Min(o => (int?)(12 / o.Coupon!.Value)),
            Twice = g.Where(o => o.Coupon > 0).Sum(o => 12 / o.Coupon!.Value > 3 ? 100 / (12 / o.Coupon.Value) : 1),
            Coupons = g.Where(o => o.Coupon > 0 && o.Pieces > 4).Average(o => o.Coupon),
            Dear = g.Count(o => o.Price > 1_000_000m),
            Dearest = g.Where(o => o.Price > 900m).Max(o => (decimal?)o.Price),
        }),
        s => from o in s.Orders
             group o by o.Product into g
             let coupons = g.Where(o => o.Coupon > 0 && o.Pieces > 4).Select(o => o.Coupon!.Value).ToList()
             select new object?[]
             {
                 g.Key, g.LongCount(), g.LongCount(o => o.Pieces > 4), g.Where(o => o.Pieces > 4).Sum(o => o.Price),
                 g.Where(o => o.Coupon > 0 && o.User != 1).Min(o => (int?)(12 / o.Coupon!.Value)),
                 (long)g.Where(o => o.Coupon > 0).Sum(o => 12 / o.Coupon!.Value > 3 ? 100 / (12 / o.Coupon.Value) : 1),
                 coupons.Count == 0 ? null : (double)coupons.Sum() / coupons.Count, 0L,
                 g.Where(o => o.Price > 900m).Max(o => (decimal?)o.Price),
             });

    private static ShopQuery Computed() => Of("computed columns",
        (from v in Shop.Views
         group v by new { v.Product, v.User } into g
         select new
         {
             g.Key.Product,
             g.Key.User,
             Again = g.Key.User,
             Share = g.Count(v => v.Seconds > 300) / (double)g.Count(),
             N = g.Count(),
             Size = g.Sum(v => v.Seconds) > 900 ? "big" : "small",
             Spread = g.Max(v => v.Seconds) - g.Min(v => v.Seconds),
             One = 1m,
             Rest = g.Where(v => v.Seconds > 300).Max(v => (int?)v.Seconds) / (g.Key.User - 1 == 0 ? null : (int?)(g.Key.User - 1)),
         }).Where(r => r.N > 1 && r.Share < 0.9).OrderBy(r => r.User).Where(r => r.Spread != 7),
        s => from v in s.Views
             group v by (v.Product, v.User) into g
             let share = g.Count(v => v.Seconds > 300) / (double)g.Count()
             let spread = g.Max(v => v.Seconds) - g.Min(v => v.Seconds)
             where g.Count() > 1 && share < 0.9 && spread != 7
             select new object?[]
             {
                 g.Key.Product, g.Key.User, g.Key.User, share, g.LongCount(), g.Sum(v => v.Seconds) > 900 ? "big" : "small", spread, 1m,
                 g.Where(v => v.Seconds > 300).Max(v => (int?)v.Seconds) / (g.Key.User == 1 ? null : (int?)(g.Key.User - 1)),
             });

    private static ShopQuery ComputedJoin() => Of("computed columns of a join",
        Shop.Views.GroupBy(v => v.Product).Join(Shop.Orders.GroupBy(o => o.Product), (product, views, orders) => new
        {
            Conversion = (double)orders.Where(o => o.Pieces > 2).Sum(o => o.Price) / views.Count(v => v.Seconds > 100),
            product,
            Orders = orders.Count(),
        }).Where(r => r.Orders < 20 || r.Conversion > 100.5),
        s => from p in s.Views.Select(v => v.Product).Distinct()
             let views = s.Views.Where(v => v.Product == p).ToList()
             let orders = s.Orders.Where(o => o.Product == p).ToList()
             where orders.Count > 0
             let conversion = (double)orders.Where(o => o.Pieces > 2).Sum(o => o.Price) / views.Count(v => v.Seconds > 100)
             where orders.Count < 20 || conversion > 100.5
             select new object?[] { conversion, p, (long)orders.Count });

    private static ShopQuery Of<T>(string name, Query<T> query, Func<ShopEvents, IEnumerable<object?[]>> naive) =>
        new(name, JobPlan.Create(new Wrapped<T>(query)), naive);
}
