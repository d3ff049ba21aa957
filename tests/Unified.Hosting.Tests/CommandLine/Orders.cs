using Unified.Definition;

namespace Unified.Hosting.Tests.CommandLine;

public sealed record Order(DateTime At, string Customer, int Amount);

public sealed record CustomerTotal(string Customer, long Orders, long Amount);

/// <summary>The one job of this program.</summary>
public sealed class Orders : Job<CustomerTotal>
{
    private static readonly Source<Order> Source = new()
    {
        Topic = "orders",
        Partitions = 2,
        EpochLength = 1024,
        EventTime = o => o.At,
        TimeZone = "UTC",
    };

    public override Query<CustomerTotal> Define() =>
        from o in Source
        group o by new { o.Customer } into g
        select new CustomerTotal(g.Key.Customer, g.Count(), g.Sum(o => o.Amount));
}
