using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.Core.Tests.Physical;

/// <summary>Jobs over several logs give what LINQ over objects gives, and what DuckDB gives, wherever the logs are cut.</summary>
[TestClass]
public sealed class SeveralLogsTests
{
    private const int Cases = 12;

    public static IEnumerable<object[]> Queries => ShopQueries.All.Select(q => new object[] { q.Name });

    [TestMethod]
    [DynamicData(nameof(Queries))]
    public void The_states_of_all_logs_merged_are_those_of_the_oracle_and_finish_as_plain_NET_does(string name)
    {
        var (query, seed) = (ShopQueries.All.Single(q => q.Name == name), TestSeed.Take());
        using var oracle = new DuckDbOracle();
        for (var i = 0; i < Cases; i++)
        {
            var random = seed.Random(i);
            var events = ShopEvents.Next(random);
            var run = new ShopRun(query.Plan, events);
            var inputs = run.Load(oracle, history: true);

            var states = oracle.Rows(query.Plan, inputs);
            var answer = oracle.Answer(query.Plan, inputs);

            Assert.AreEqual(new RowTable(query.Plan.Rows).Add(states.ToBatch()).ToString(), run.Cut(random).ToString(),
                $"case {i}: states");
            var expected = query.Naive(events).Select(row =>
                Carriers.Line(row.Zip(query.Plan.Outputs, (v, o) => Carrier(v, o.Field.Type)))).Order(StringComparer.Ordinal).ToList();
            CollectionAssert.AreEqual(expected, answer.Rows.Select(Carriers.Line).Order(StringComparer.Ordinal).ToList(),
                $"case {i}: answer");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Queries))]
    public void Any_cut_of_the_logs_in_any_order_gives_the_same_rows(string name)
    {
        var (query, seed) = (ShopQueries.All.Single(q => q.Name == name), TestSeed.Take());
        for (var i = 0; i < Cases * 3; i++)
        {
            var random = seed.Random(i);
            var run = new ShopRun(query.Plan, ShopEvents.Next(random));
            Assert.AreEqual(run.Cut(random).ToString(), run.Cut(random).ToString(), $"case {i}");
        }
    }

    [TestMethod]
    public void A_row_that_a_log_has_no_event_for_has_its_empty_states()
    {
        var query = ShopQueries.All.Single(q => q.Name == "cogroup of 3");
        var events = ShopEvents.Next(new Random(1)) with { Returns = [], Orders = [] };
        var lonely = new ShopRun(query.Plan, events with { Views = [.. events.Views.Take(1)] }).Whole();
        var view = events.Views[0];
        Assert.AreEqual($"product={view.Product} -> 0 | {view.Seconds} | 1 | 0\n", lonely.ToString());
    }

    private static object? Carrier(object? value, DataType type) => value switch
    {
        DateTime time => Timestamps.FromDateTime(time),
        decimal number => Decimals.Unscale(number, 38, type.Scale)!.Value,
        _ => value,
    };
}
