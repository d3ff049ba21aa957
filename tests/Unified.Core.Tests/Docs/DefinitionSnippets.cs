using System.Linq.Expressions;
using System.Text.Json.Serialization;
using Unified.Definition;

namespace Unified.Core.Tests.Docs;

/// <summary>The snippets of docs/definitions.md: compiled here, planned by <see cref="DocsTests"/>.</summary>
internal static class DefinitionSnippets
{
    public sealed record CustomerTotal(string Customer, long Orders);

    public sealed record AreaTotal(string Area, long Quantity, double P95Price);

    #region source
    public sealed record Order(
        DateTime At,
        string Customer,
        string? Coupon,
        int Quantity,
        [property: Precision(12, 2)] decimal Price,
        DateTime? Shipped);

    public static Source<Order> Orders { get; } = new()
    {
        Topic = "orders",
        Partitions = 8,
        EpochLength = 65_536,
        EventTime = o => o.At,
    };
    #endregion

    #region json
    public sealed record Device(string Os, int? Age);

    public sealed record Click(
        [property: JsonPropertyName("ts")] DateTime At, // 1709251200123
        Guid SessionId, // "session_id"
        string Page,
        Device? Device, // {"os": "linux", "age": 4}, null or nothing
        double LoadMs,
        int Position = -1); // nothing is -1

    public static Source<Click> Clicks { get; } = new()
    {
        Topic = "clicks",
        EventTime = c => c.At,
        Json = new() { Names = JsonNames.SnakeCase, Times = UnixTimeUnit.Milliseconds, NumbersInText = true },
    };

    public sealed record SystemDay(string System, DateTime Day, long Clicks);

    public static Query<SystemDay> Systems() =>
        from c in Clicks
        group c by new { System = c.Device == null ? "none" : c.Device.Os, Day = Window.Day(c.At, "America/New_York") } into g
        where g.Count() > 10
        select new SystemDay(g.Key.System, g.Key.Day, g.Count());
    #endregion

    #region query
    public sealed record CustomerDay(string Customer, DateTime Day, long Orders, decimal Turnover, int? FastestShipping);

    public sealed class CustomerDays : Job<CustomerDay>
    {
        public override Query<CustomerDay> Define() =>
            from o in Orders
            where o.Quantity > 0 && o.Coupon != "TEST"
            let value = o.Price * o.Quantity
            group new { o, value } by new { o.Customer, Day = Window.Tumbling(o.At, TimeSpan.FromDays(1)) } into g
            select new CustomerDay(
                g.Key.Customer, g.Key.Day, g.Count(), g.Sum(x => x.value),
                g.Min(x => x.o.Shipped == null ? null : (int?)(x.o.Shipped.Value.Day - x.o.At.Day)));
    }
    #endregion

    #region windows
    public sealed record CustomerWindow(string Customer, DateTime Start, long Orders);

    // Of every ten minutes that begin at a full minute: each order counts in ten of them.
    public static Query<CustomerWindow> Sliding() =>
        from o in Orders
        group o by new { o.Customer, W = Window.Hopping(o.At, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)) } into g
        select new CustomerWindow(g.Key.Customer, g.Key.W, g.Count());

    public sealed record CustomerSpan(string Customer, DateTime Start, TimeSpan Length, long Orders, double MeanQuantity);

    // Minutes, hours and days of one definition.
    public static Query<CustomerSpan> Spans() =>
        from o in Orders
        group o by new { o.Customer, W = Window.Each(o.At, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1)) } into g
        select new CustomerSpan(g.Key.Customer, g.Key.W.Start, g.Key.W.Length, g.Count(), g.Average(o => o.Quantity));

    public sealed record CustomerSession(string Customer, DateTime Start, DateTime LastOrder, long Orders);

    // A session ends with the order behind which there is none for half an hour.
    public static Query<CustomerSession> Sessions() =>
        from o in Orders
        group o by new { o.Customer, W = Window.Session(o.At, TimeSpan.FromMinutes(30)) } into g
        select new CustomerSession(g.Key.Customer, g.Key.W, g.Max(o => o.At), g.Count());
    #endregion

    #region aggregates
    public sealed record CustomerMeasure(
        string Customer, DateTime FirstAt, string? LastCoupon, decimal PriceOfLargest, long Coupons, bool EverShipped, double Deviation);

    public static Query<CustomerMeasure> Measures() =>
        from o in Orders
        group o by o.Customer into g
        select new CustomerMeasure(
            g.Key, g.Min(o => o.At), g.Last(o => o.Coupon), g.MaxBy(o => o.Price, o => o.Quantity), g.CountDistinct(o => o.Coupon),
            g.Any(o => o.Shipped != null), g.StandardDeviation(o => o.Price));
    #endregion

    #region composed
    public sealed record CustomerPrice(string Customer, double Average, double AverageOfLarge, IReadOnlyList<decimal> Dearest,
        string? Coupons);

    private static readonly Aggregate<Order, double> PricePerPiece =
        Aggregate.Of((Group<Order> g) => (double)g.Sum(o => o.Price * o.Quantity) / (double)g.Sum(o => o.Quantity));

    public static Query<CustomerPrice> Prices() =>
        from o in Orders
        group o by o.Customer into g
        select new CustomerPrice(
            g.Key, PricePerPiece.Of(g), PricePerPiece.Of(g.Where(o => o.Quantity >= 100)),
            g.Top(3, o => o.Price), g.StringJoin(o => o.Coupon, ", "));
    #endregion

    #region state
    public sealed class CouponRate : IAggregate<CouponRate.State, Order, double>
    {
        public sealed record State(long Orders, long WithCoupon, decimal Turnover);

        public State Empty => new(0, 0, 0);

        public Expression<Func<State, Order, State>> Add => (s, o) => new State(
            s.Orders + 1, o.Coupon != null ? s.WithCoupon + 1 : s.WithCoupon, s.Turnover + o.Price * o.Quantity);

        public Expression<Func<State, State, State>> Merge => (a, b) =>
            new State(a.Orders + b.Orders, a.WithCoupon + b.WithCoupon, a.Turnover + b.Turnover);

        public Expression<Func<State, double>> Finish => s => s.Turnover > 1000 ? s.WithCoupon / (double)s.Orders : 0;
    }

    public sealed record CustomerCoupons(string Customer, double Rate);

    private static readonly Aggregate<Order, double> RateOfCoupons = Aggregate.Of(new CouponRate());

    public static Query<CustomerCoupons> CouponRates() =>
        from o in Orders
        group o by o.Customer into g
        select new CustomerCoupons(g.Key, RateOfCoupons.Of(g));
    #endregion

    #region computed
    public sealed record CustomerShare(string Customer, DateTime Day, long Orders, double WithCoupon, decimal LargeTurnover, string Size);

    public static Query<CustomerShare> Shares() =>
        from o in Orders
        group o by new { o.Customer, Day = Window.Tumbling(o.At, TimeSpan.FromDays(1)) } into g
        select new CustomerShare(
            g.Key.Customer, g.Key.Day, g.Count(),
            g.Count(o => o.Coupon != null) / (double)g.Count(),
            g.Where(o => o.Quantity >= 100).Sum(o => o.Price * o.Quantity),
            g.Sum(o => o.Quantity) > 1000 ? "large" : "small")
        into row
        where row.Orders > 10 && row.WithCoupon < 0.5
        select row;
    #endregion

    #region constants
    public static Query<CustomerTotal> LargeOrders(decimal limit) =>
        from o in Orders
        where o.Price * o.Quantity >= limit
        group o by o.Customer into g
        select new CustomerTotal(g.Key, g.Count());
    #endregion

    #region user-function
    [Deterministic]
    public static string Area(string customer) => customer.Length >= 2 ? customer[..2] : "??";

    public static Query<AreaTotal> Areas() =>
        from o in Orders
        group o by new { Area = Area(o.Customer) } into g
        select new AreaTotal(g.Key.Area, g.Sum(o => o.Quantity), g.Quantile(o => o.Price, 0.95));
    #endregion

    #region several-sources
    public sealed record Visit(DateTime At, string Customer, string Page, int Seconds);

    public static Source<Visit> Visits { get; } = new() { Topic = "visits", Partitions = 4, EventTime = v => v.At };

    public sealed record CustomerHour(string Customer, DateTime Hour, long Visits, long Orders, int? LongestVisit);

    // One row for every customer and hour that either source has.
    public static Query<CustomerHour> Hours() =>
        Visits.GroupBy(v => new { v.Customer, Hour = Window.Tumbling(v.At, TimeSpan.FromHours(1)) }).Cogroup(
            Orders.GroupBy(o => new { o.Customer, Hour = Window.Tumbling(o.At, TimeSpan.FromHours(1)) }),
            (key, visits, orders) => new CustomerHour(
                key.Customer, key.Hour, visits.Count(), orders.Count(), visits.Max(v => (int?)v.Seconds)));

    // The events of two sources as if they were one.
    public static Query<CustomerTotal> Contacts() =>
        from c in Visits.Select(v => new { v.Customer }).Concat(Orders.Select(o => new { o.Customer }))
        group c by c.Customer into g
        select new CustomerTotal(g.Key, g.Count());
    #endregion

    #region lists
    public sealed record Line(string Sku, int Pieces, [property: Precision(12, 2)] decimal Price);

    public sealed record Basket(DateTime At, string Shop, Line[] Lines, Dictionary<string, int> Coupons, List<string> Labels);

    public static Source<Basket> Baskets { get; } = new() { Topic = "baskets", EventTime = b => b.At };

    public sealed record SkuHour(string Sku, DateTime Hour, long Pieces, decimal Turnover);

    // A row for every line of every basket.
    public static Query<SkuHour> Skus() =>
        from b in Baskets
        where !b.Labels.Contains("test") && b.Lines.Length > 0
        from line in b.Lines
        group line by new { line.Sku, Hour = Window.Tumbling(b.At, TimeSpan.FromHours(1)) } into g
        select new SkuHour(g.Key.Sku, g.Key.Hour, g.Sum(l => l.Pieces), g.Sum(l => l.Price * l.Pieces));

    public sealed record CouponUse(DateTime At, string Coupon, int Times);

    // A row for every entry of a dictionary.
    public static Query<CouponUse> Coupons() =>
        from b in Baskets
        from coupon in b.Coupons
        select new CouponUse(b.At, coupon.Key, coupon.Value);
    #endregion

    #region dimension
    public sealed record Rate(string Currency, decimal Euros, string Name);

    // From wherever the definition has its rows: a literal, an embedded resource, a file.
    public static readonly Dimension<string, Rate> Rates =
        new([new("USD", 0.92m, "US dollar"), new("JPY", 0.0061m, "yen")], r => r.Currency);

    public static readonly Dictionary<string, string> Regions = new() { ["ACME"] = "north", ["Initech"] = "south" };

    public sealed record Sale(DateTime At, string Customer, string Currency, [property: Precision(12, 2)] decimal Amount);

    public static Source<Sale> Sales { get; } = new() { Topic = "sales", EventTime = s => s.At };

    public sealed record RegionTotal(string Region, decimal Euros, long UnknownCurrencies);

    public static Query<RegionTotal> RegionTotals() =>
        from s in Sales
        group s by Regions.GetValueOrDefault(s.Customer) ?? "elsewhere" into g
        select new RegionTotal(
            g.Key, g.Sum(s => s.Amount * (Rates.Find(s.Currency, r => r.Euros) ?? 0m)), g.Count(s => !Rates.Contains(s.Currency)));
    #endregion

    #region dimension-file
    public static readonly Dimension<string, Rate> RatesOfTheDay = Dimension.FromFile("rates.csv", (Rate r) => r.Currency);

    public static readonly Dimension<string, Rate> RatesOfTheWarehouse =
        Dimension.FromClickHouse("SELECT currency, euros, name FROM finance.rates", (Rate r) => r.Currency);
    #endregion

    #region answers
    public sealed record CustomerSpend(string Customer, DateTime Day, long Orders, decimal Turnover);

    public static Query<CustomerSpend> Spending() =>
        from o in Orders
        group o by new { o.Customer, Day = Window.Day(o.At) } into g
        orderby g.Count() descending
        select new CustomerSpend(g.Key.Customer, g.Key.Day, g.Count(), g.Sum(o => o.Price * o.Quantity));

    // The ten customers of each day that have spent most.
    public static Query<CustomerSpend> Best() => Spending().Top(10, c => c.Turnover, of: c => c.Day);

    public sealed record CustomerHabit(string Customer, long Days, double OrdersADay, decimal BestDay);

    // Totals of totals: a row a customer out of the rows of its days.
    public static Query<CustomerHabit> Habits() =>
        from day in Spending()
        where day.Orders > 1
        group day by day.Customer into g
        select new CustomerHabit(g.Key, g.Count(), g.Average(d => d.Orders), g.Max(d => d.Turnover));
    #endregion

    public sealed record CustomerLatest(string Customer, DateTime Week, long Orders, decimal Turnover, string? LastCoupon);

    #region language
    public static Query<CustomerLatest> Latest() =>
        from o in Orders                                     // events, of one log or several
        where o.Quantity > 0                                 // C#: true keeps the event, an exception rejects it
        let value = o.Price * o.Quantity                     // a name: computed once, where it is used
        group new { o, value } by new                        // equal keys, null among them, are one group
        {
            o.Customer,
            Week = Window.Week(o.At),                        // at most one window, over the event time
        } into g
        where g.Count() > 1                                  // hides groups; their states are kept
        orderby g.Sum(x => x.value) descending               // the order of the answer, not of the tables
        select new CustomerLatest(g.Key.Customer, g.Key.Week, g.Count(), g.Sum(x => x.value), g.Last(x => x.o.Coupon));
    #endregion

    #region rows
    public sealed record LargeOrder(DateTime At, string Customer, decimal Value);

    // One result row an event.
    public static Query<LargeOrder> Large() =>
        (from o in Orders
         where o.Price * o.Quantity >= 1000m
         select new LargeOrder(o.At, o.Customer, o.Price * o.Quantity)).ToQuery()
            .OrderBy(o => o.Customer).ThenBy(o => o.At)
            .KeepFor(TimeSpan.FromDays(90));
    #endregion
}
