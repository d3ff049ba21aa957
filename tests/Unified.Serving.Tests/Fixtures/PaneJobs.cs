using Unified.Definition;

namespace Unified.Serving.Tests.Fixtures;

public sealed record PlaceWindow(
    string Place, string? Tag, DateTime Start, long Events, long Large, decimal Amount, double Mean, int First, decimal Last, long Extras,
    double P90, DateTime End);

/// <summary>Windows that begin every 50 minutes and are six hours long: panes of ten minutes. Some begin before midnight.</summary>
public sealed class PlaceSlides : Job<PlaceWindow>
{
    public static readonly TimeSpan Size = TimeSpan.FromHours(6);
    public static readonly TimeSpan Hop = TimeSpan.FromMinutes(50);
    public static readonly TimeSpan Offset = TimeSpan.FromMinutes(7);

    public override Query<PlaceWindow> Define() =>
        from r in Readings.Source
        where r.Value != 13
        group r by new { r.Place, r.Tag, Start = Window.Hopping(r.At, Size, Hop, Offset) } into g
        select new PlaceWindow(g.Key.Place, g.Key.Tag, g.Key.Start, g.Count(), g.Count(r => r.Value > 4000), g.Sum(r => r.Amount),
            g.Average(r => r.Value), g.First(r => r.Value), g.Last(r => r.Amount), g.CountDistinct(r => r.Extra),
            g.Quantile(r => r.Value, 0.9), g.Max(r => r.At));
}

/// <summary>A session ends when there is nothing of a place and tag for five hours.</summary>
public sealed class PlaceSessions : Job<PlaceWindow>
{
    public static readonly TimeSpan Gap = TimeSpan.FromHours(5);

    public override Query<PlaceWindow> Define() =>
        from r in Readings.Source
        where r.Value != 13
        group r by new { r.Place, r.Tag, Start = Window.Session(r.At, Gap) } into g
        select new PlaceWindow(g.Key.Place, g.Key.Tag, g.Key.Start, g.Count(), g.Count(r => r.Value > 4000), g.Sum(r => r.Amount),
            g.Average(r => r.Value), g.First(r => r.Value), g.Last(r => r.Amount), g.CountDistinct(r => r.Extra),
            g.Quantile(r => r.Value, 0.9), g.Max(r => r.At));
}

public sealed record PlaceSpan(
    string Place, string? Tag, DateTime Start, TimeSpan Length, long Events, long Large, decimal Amount, double Mean, int First,
    decimal Last, long Extras, double P90, DateTime End);

/// <summary>Windows of three lengths: panes of a quarter of an hour.</summary>
public sealed class PlaceSpans : Job<PlaceSpan>
{
    public static readonly TimeSpan[] Lengths = [TimeSpan.FromDays(1), TimeSpan.FromMinutes(45), TimeSpan.FromHours(7)];

    public override Query<PlaceSpan> Define() =>
        from r in Readings.Source
        where r.Value != 13
        group r by new { r.Place, r.Tag, W = Window.Each(r.At, Lengths) } into g
        select new PlaceSpan(g.Key.Place, g.Key.Tag, g.Key.W.Start, g.Key.W.Length, g.Count(), g.Count(r => r.Value > 4000),
            g.Sum(r => r.Amount), g.Average(r => r.Value), g.First(r => r.Value), g.Last(r => r.Amount), g.CountDistinct(r => r.Extra),
            g.Quantile(r => r.Value, 0.9), g.Max(r => r.At));
}

public sealed record Burst(DateTime Start, long Readings, DateTime End, bool Long);

/// <summary>Sessions of everything: the start is the only key, and its events decide whether it is in the answer.</summary>
public sealed class Bursts : Job<Burst>
{
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(17);

    public override Query<Burst> Define() =>
        from r in Readings.Source
        group r by Window.Session(r.At, Gap) into g
        where g.Count() > 1
        select new Burst(g.Key, g.Count(), g.Max(r => r.At), g.Count() > 20);
}

public sealed record OddSession(double Odd, DateTime Start, long Readings);

/// <summary>Sessions by NaN and by zeros of either sign.</summary>
public sealed class OddSessions : Job<OddSession>
{
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(40);

    public override Query<OddSession> Define() =>
        from r in Readings.Source
        group r by new
        {
            Odd = r.Value % 4 == 0 ? double.NaN : r.Value % 4 == 1 ? 0.0 : r.Value % 4 == 2 ? -0.0 : 1.5,
            Start = Window.Session(r.At, Gap),
        } into g
        select new OddSession(g.Key.Odd, g.Key.Start, g.Count());

    public static double Odd(int value) => (value % 4) switch { 0 => double.NaN, 1 => 0.0, 2 => -0.0, _ => 1.5 };
}

public sealed record BigSlide(string Place, DateTime Start, long Big);

/// <summary>Sums that may leave their type.</summary>
public sealed class BigSlides : Job<BigSlide>
{
    public override Query<BigSlide> Define() =>
        from r in Readings.Source
        group r by new { r.Place, Start = Window.Hopping(r.At, TimeSpan.FromHours(2), TimeSpan.FromHours(1)) } into g
        select new BigSlide(g.Key.Place, g.Key.Start, g.Sum(r => r.Big));
}

public sealed record ProductSession(
    string Product, DateTime Start, long Visits, long Bots, long Pieces, decimal Turnover, int? LongestVisit);

/// <summary>Sessions of a product over what either log has of it.</summary>
public sealed class ProductSessions : Job<ProductSession>
{
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(35);

    public override Query<ProductSession> Define() =>
        Shop.Visits.GroupBy(v => new { Product = v.Page, Start = Window.Session(v.Seen, Gap) }).Cogroup(
            Shop.Orders.Where(o => o.Pieces != 3).GroupBy(o => new { o.Product, Start = Window.Session(o.At, Gap) }),
            (key, visits, orders) => new ProductSession(
                key.Product, key.Start, visits.Count(), visits.Count(v => v.Browser == "bot"), orders.Sum(o => o.Pieces),
                orders.Sum(o => o.Price), visits.Max(v => (int?)v.Seconds)));
}

public sealed record SoldSlide(string Product, DateTime Start, long Visits, long Orders, int Most);

/// <summary>Only products and windows that both logs have.</summary>
public sealed class SoldSlides : Job<SoldSlide>
{
    public override Query<SoldSlide> Define() =>
        Shop.Visits.GroupBy(v => new { Product = v.Page, Start = Window.Hopping(v.Seen, TimeSpan.FromHours(2), TimeSpan.FromMinutes(30)) })
            .Join(Shop.Orders.GroupBy(o =>
                new { o.Product, Start = Window.Hopping(o.At, TimeSpan.FromHours(2), TimeSpan.FromMinutes(30)) }),
            (key, visits, orders) => new SoldSlide(key.Product, key.Start, visits.Count(), orders.Count(), orders.Max(o => o.Pieces)));
}

public sealed record ProductSpan(string Product, DateTime Start, TimeSpan Length, long Visits, long Orders);

/// <summary>Hours and five hours of both logs: some of these begin before midnight.</summary>
public sealed class ProductSpans : Job<ProductSpan>
{
    public override Query<ProductSpan> Define() =>
        Shop.Visits.GroupBy(v => new { Product = v.Page, W = Window.Each(v.Seen, TimeSpan.FromHours(1), TimeSpan.FromHours(5)) }).Cogroup(
            Shop.Orders.GroupBy(o => new { o.Product, W = Window.Each(o.At, TimeSpan.FromHours(5), TimeSpan.FromHours(1)) }),
            (key, visits, orders) => new ProductSpan(key.Product, key.W.Start, key.W.Length, visits.Count(), orders.Count()));
}

/// <summary>Sessions, kept for ten days.</summary>
public sealed class RecentSessions : Job<ProductSession>
{
    public override Query<ProductSession> Define() => new ProductSessions().Define().KeepFor(TimeSpan.FromDays(RecentOrders.Days));
}

/// <summary>Windows over midnight, kept for ten days.</summary>
public sealed class RecentSlides : Job<SoldSlide>
{
    public override Query<SoldSlide> Define() => new SoldSlides().Define().KeepFor(TimeSpan.FromDays(RecentOrders.Days));
}

/// <summary>Windows of several lengths, kept for ten days.</summary>
public sealed class RecentSpans : Job<ProductSpan>
{
    public override Query<ProductSpan> Define() => new ProductSpans().Define().KeepFor(TimeSpan.FromDays(RecentOrders.Days));
}
