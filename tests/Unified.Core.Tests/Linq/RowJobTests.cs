using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Core.Tests.Linq;

/// <summary>Queries of one result row an event.</summary>
[TestClass]
public sealed class RowJobTests
{
    [TestMethod]
    public void A_query_without_a_group_gives_a_row_an_event()
    {
        var plan = Plan<Sale>(
            from o in Shop.Orders
            where o.Pieces > 0
            let total = o.Price * 2m
            where total > 9m
            select new Sale(o.Product, total, o.Coupon ?? -1));
        Assert.AreEqual(
            PrintedPlan.Of("""
            Emit [product: string, total: decimal(11,2), coupon: int32]
              Project [product = Product, total = $0, coupon = coalesce(Coupon, -1:int32)]
                Filter and(greater(Pieces, 0:int64), greater($0, cast(9:decimal(1,0) as decimal(11,2))))
                  Project [Product, Pieces, Coupon, $0 when needed multiply(Price, 2:decimal(1,0))]
                    Scan orders topic shop.orders Json epoch 64 event time At history until 2024-03-02T00:00:00Z [At: timestamp,
                        Product: string, Pieces: int64, Price: decimal(10,2), Coupon: int32?]

            """), plan.Logical.ToString());
        Assert.AreEqual(RowKind.Emission, plan.Rows.Kind);
        Assert.AreEqual("_log _p _offset _branch", string.Join(' ', plan.Rows.Identity.Select(f => f.Name)));
        Assert.AreEqual(LineageColumns.Time, plan.Rows.Time!.Name);
        Assert.AreEqual(LineageColumns.Time, plan.Rows.SortKey[0]);
        Assert.IsTrue(plan.Aggregates.IsEmpty);
    }

    [TestMethod]
    public void A_source_is_a_query_of_its_own_rows()
    {
        var plan = Plan<View>(Shop.Views);
        Assert.AreEqual("seen: timestamp, product: string, user: int32, seconds: int32",
            string.Join(", ", plan.Outputs.Select(o => o.Field)));
        Assert.AreEqual(Plan<View>(Shop.Views.Where(v => v.User > 0)).Outputs.Length, plan.Outputs.Length);
    }

    [TestMethod]
    public void Rows_of_several_sources_are_one_result()
    {
        var plan = Plan(Shop.Views.Select(v => new { v.Product, v.User })
            .Concat(Shop.Orders.Where(o => o.Pieces > 1).Select(o => new { o.Product, o.User }))
            .Where(e => e.User != 7).ToQuery());
        Assert.AreEqual("product: string, user: int32", string.Join(", ", plan.Outputs.Select(o => o.Field)));
        Assert.AreEqual("views orders", string.Join(' ', plan.Sources.Select(s => s.Name)));
    }

    [TestMethod]
    public void What_is_not_a_row_of_plain_values_is_refused()
    {
        Refusals.Of("UNI0035", Shop.Views.Select(v => v.Product).ToQuery());
        Refusals.Of("UNI0035", Shop.Views.Select(v => new { v.Product, Inner = new { v.User } }).ToQuery());
        Refusals.Of("UNI0033", Shop.Views.Select(v => new { v.User, user = v.Seconds }).ToQuery());
        Refusals.Of("UNI0026", Shop.Views.Select(v => new { _offset = v.User }).ToQuery());
        Refusals.Of("UNI0015", Shop.Orders.Select(o => new { Less = (int)o.Pieces }).ToQuery());
    }

    private static JobPlan Plan<T>(Query<T> query) => JobPlan.Create(new Wrapped<T>(query));

    private sealed record Sale(string Product, decimal Total, int Coupon);
}
