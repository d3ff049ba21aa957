using Unified.Linq;
using Unified.Logical;
using Unified.Optimization;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Optimization;

[TestClass]
public sealed class OptimizerTests
{
    private static ResultNode Unoptimized() => LinqPlanner.Plan("trades", Trades.Source
        .Where(t => t.Buy).Where(t => t.Quantity > 1).Where(t => t.Fee == null)
        .GroupBy(t => t.Symbol).Select(g => new { Symbol = g.Key, Dearest = g.Max(t => t.Price) }).Step);

    [TestMethod]
    public void MergeFilters_makes_one_filter_that_tests_in_the_order_of_the_query()
    {
        Assert.AreEqual(
            """
            Filter equal(Fee, null:int32?)
              Filter greater(Quantity, 1:int32)
                Filter Buy
            """, Filters(Unoptimized()));
        Assert.AreEqual("Filter and(and(Buy, greater(Quantity, 1:int32)), equal(Fee, null:int32?))",
            Filters(new MergeFilters().Apply(Unoptimized())));
    }

    [TestMethod]
    public void PruneColumns_reads_what_is_used_and_the_event_time()
    {
        var scan = new PruneColumns().Apply(Unoptimized()).ToString().Split('\n')
            .Single(line => line.Contains("Scan", StringComparison.Ordinal));
        Assert.AreEqual(
            "Scan trades topic trades Json epoch 64 event time Time [Time: timestamp, Symbol: string, Quantity: int32, Price: "
                + "decimal(15,4), Buy: boolean, Fee: int32?]", scan.Trim());
    }

    [TestMethod]
    public void Optimizing_twice_changes_nothing()
    {
        var once = Optimizer.Optimize(Unoptimized());
        Assert.AreEqual(once.ToString(), Optimizer.Optimize(once).ToString());
    }

    private static string Filters(ResultNode plan)
    {
        var lines = plan.ToString().Split('\n').Where(line => line.TrimStart().StartsWith("Filter", StringComparison.Ordinal)).ToList();
        var indent = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => line[indent..]));
    }
}
