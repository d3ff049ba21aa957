using Unified.Definition;
using Unified.Epochs;
using Unified.Logical;
using Unified.Lowering;
using Unified.Physical;
using Unified.Plans;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Answers;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Sql;

[TestClass]
public sealed class OracleSqlTests
{
    private const int Cases = 60;

    [TestMethod]
    public void The_oracle_computes_the_states_that_the_step_function_computes()
    {
        var seed = TestSeed.Take();
        JobPlan[] plans = [JobPlan.Create(new HourlyTrades()), JobPlan.Create(new SideTotals()), JobPlan.Create(new GuardedTotals()),
            JobPlan.Create(new NoKeys())];
        using var oracle = new DuckDbOracle();
        for (var i = 0; i < Cases; i++)
        {
            var random = seed.Random(i);
            var plan = plans[i % plans.Length];
            var events = Trades.Random(random, random.Next(0, 200));
            var fold = StageProgram.Compile(plan).Open(EventOrigin.Log);
            Assert.IsEmpty(fold.Add(EventBatches.From(plan.Sources[0], events)), "events that the oracle would stumble over");

            var found = oracle.Rows(plan, new OracleInput(oracle.Load(plan.Sources[0], events), EventOrigin.Log));

            Assert.AreEqual(fold.RowCount, found.Rows.Count, $"case {i}");
            Assert.AreEqual(
                new RowTable(plan.Rows).Add(fold.Rows(changedOnly: false)).ToString(),
                    new RowTable(plan.Rows).Add(found.ToBatch()).ToString(), $"case {i}");
        }
    }

    [TestMethod]
    public void The_oracle_finishes_states_as_NET_does()
    {
        var seed = TestSeed.Take();
        JobPlan[] plans = [JobPlan.Create(new HourlyTrades()), JobPlan.Create(new SideTotals())];
        using var oracle = new DuckDbOracle();
        for (var i = 0; i < Cases; i++)
        {
            var random = seed.Random(i);
            var plan = plans[i % plans.Length];
            var input = new OracleInput(oracle.Load(plan.Sources[0], Trades.Random(random, random.Next(1, 200))), null);
            var states = oracle.Rows(plan, input);
            var answer = oracle.Answer(plan, input);

            var expected = new FinishedRows(plan).Of(new RowTable(plan.Rows).Add(states.ToBatch())).Select(Carriers.Line)
                .Order(StringComparer.Ordinal).ToList();
            var found = answer.Rows.Select(Carriers.Line).Order(StringComparer.Ordinal).ToList();
            CollectionAssert.AreEqual(expected, found,
                $"case {i}:\n{string.Join('\n', expected.Except(found))}\nbut DuckDB\n{string.Join('\n', found.Except(expected))}");
        }
    }

    [TestMethod]
    public void History_and_log_count_on_their_sides_of_the_border()
    {
        var plan = JobPlan.Create(new CountedTrades());
        var border = plan.Sources[0].HistoryUntil!.Value;
        using var oracle = new DuckDbOracle();
        Field[] time = [new("Time", DataType.Timestamp)];
        var history = oracle.Load(time, [[border - 2], [border - 1], [border]]);
        var log = oracle.Load(time, [[border - 1], [border], [border + 1], [border + 2]]);

        var both = oracle.Answer(plan, new OracleInput(history, EventOrigin.History), new OracleInput(log, EventOrigin.Log));
        var all = oracle.Answer(plan, new OracleInput(history, null), new OracleInput(log, null));

        Assert.AreEqual(5L, both.Rows.Sum(r => (long)r[1]!));
        Assert.AreEqual(7L, all.Rows.Sum(r => (long)r[1]!));
    }

    private sealed record Total(string Key, long Trades, long Value);

    /// <summary>A predicate that fails when its operands are not evaluated as C# evaluates them.</summary>
    private sealed class GuardedTotals : Job<Total>
    {
        public override Query<Total> Define() =>
            from t in Trades.Source
            where (t.Fee != null && t.Fee != 0 && 1000 / t.Fee.Value > 5) || (t.Reference == 0 ? t.Buy : 12 / (t.Reference ?? 1) > 3)
            group t by t.Symbol into g
            select new Total(g.Key, g.Count(), g.Sum(t => t.Reference == null || t.Reference == 0 ? 1L : 100 / t.Reference.Value));
    }

    /// <summary>A constant key: one group, or none without events.</summary>
    private sealed class NoKeys : Job<Total>
    {
        public override Query<Total> Define() =>
            from t in Trades.Source
            where t.Buy
            group t by new { Key = "all" } into g
            select new Total(g.Key.Key, g.Count(), g.Sum(t => t.Quantity));
    }

    private sealed record Counted(DateTime Day, long Trades);

    private sealed class CountedTrades : Job<Counted>
    {
        public override Query<Counted> Define() =>
            from t in Trades.WithHistory
            group t by new { Day = Window.Tumbling(t.Time, TimeSpan.FromDays(1)) } into g
            select new Counted(g.Key.Day, g.Count());
    }
}
