using Unified.Definition;

namespace Unified.Serving.Tests.Fixtures;

public sealed record Order(DateTime At, string Product, int Pieces, [property: Precision(12, 2)] decimal Price);

public sealed record Visit(DateTime Seen, string Page, string? Browser, int Seconds);

/// <summary>Two logs whose partitions and epochs have nothing in common.</summary>
public static class Shop
{
    public static Source<Order> Orders { get; } = new()
    {
        Topic = "shop.orders",
        Name = "orders",
        Partitions = 3,
        EpochLength = 16,
        EventTime = o => o.At
    };

    public static Source<Visit> Visits { get; } = new()
    {
        Topic = "shop.visits",
        Name = "visits",
        Partitions = 2,
        EpochLength = 64,
        EventTime = v => v.Seen
    };
}

public sealed record ProductDay(string Product, DateTime Day, long Visits, long Pieces, decimal Turnover, int? LongestVisit);

/// <summary>Every product and day that either log has.</summary>
public sealed class ProductDays : Job<ProductDay>
{
    public override Query<ProductDay> Define() =>
        Shop.Visits.GroupBy(v => new { Product = v.Page, Day = Window.Tumbling(v.Seen, TimeSpan.FromDays(1)) }).Cogroup(
            Shop.Orders.GroupBy(o => new { o.Product, Day = Window.Tumbling(o.At, TimeSpan.FromDays(1)) }),
            (key, visits, orders) => new ProductDay(
                key.Product, key.Day, visits.Count(), orders.Sum(o => o.Pieces), orders.Sum(o => o.Price),
                    visits.Max(v => (int?)v.Seconds)));
}

public sealed record SoldHour(string Product, DateTime Hour, long Visits, long Orders, int Most);

/// <summary>Only products and hours that both logs have.</summary>
public sealed class SoldHours : Job<SoldHour>
{
    public override Query<SoldHour> Define() =>
        Shop.Visits.GroupBy(v => new { Product = v.Page, Hour = Window.Tumbling(v.Seen, TimeSpan.FromHours(1)) }).Join(
            Shop.Orders.GroupBy(o => new { o.Product, Hour = Window.Tumbling(o.At, TimeSpan.FromHours(1)) }),
            (key, visits, orders) => new SoldHour(key.Product, key.Hour, visits.Count(), orders.Count(), orders.Max(o => o.Pieces)));
}

public sealed record ShopEvent(DateTime Time, string Product, int? Pieces, decimal? Price);

/// <summary>One row an event of either log, sorted by product; some events make none.</summary>
public sealed class ShopEvents : Job<ShopEvent>
{
    public override Query<ShopEvent> Define() =>
        Shop.Orders.Where(o => o.Pieces != 3).Select(o => new ShopEvent(o.At, o.Product, (int?)o.Pieces, (decimal?)(o.Price * 2m)))
            .Concat(Shop.Visits.Where(v => v.Browser != "bot").Select(v => new ShopEvent(v.Seen, v.Page, null, null)))
            .ToQuery().OrderBy(e => e.Product).ThenBy(e => e.Time);
}

/// <summary>One row an order, kept for ten days.</summary>
public sealed class RecentOrders : Job<ShopEvent>
{
    public const int Days = 10;

    public override Query<ShopEvent> Define() =>
        Shop.Orders.Select(o => new ShopEvent(o.At, o.Product, (int?)o.Pieces, (decimal?)o.Price)).ToQuery()
            .KeepFor(TimeSpan.FromDays(Days));
}

/// <summary>Groups of a day, kept for ten days.</summary>
public sealed class RecentDays : Job<ProductDay>
{
    public override Query<ProductDay> Define() => new ProductDays().Define().KeepFor(TimeSpan.FromDays(RecentOrders.Days));
}
