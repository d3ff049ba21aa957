using System.Linq.Expressions;
using Unified.Core.Tests.Linq;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Epochs;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Optimization;

/// <summary>A chain of lets, each of which uses the one before twice: as long to plan, print and run as it is to write.</summary>
[TestClass]
public sealed class LetChainTests
{
    private static readonly View[] Views =
        [.. Enumerable.Range(0, 50).Select(i => new View(Shop.Orders.HistoryUntil!.Value, $"P{i % 7}", i % 3, (i * 37 % 101) - 50))];

    [TestMethod]
    public void A_plan_grows_by_one_column_a_let_wherever_the_chain_is_used()
    {
        foreach (var (name, query) in Chains)
        {
            var plans = new[] { 12, 18, 24 }.Select(length => JobPlan.Create(new Wrapped<Sum>(query(length)))).ToArray();
            var (text, nodes) = (plans.Select(p => p.Canonical.Length).ToArray(), plans.Select(p => p.Logical.Walk().Count()).ToArray());
            Assert.IsLessThan(2_000 + (24 * 250), text[2], $"{name}: {string.Join(' ', text)}");
            Assert.AreEqual(text[1] - text[0], text[2] - text[1], 300, $"{name}: {string.Join(' ', text)}");
            Assert.AreEqual(nodes[1] - nodes[0], nodes[2] - nodes[1], $"{name}: {string.Join(' ', nodes)}");
            Assert.IsLessThan(60, nodes[2], name);
        }
    }

    [TestMethod]
    public void Its_rows_are_those_of_plain_CSharp()
    {
        foreach (var (name, query) in Chains)
        {
            var plan = JobPlan.Create(new Wrapped<Sum>(query(24)));
            var run = StageProgram.Compile(plan).Open(EventOrigin.Log);
            Assert.IsEmpty(run.Add(EventBatches.From(plan.Sources[0], Views)), name);
            var rows = new RowTable(plan.Rows).Add(run.Rows(changedOnly: false)).Values;
            var found = plan.Rows.Kind == RowKind.Group ? rows.ToDictionary(r => (string)r[0]!, r => (Int128)r[1]!)
                : rows.GroupBy(r => (string)r[5]!).ToDictionary(g => g.Key, g => g.Aggregate(Int128.Zero, (sum, r) => sum + (Int128)r[6]!));
            var expected = Views.Where(v => Passes(name, v)).GroupBy(v => v.Product)
                .ToDictionary(g => g.Key, g => g.Aggregate(Int128.Zero, (sum, v) => sum + Value(name, v)));
            CollectionAssert.AreEquivalent(expected.ToArray(), found.ToArray(), name);
        }
    }

    [TestMethod]
    public void An_event_that_fails_in_it_is_rejected_with_a_short_reason()
    {
        var chain = Chain<long>(24, v => new Link<long>(v.Product, v.User, 100 / v.Seconds),
            c => new Link<long>(c.Product, c.User, c.X + c.X));
        var query = chain.GroupBy(c => c.Product, c => c.User > 0 ? c.X : 0).Select(g => new Sum(g.Key, g.Sum(x => x)));
        var plan = JobPlan.Create(new Wrapped<Sum>(query));
        var run = StageProgram.Compile(plan).Open(EventOrigin.Log);
        var reason = run.Add(EventBatches.From(plan.Sources[0],
            [Views[0] with { Seconds = 0, User = 1 }, Views[1] with { Seconds = 0, User = 0 }])).Single().Reason;
        StringAssert.EndsWith(reason, ": division by zero");
        Assert.IsLessThan(1_000, reason.Length, reason[..Math.Min(reason.Length, 1_000)]);
    }

    private static (string Name, Func<int, Query<Sum>> Query)[] Chains =>
    [
        ("argument", n => Numbers(n).GroupBy(c => c.Product, c => c.X).Select(g => new Sum(g.Key, g.Sum(x => x)))),
        ("filter and argument", n => Numbers(n).Where(c => c.X > 0).GroupBy(c => c.Product).Select(g => new Sum(g.Key, g.Sum(c => c.X)))),
        ("choice", n => Numbers(n).GroupBy(c => c.Product, c => c.User > 0 ? c.X : 0).Select(g => new Sum(g.Key, g.Sum(x => x)))),
        ("conditions", n => Flags(n).Where(c => c.X).GroupBy(c => c.Product).Select(g => new Sum(g.Key, g.Sum(c => c.User)))),
        ("rows", n => Numbers(n).Select(c => new Sum(c.Product, c.X)).ToQuery()),
        ("concat", n => Numbers(n).Select(c => new { c.Product, c.X })
            .Concat(Numbers(n).Where(c => c.X > 0).Select(c => new { c.Product, c.X }))
            .GroupBy(c => c.Product).Select(g => new Sum(g.Key, g.Sum(c => c.X)))),
    ];

    private static Rows<Link<long>> Numbers(int lets) =>
        Chain<long>(lets, v => new Link<long>(v.Product, v.User, v.Seconds), c => new Link<long>(c.Product, c.User, c.X + c.X));

    private static Rows<Link<bool>> Flags(int lets) =>
        Chain<bool>(lets, v => new Link<bool>(v.Product, v.User, v.Seconds > 0), c => new Link<bool>(c.Product, c.User, c.X && c.X));

    private static Rows<Link<T>> Chain<T>(int lets, Expression<Func<View, Link<T>>> first, Expression<Func<Link<T>, Link<T>>> next)
    {
        var rows = Shop.Views.Select(first);
        for (var i = 0; i < lets; i++)
        {
            rows = rows.Select(next);
        }

        return rows;
    }

    private static bool Passes(string name, View v) => name is not ("filter and argument" or "conditions") || v.Seconds > 0;

    private static Int128 Value(string name, View v) => name switch
    {
        "conditions" => v.User,
        "choice" when v.User <= 0 => 0,
        "concat" when v.Seconds > 0 => 2 * ((Int128)v.Seconds << 24),
        _ => (Int128)v.Seconds << 24,
    };

    private sealed record Link<T>(string Product, int User, T X);

    private sealed record Sum(string Product, long Total);
}
