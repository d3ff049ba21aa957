using static Unified.TestKit.Tests.Cookbook.ShopRecipes;

namespace Unified.TestKit.Tests.Cookbook;

[TestClass]
public sealed class ShopRecipeTests
{
    private static readonly DateTime Noon = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Utc); // a Monday
    private static readonly DateTime Day = Noon.Date;

    private static Order Of(string customer, DateTime at, long id = 1, params Item[] items) => new(at, id, customer, items);

    private static Trade Of(int seconds, decimal price, int quantity = 1, string symbol = "ACME") =>
        new(Noon.AddSeconds(seconds), symbol, price, quantity);

    private static Payment Paid(decimal amount, string currency = "EUR", int seconds = 0, bool declined = false, string customer = "ann") =>
        new(Noon.AddSeconds(seconds), customer, currency, amount, declined);

    [TestMethod]
    public void Items_become_rows() => JobTest.For(Skus())
        .Given(Of("ann", Noon, 1, new("pen", 2, 1.50m), new("ink", 1, 7m)), Of("bob", Noon, 2, new Item("pen", 1, 1.50m)), Of("cy", Noon))
        .Then<SkuDay>(new("pen", Day, 3, 4.50m), new("ink", Day, 1, 7m)).CutInvariant(20);

    [TestMethod]
    public void All_time_totals() => JobTest.For(Customers()).Given(Of("ann", Noon), Of("ann", Noon.AddYears(1)), Of("bob", Noon))
        .Then<CustomerTotal>(new("ann", 2, Noon, Noon.AddYears(1)), new("bob", 1, Noon, Noon)).CutInvariant(20);

    [TestMethod]
    public void History_is_before_its_border_and_the_log_behind_it() => JobTest.For(Customers())
        .GivenHistory(Of("ann", new DateTime(2025, 12, 31, 23, 59, 59, DateTimeKind.Utc)))
        .Given(Of("ann", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)))
        .Then<CustomerTotal>(new CustomerTotal("ann", 2, new DateTime(2025, 12, 31, 23, 59, 59, DateTimeKind.Utc),
            new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)))
        .CutInvariant(20);

    [TestMethod]
    public void A_corrected_history_takes_the_place_of_the_old_one()
    {
        Order[] corrected = [Of("ann", Noon.AddYears(-1)), Of("bob", Noon.AddYears(-1))];
        // What the log still has from before the border does not count: it is the history's.
        JobTest.For(Customers()).GivenHistory(corrected).Given(Of("ann", Noon.AddYears(-1)), Of("ann", Noon))
            .Then<CustomerTotal>(new("ann", 2, Noon.AddYears(-1), Noon), new("bob", 1, Noon.AddYears(-1), Noon.AddYears(-1)))
            .CutInvariant(20);
    }

    [TestMethod]
    public void Weeks_begin_on_monday_in_berlin() => JobTest.For(Weeks())
        .Given(Of("ann", Day.AddMinutes(-61)), Of("ann", Day.AddMinutes(-60)))
        .Then<Week>(new(Day.AddDays(-7).AddHours(-1), 1), new(Day.AddHours(-1), 1)).CutInvariant(20);

    [TestMethod]
    public void An_order_that_is_sent_twice_counts_once() => JobTest.For(Once())
        .Given(Of("ann", Noon, 7), Of("ann", Noon, 7), Of("bob", Noon, 8))
        .Then<OrderCount>(new OrderCount(Day, 3, 2)).CutInvariant(20);

    [TestMethod]
    public void Milliseconds_since_1970_are_times() => JobTest.For(Declines())
        .GivenJson(Payments, """{"ts":1772452800123,"customer":"ann","currency":"EUR","amount":1.5,"declined":true}""",
            """{"ts":1772452800999,"customer":"ann","currency":"EUR","amount":2}""")
        .Then<Decline>(new Decline("ann", Noon, 2, 1)).CutInvariant(20);

    [TestMethod]
    public void Currencies_are_converted_by_a_table() => JobTest.For(Euros())
        .Given(Paid(10m), Paid(100m, "USD"), Paid(1000m, "JPY"), Paid(5m, "XXX"))
        .Then<Turnover>(new Turnover(Day, 108.1m)).ThenQuarantined("euros").CutInvariant(20);

    [TestMethod]
    public void Two_topics_are_joined_by_key_and_window() => JobTest.For(Together())
        .Given(Of("ann", Noon), Of("ann", Noon.AddMinutes(9)), Of("bob", Noon)).Given(Paid(5m), Paid(2.5m), Paid(9m, customer: "cy"))
        .Then<OrderedAndPaid>(new OrderedAndPaid("ann", Noon, 2, 7.5m)).CutInvariant(20);

    [TestMethod]
    public void Two_topics_as_one() => JobTest.For(Activities()).Given(Of("ann", Noon)).Given(Paid(5m), Paid(1m, customer: "cy"))
        .Then<Activity>(new("ann", 2), new("cy", 1)).CutInvariant(20);

    [TestMethod]
    public void Trading_hours_follow_new_york() => JobTest.For(TradingDays())
        .Given(
            new Trade(new DateTime(2026, 3, 6, 14, 29, 59, DateTimeKind.Utc), "ACME", 1m, 1), // before the bell, winter
            new Trade(new DateTime(2026, 3, 6, 14, 30, 0, DateTimeKind.Utc), "ACME", 1m, 2),
            new Trade(new DateTime(2026, 3, 9, 13, 30, 0, DateTimeKind.Utc), "ACME", 1m, 4), // summer
            new Trade(new DateTime(2026, 3, 9, 20, 0, 0, DateTimeKind.Utc), "ACME", 1m, 8)) // after it
        .Then<TradingDay>(new("ACME", new DateTime(2026, 3, 6, 5, 0, 0, DateTimeKind.Utc), 2),
            new("ACME", new DateTime(2026, 3, 9, 4, 0, 0, DateTimeKind.Utc), 4)).CutInvariant(20);

    [TestMethod]
    public void Open_high_low_close() => JobTest.For(Candles()).Given(Of(30, 5m), Of(1, 3m), Of(59, 4m), Of(20, 9m))
        .Then<Candle>(new Candle("ACME", Noon, 3m, 9m, 3m, 4m)).CutInvariant(20);

    [TestMethod]
    public void The_last_value_of_each_key() => JobTest.For(Quotes()).Given(Of(30, 5m), Of(1, 3m), Of(5, 8m, symbol: "ZED"))
        .Then<Quote>(new("ACME", 5m, Noon.AddSeconds(30)), new("ZED", 8m, Noon.AddSeconds(5))).CutInvariant(20);

    [TestMethod]
    public void Values_of_the_largest() => JobTest.For(Largest()).Given(Enumerable.Range(1, 12).Select(i => Of(i, i, quantity: i)))
        .Then<LargestTrades>(new LargestTrades("ACME", [12m, 11m, 10m, 9m, 8m, 7m, 6m, 5m, 4m, 3m])).CutInvariant(20);

    [TestMethod]
    public void Rows_of_the_largest() => JobTest.For(LargestRows())
        .Given(Of(1, 5m, 7), Of(2, 9m, 7), Of(3, 9m, 7), Of(4, 1m, 8), Of(5, 9m, 1))
        .Then(new LargestTrade("ACME", Day, 1, 1m, 8), new LargestTrade("ACME", Day, 2, 9m, 7), new LargestTrade("ACME", Day, 3, 9m, 7))
        .CutInvariant(20);

    [TestMethod]
    public void An_aggregate_of_your_own() => JobTest.For(AveragePrices()).Given(Of(1, 10m, 100), Of(2, 20m, 300), Of(3, 5m, 1))
        .Then<AveragePrice>(new AveragePrice("ACME", 7005 / 401.0, 17.5)).CutInvariant(20);

    [TestMethod]
    public void Nested_json() => JobTest.For(Measures())
        .GivenJson(Readings, """{"at":"2026-03-02T12:00:00Z","device":{"os":"linux","age":3},"values":{"temperature":21.5,"wind":3}}""",
            """{"at":"2026-03-02T12:00:00Z","device":null,"values":{"wind":5}}""",
            """{"at":"2026-03-02T12:00:00Z","device":{"os":"linux"},"values":{"wind":4}}""")
        .Then<Measure>(new("linux", "temperature", 21.5), new("linux", "wind", 3.5), new("none", "wind", 5)).CutInvariant(20);
}
