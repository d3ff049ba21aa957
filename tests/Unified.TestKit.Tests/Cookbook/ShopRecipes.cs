using System.Text.Json.Serialization;
using Unified.Definition;

namespace Unified.TestKit.Tests.Cookbook;

/// <summary>Recipes of docs/cookbook.md over orders, payments and trades.</summary>
public static class ShopRecipes
{
    #region flatten
    public sealed record Item(string Sku, int Pieces, [property: Precision(10, 2)] decimal Price);

    public sealed record Order(DateTime At, long Id, string Customer, Item[] Items);

    public static Source<Order> Orders { get; } = new()
    {
        Topic = "orders",
        EventTime = o => o.At,
        History = "history/orders",
        HistoryUntil = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
    };

    public sealed record SkuDay(string Sku, DateTime Day, long Pieces, decimal Turnover);

    // A row for every item of every order.
    public static Query<SkuDay> Skus() =>
        from o in Orders
        from item in o.Items
        group item by new { item.Sku, Day = Window.Day(o.At) } into g
        select new SkuDay(g.Key.Sku, g.Key.Day, g.Sum(i => i.Pieces), g.Sum(i => i.Price * i.Pieces));
    #endregion

    #region all-time
    public sealed record CustomerTotal(string Customer, long Orders, DateTime First, DateTime Last);

    public static Query<CustomerTotal> Customers() =>
        from o in Orders
        group o by o.Customer into g
        select new CustomerTotal(g.Key, g.Count(), g.Min(o => o.At), g.Max(o => o.At));
    #endregion

    #region weeks
    public sealed record Week(DateTime Monday, long Orders);

    // Weeks from Monday on, on the clocks of Berlin. Window.Month, Quarter and Year are alike.
    public static Query<Week> Weeks() =>
        from o in Orders
        group o by Window.Week(o.At, "Europe/Berlin") into g
        select new Week(g.Key, g.Count());
    #endregion

    #region once
    public sealed record OrderCount(DateTime Day, long Messages, long Orders);

    // An order that is sent twice is one order.
    public static Query<OrderCount> Once() =>
        from o in Orders
        group o by Window.Day(o.At) into g
        select new OrderCount(g.Key, g.Count(), g.CountDistinct(o => o.Id));
    #endregion

    #region unix-time
    public sealed record Payment(
        [property: JsonPropertyName("ts"), UnixTime(UnixTimeUnit.Milliseconds)] DateTime At, // 1767225600123
        string Customer, string Currency, [property: Precision(12, 2)] decimal Amount, bool Declined = false);

    public static Source<Payment> Payments { get; } = new()
    {
        Topic = "payments",
        EventTime = p => p.At,
        Json = new() { Names = JsonNames.CamelCase },
    };

    public sealed record Decline(string Customer, DateTime Hour, long Payments, long Declined);

    public static Query<Decline> Declines() =>
        from p in Payments
        group p by new { p.Customer, Hour = Window.Tumbling(p.At, TimeSpan.FromHours(1)) } into g
        select new Decline(g.Key.Customer, g.Key.Hour, g.Count(), g.Count(p => p.Declined));
    #endregion

    #region currencies
    public sealed record Rate(string Currency, decimal Euros);

    public static readonly Dimension<string, Rate> Rates = new([new("EUR", 1m), new("USD", 0.92m), new("JPY", 0.0061m)], r => r.Currency);

    public sealed record Turnover(DateTime Day, decimal Euros);

    // An unknown currency quarantines the event; Rates.Find(p.Currency, r => r.Euros) ?? 0m would count it as nothing.
    public static Query<Turnover> Euros() =>
        from p in Payments
        group p by Window.Day(p.At) into g
        select new Turnover(g.Key, g.Sum(p => p.Amount * Rates[p.Currency].Euros));
    #endregion

    #region join
    public sealed record OrderedAndPaid(string Customer, DateTime Hour, long Orders, decimal Paid);

    // Only where there is both. Cogroup instead of Join has a row where there is either.
    public static Query<OrderedAndPaid> Together() =>
        Orders.GroupBy(o => new { o.Customer, Hour = Window.Tumbling(o.At, TimeSpan.FromHours(1)) }).Join(
            Payments.GroupBy(p => new { p.Customer, Hour = Window.Tumbling(p.At, TimeSpan.FromHours(1)) }),
            (key, orders, payments) => new OrderedAndPaid(key.Customer, key.Hour, orders.Count(), payments.Sum(p => p.Amount)));
    #endregion

    #region concat
    public sealed record Activity(string Customer, long Events);

    public static Query<Activity> Activities() =>
        from c in Orders.Select(o => new { o.Customer }).Concat(Payments.Select(p => new { p.Customer }))
        group c by c.Customer into g
        select new Activity(g.Key, g.Count());
    #endregion

    #region trading-day
    public sealed record Trade(DateTime At, string Symbol, [property: Precision(10, 2)] decimal Price, int Quantity);

    public static Source<Trade> Trades { get; } = new() { Topic = "trades", EventTime = t => t.At };

    public sealed record TradingDay(string Symbol, DateTime Day, long Volume);

    // Regular hours, half past nine to four, on New York's clocks: summer time and winter time are its matter.
    public static Query<TradingDay> TradingDays() =>
        from t in Trades
        let clock = Zone.ToLocal(t.At, "America/New_York").TimeOfDay
        where clock >= TimeSpan.FromHours(9.5) && clock < TimeSpan.FromHours(16)
        group t by new { t.Symbol, Day = Window.Day(t.At, "America/New_York") } into g
        select new TradingDay(g.Key.Symbol, g.Key.Day, g.Sum(t => t.Quantity));
    #endregion

    #region first-last
    public sealed record Candle(string Symbol, DateTime Minute, decimal Open, decimal High, decimal Low, decimal Close);

    public static Query<Candle> Candles() =>
        from t in Trades
        group t by new { t.Symbol, Minute = Window.Tumbling(t.At, TimeSpan.FromMinutes(1)) } into g
        select new Candle(g.Key.Symbol, g.Key.Minute, g.First(t => t.Price), g.Max(t => t.Price), g.Min(t => t.Price),
            g.Last(t => t.Price));
    #endregion

    #region last-value
    public sealed record Quote(string Symbol, decimal Price, DateTime At);

    public static Query<Quote> Quotes() =>
        from t in Trades
        group t by t.Symbol into g
        select new Quote(g.Key, g.Last(t => t.Price), g.Max(t => t.At));
    #endregion

    #region top-values
    public sealed record LargestTrades(string Symbol, IReadOnlyList<decimal> Prices);

    // The prices of the ten largest trades of each symbol.
    public static Query<LargestTrades> Largest() =>
        from t in Trades
        group t by t.Symbol into g
        select new LargestTrades(g.Key, g.TopBy(10, t => t.Price, t => t.Quantity));
    #endregion

    #region largest-rows
    public sealed record LargestTrade(string Symbol, DateTime Day, int Number, decimal Price, int Quantity);

    // The three largest trades of each symbol and day, a row each; of those as large the dearer, and then the earlier in the log.
    public static Query<LargestTrade> LargestRows() =>
        Trades.GroupBy(t => new { t.Symbol, Day = Window.Day(t.At) })
            .SelectMany(g => g.OrderByDescending(t => t.Quantity).ThenByDescending(t => t.Price).Take(3)
                .Select((t, i) => new LargestTrade(g.Key.Symbol, g.Key.Day, i + 1, t.Price, t.Quantity)));
    #endregion

    #region own-aggregate
    // Written once, used in any definition over trades.
    public static readonly Aggregate<Trade, double> Vwap =
        Aggregate.Of((Group<Trade> g) => (double)g.Sum(t => t.Price * t.Quantity) / g.Sum(t => t.Quantity));

    public sealed record AveragePrice(string Symbol, double Vwap, double VwapOfLarge);

    public static Query<AveragePrice> AveragePrices() =>
        from t in Trades
        group t by t.Symbol into g
        select new AveragePrice(g.Key, Vwap.Of(g), Vwap.Of(g.Where(t => t.Quantity >= 100)));
    #endregion

    #region nested
    public sealed record Device(string Os, int? Age);

    public sealed record Reading(DateTime At, Device? Device, Dictionary<string, double> Values);

    public static Source<Reading> Readings { get; } = new()
    {
        Topic = "readings",
        EventTime = r => r.At,
        Json = new() { Names = JsonNames.SnakeCase },
    };

    public sealed record Measure(string Os, string Name, double Mean);

    // {"at": "...", "device": {"os": "linux"}, "values": {"temperature": 21.5}}
    public static Query<Measure> Measures() =>
        from r in Readings
        from value in r.Values
        group value by new { Os = r.Device == null ? "none" : r.Device.Os, value.Key } into g
        select new Measure(g.Key.Os, g.Key.Key, g.Average(v => v.Value));
    #endregion
}
