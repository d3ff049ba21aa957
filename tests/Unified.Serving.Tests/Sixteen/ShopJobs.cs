using Unified.Definition;
using static Unified.Serving.Tests.Fixtures.Expected;
using static Unified.Serving.Tests.Sixteen.BidJobs;

namespace Unified.Serving.Tests.Sixteen;

public sealed record PageView(DateTime At, string Product, long User);

public sealed record Purchase(DateTime At, string Product, int Pieces);

public sealed record ProductHour(string Product, DateTime Hour, long Views, long Orders, long Pieces);

public sealed class ProductHours : Job<ProductHour>
{
    public override Query<ProductHour> Define() =>
        ShopJobs.Views.GroupBy(v => new { v.Product, Hour = Window.Tumbling(v.At, TimeSpan.FromHours(1)) }).Cogroup(
            ShopJobs.Purchases.GroupBy(p => new { p.Product, Hour = Window.Tumbling(p.At, TimeSpan.FromHours(1)) }),
            (key, views, orders) => new ProductHour(key.Product, key.Hour, views.Count(), orders.Count(), orders.Sum(o => o.Pieces)));
}

public enum OrderStatus
{
    Open = 1,
    Paid = 2,
    Shipped = 5,
}

public sealed record CustomerOrder(DateTime At, Guid Customer, OrderStatus Status, DateOnly Due, TimeSpan? ToShip);

public sealed record OrderBucket(OrderStatus Status, Guid Customer, DateOnly Due, string Speed, long Orders, TimeSpan? Slowest);

public sealed class OrderBuckets : Job<OrderBucket>
{
    public override Query<OrderBucket> Define() =>
        from o in ShopJobs.Orders
        group o by new
        {
            o.Status,
            o.Customer,
            o.Due,
            Speed = o.ToShip == null ? "not yet" : o.ToShip < TimeSpan.FromDays(1) ? "fast" : "slow",
        } into g
        select new OrderBucket(g.Key.Status, g.Key.Customer, g.Key.Due, g.Key.Speed, g.Count(), g.Max(o => o.ToShip));
}

public sealed record Link(DateTime At, string Url);

public sealed record LinkPart(string? Host, string? Section, string? Campaign, long Clicks);

public sealed class LinkParts : Job<LinkPart>
{
    public override Query<LinkPart> Define() =>
        from l in ShopJobs.Links
        let url = l.Url.Trim()
        group l by new { Host = Url.Host(url), Section = Url.Segment(url, 0), Campaign = Url.QueryValue(url, "utm") } into g
        select new LinkPart(g.Key.Host, g.Key.Section, g.Key.Campaign, g.Count());
}

public sealed record Article(string Sku, int Pieces, [property: Precision(10, 2)] decimal Price);

public sealed record Visitor(long Id, string? Country);

public sealed record Click(DateTime At, Visitor Visitor, Article[] Articles, string Page);

public sealed record SkuHour(string Sku, DateTime Hour, long Pieces, decimal Turnover, long Visitors);

public sealed class SkuHours : Job<SkuHour>
{
    public override Query<SkuHour> Define() =>
        from c in ShopJobs.Clicks
        from a in c.Articles
        group new { a, c.Visitor.Id } by new { a.Sku, Hour = Window.Tumbling(c.At, TimeSpan.FromHours(1)) } into g
        select new SkuHour(g.Key.Sku, g.Key.Hour, g.Sum(x => x.a.Pieces), g.Sum(x => x.a.Price * x.a.Pieces), g.CountDistinct(x => x.Id));
}

internal static class ShopJobs
{
    public static Source<PageView> Views { get; } = new() { Topic = "views", EventTime = v => v.At };

    public static Source<Purchase> Purchases { get; } = new() { Topic = "purchases", EventTime = p => p.At };

    public static Source<CustomerOrder> Orders { get; } = new() { Topic = "orders", EventTime = o => o.At };

    public static Source<Link> Links { get; } = new() { Topic = "links", EventTime = l => l.At };

    public static Source<Click> Clicks { get; } = new()
    {
        Topic = "clicks",
        EventTime = c => c.At,
        Json = new() { Names = JsonNames.CamelCase, Times = UnixTimeUnit.Milliseconds },
    };

    private static JobCase J08_views_and_orders_per_product_and_hour(Random random)
    {
        List<PageView> views = [.. Times(random, 300).Select(t => new PageView(t, Product(random), random.Next(9)))];
        List<Purchase> purchases = [.. Times(random, 60).Select(t => new Purchase(t, Product(random), random.Next(1, 4)))];
        var hours = views.Select(v => (v.Product, Hour: Window.Tumbling(v.At, TimeSpan.FromHours(1))))
            .Union(purchases.Select(p => (p.Product, Hour: Window.Tumbling(p.At, TimeSpan.FromHours(1)))));
        var expected = from h in hours
                       let bought = purchases.Where(p => p.Product == h.Product && Window.Tumbling(p.At, TimeSpan.FromHours(1)) == h.Hour)
                       select Line(h.Product, Micros(h.Hour), views.Count(v => v.Product == h.Product
                           && Window.Tumbling(v.At, TimeSpan.FromHours(1)) == h.Hour), bought.Count(), bought.Sum(p => p.Pieces));
        return new JobCase(new ProductHours(), expected).On(Views, views).On(Purchases, purchases);
    }

    private static JobCase J11_articles_of_nested_clicks(Random random)
    {
        List<Click> clicks = [.. Times(random, 200).Select(t => new Click(t, new Visitor(random.Next(6), null), [.. Enumerable.Range(0,
            random.Next(4)).Select(_ => new Article(Product(random), random.Next(1, 5), random.Next(10_000) / 100m))], "/"))];
        var expected = from c in clicks
                       from a in c.Articles
                       group (a, c.Visitor.Id) by (a.Sku, Hour: Window.Tumbling(c.At, TimeSpan.FromHours(1))) into g
                       select Line(g.Key.Sku, Micros(g.Key.Hour), g.Sum(x => x.a.Pieces), g.Sum(x => x.a.Price * x.a.Pieces),
                           g.Select(x => x.Id).Distinct().Count());
        return new JobCase(new SkuHours(), expected).On(Clicks, clicks);
    }

    private static JobCase J15_orders_by_status_customer_day_and_speed(Random random)
    {
        List<CustomerOrder> orders = [.. Times(random, 200).Select(t => new CustomerOrder(t, new Guid(random.Next(3), 1, 2, new byte[8]),
            (OrderStatus)new[] { 1, 2, 5 }[random.Next(3)], new DateOnly(2026, 3, 1).AddDays(random.Next(3)),
            random.Next(3) == 0 ? null : TimeSpan.FromMinutes(random.Next(3000))))];
        var expected = from o in orders
                       group o by (o.Status, o.Customer, o.Due,
                           Speed: o.ToShip switch { null => "not yet", { TotalDays: < 1 } => "fast", _ => "slow" }) into g
                       select Line(g.Key.Status, g.Key.Customer, Micros(g.Key.Due.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
                           g.Key.Speed, g.Count(), g.Max(o => o.ToShip) is { } slowest ? slowest.Ticks / 10 : null);
        return new JobCase(new OrderBuckets(), expected).On(Orders, orders);
    }

    private static JobCase J16_parts_of_links(Random random)
    {
        string[] hosts = ["a.example", "B.Example", "c.example:8080"];
        List<Link> links = [.. Times(random, 200).Select(t =>
            new Link(t, random.Next(9) == 0 ? " no link" : $"  https://{hosts[random.Next(3)]}"
            + $"/{Product(random)}/x?utm={random.Next(3)}&z=1 "))];
        var expected = from l in links
                       let url = Uri.TryCreate(l.Url.Trim(), UriKind.Absolute, out var parsed) ? parsed : null
                       group l by (Host: url?.Host, Section: url?.Segments[1].TrimEnd('/'),
                           Campaign: url is null ? null : System.Text.RegularExpressions.Regex.Match(url.Query,
                               "utm=([^&]*)").Groups[1].Value)
                           into g
                       select Line(g.Key.Host, g.Key.Section, g.Key.Campaign, g.Count());
        return new JobCase(new LinkParts(), expected).On(Links, links);
    }

    private static string Product(Random random) => new[] { "tea", "mug", "pot" }[random.Next(3)];

    private static IEnumerable<DateTime> Times(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
        new DateTime(2026, 3, 1, 22, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(5 * 3600)))];
}
