using Unified.Core.Tests.Linq;
using Unified.Definition;

namespace Unified.Core.Tests.Json;

/// <summary>The jobs whose documents are kept in files, so that a change of the form is seen in review.</summary>
internal static class JsonJobs
{
    public static Job[] All { get; } = [new ProductHours(), new SoldTogether(), new LargeOrders(), new UserHours(),
        new Conversions(), new HotItems(), new BidderSessions(), new Latencies(), new UserSessions()];

    internal sealed record ProductHour(string Product, DateTime Hour, long Views, decimal Turnover, int? Longest, double? Median);

    /// <summary>Every product and hour that views or orders have.</summary>
    private sealed class ProductHours : Job<ProductHour>
    {
        public override Query<ProductHour> Define() =>
            Shop.Views.Where(v => v.Seconds > 1).GroupBy(v => new { v.Product, Hour = Window.Tumbling(v.Seen, TimeSpan.FromHours(1)) })
                .Cogroup(
                Shop.Orders.GroupBy(o => new { o.Product, Hour = Window.Tumbling(o.At, TimeSpan.FromHours(1)) }),
                (key, views, orders) => new ProductHour(key.Product, key.Hour, views.Count(), orders.Sum(o => o.Price * 1.19m),
                    views.Max(v => (int?)v.Seconds), orders.Quantile(o => o.Coupon, 0.5)))
            .KeepFor(TimeSpan.FromDays(90));
    }

    internal sealed record Together(int User, long Views, long Orders);

    /// <summary>Users that both viewed and ordered.</summary>
    private sealed class SoldTogether : Job<Together>
    {
        public override Query<Together> Define() => Shop.Views.GroupBy(v => v.User).Join(Shop.Orders.GroupBy(o => o.User),
            (user, views, orders) => new Together(user, views.Count(), orders.Count()));
    }

    internal sealed record Conversion(string Product, double OrdersPerView, long Views, string Size, double Half);

    /// <summary>Columns that are computed from aggregates, some of which are filtered and in no column; and which rows there are.</summary>
    private sealed class Conversions : Job<Conversion>
    {
        public override Query<Conversion> Define() => Shop.Views.GroupBy(v => v.Product).Cogroup(Shop.Orders.GroupBy(o => o.Product),
            (product, views, orders) => new Conversion(product, orders.Count(o => o.Pieces > 0) / (double)views.Count(), views.Count(),
                orders.Where(o => o.Pieces > 0).Where(o => o.Coupon == null).Sum(o => o.Price) > 100m ? "big" : product, 0.5))
            .Where(c => c.Views > 10 && c.OrdersPerView < 0.75);
    }

    internal sealed record LargeOrder(string Product, DateTime At, decimal Total, int Coupon, bool Gift);

    /// <summary>One row an order.</summary>
    private sealed class LargeOrders : Job<LargeOrder>
    {
        public override Query<LargeOrder> Define() => (
            from o in Shop.Orders
            let total = o.Price * 2m
            where total > 9.50m && o.At >= new DateTime(2024, 3, 1, 12, 30, 0)
            select new LargeOrder(o.Product, o.At, total, o.Coupon ?? -1, o.Product.StartsWith("gift", StringComparison.Ordinal))).ToQuery()
            .OrderBy(r => r.Product).ThenBy(r => r.At).KeepFor(TimeSpan.FromDays(30));
    }

    internal sealed record UserHour(int User, DateTime Hour, long Events, long Pieces);

    /// <summary>The events of two logs as one.</summary>
    private sealed class UserHours : Job<UserHour>
    {
        public override Query<UserHour> Define() =>
            from e in Shop.Views.Select(v => new { v.User, At = v.Seen, Pieces = 0L })
                .Concat(Shop.Orders.Select(o => new { o.User, o.At, o.Pieces }))
            group e by new { e.User, Hour = Window.Tumbling(e.At, TimeSpan.FromHours(1)) } into g
            select new UserHour(g.Key.User, g.Key.Hour, g.Count(), g.Sum(e => e.Pieces));
    }
}
