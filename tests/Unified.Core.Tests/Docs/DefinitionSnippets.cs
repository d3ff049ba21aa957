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
}
