using Unified.Lowering;
using Unified.Plans;
using Unified.TestKit.Oracle;

namespace ProjectNamespace.Tests;

[TestClass]
public sealed class CustomerDaysTests
{
    private static readonly DateTime Day = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    public void The_orders_of_a_customer_and_a_day_are_one_row()
    {
        var plan = JobPlan.Create(new CustomerDays());
        using var engine = new DuckDbOracle();
        var orders = engine.Load(plan.Sources.Single(),
        [
            new Order(Day.AddHours(8), "ann", "tea", 2, 4.50m, null),
            new Order(Day.AddHours(9), "ann", "sugar", 1, 1.99m, "SPRING"),
            new Order(Day.AddHours(9), "ann", "tea", 0, 4.50m, null),
            new Order(Day.AddHours(24), "ann", "tea", 1, 4.50m, null),
        ]);
        var rows = engine.Answer(plan, new OracleInput(orders, null) { Log = "orders" }).Rows;

        // Customer, day (microseconds since 1970), orders, turnover (hundredths), largest order.
        CollectionAssert.AreEquivalent(
            new[] { $"ann, {Micros(Day)}, 2, 1099, 2", $"ann, {Micros(Day.AddDays(1))}, 1, 450, 1" },
            rows.Select(row => string.Join(", ", row)).ToArray());
    }

    private static long Micros(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
