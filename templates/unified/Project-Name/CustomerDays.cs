using Unified.Definition;

namespace Project_Name;

/// <summary>A customer's orders of a day.</summary>
public sealed record CustomerDay(string Customer, DateTime Day, long Orders, decimal Turnover, int LargestOrder);

/// <summary>What customers order, day by day.</summary>
public sealed class CustomerDays : Job<CustomerDay>
{
    public override Query<CustomerDay> Define() =>
        from o in Sources.Orders
        where o.Quantity > 0
        group o by new { o.Customer, Day = Window.Day(o.At) } into g
        select new CustomerDay(
            g.Key.Customer, g.Key.Day, g.Count(), g.Sum(o => o.Price * o.Quantity), g.Max(o => o.Quantity));
}
