using Unified.TestKit;

namespace Project_Name.Tests;

[TestClass]
public sealed class CustomerDaysTests
{
    private static readonly DateTime Day = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    public void The_orders_of_a_customer_and_a_day_are_one_row() =>
        JobTest.For<CustomerDays>()
            .Given(
                new Order(Day.AddHours(8), "ann", "tea", Quantity: 2, Price: 4.50m, Coupon: null),
                new Order(Day.AddHours(9), "ann", "sugar", Quantity: 1, Price: 1.99m, Coupon: "SPRING"),
                new Order(Day.AddHours(9), "ann", "tea", Quantity: 0, Price: 4.50m, Coupon: null),
                new Order(Day.AddHours(24), "ann", "tea", Quantity: 1, Price: 4.50m, Coupon: null))
            .Then(
                new CustomerDay("ann", Day, Orders: 2, Turnover: 10.99m, LargestOrder: 2),
                new CustomerDay("ann", Day.AddDays(1), Orders: 1, Turnover: 4.50m, LargestOrder: 1))
            // However the log is cut, replayed or read again after a crash, the rows are the same.
            .CutInvariant(cases: 20);

    [TestMethod]
    public void A_record_that_is_no_order_is_quarantined_with_the_reason() =>
        JobTest.For<CustomerDays>()
            .GivenJson(Sources.Orders, """{"at":"2026-03-01T08:00:00Z","customer":"ann","product":"tea","quantity":"two","price":4.50}""")
            .ThenQuarantined("Quantity")
            .ThenNothing();
}
