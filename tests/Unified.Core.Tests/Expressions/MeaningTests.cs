using System.Linq.Expressions;
using Unified.Expressions;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Expressions;

[TestClass]
public sealed class MeaningTests
{
    [TestMethod]
    public void An_expression_means_what_CSharp_says_for_every_trade()
    {
        var trades = Extremes().Concat(Trades.Random(TestSeed.Take().Random(), 500)).ToList();
        foreach (var lambda in Lambdas.All())
        {
            var meaning = lambda.Compile();
            var values = new KernelProbe(lambda).Values(trades);
            for (var i = 0; i < trades.Count; i++)
            {
                var expected = Run(meaning, trades[i]);
                if (expected is Exception thrown)
                {
                    Assert.AreEqual(thrown.GetType(), values[i]?.GetType(), $"{lambda} of {trades[i]}");
                }
                else
                {
                    Assert.AreEqual(expected, values[i], $"{lambda} of {trades[i]}");
                }
            }
        }
    }

    [TestMethod]
    public void Every_function_of_the_catalogue_is_compared_with_CSharp()
    {
        var compared = Lambdas.All().SelectMany(l => KernelProbe.Translate(l).Walk()).OfType<CallExpr>().Select(c => c.Function.Name).ToHashSet();
        CollectionAssert.AreEquivalent(Array.Empty<string>(), FunctionCatalogue.All.Select(f => f.Name).Except(compared).ToArray(), "add them to Lambdas.cs");
    }

    [TestMethod]
    public void Arithmetic_is_checked_even_where_the_author_compiles_unchecked()
    {
        Expression<Func<Trade, int>> lambda = t => unchecked(t.Quantity + 1);
        Assert.IsInstanceOfType<OverflowException>(new KernelProbe(lambda).Values([Trades.Next(new Random(1)) with { Quantity = int.MaxValue }])[0]);
    }

    [TestMethod]
    public void A_user_function_that_breaks_its_promise_of_text_fails_on_the_event()
    {
        Expression<Func<Trade, string>> lambda = t => UserFunctions.Liar(t.Symbol);
        var trade = Trades.Next(new Random(1));
        var values = new KernelProbe(lambda).Values([trade with { Symbol = "ACME" }, trade with { Symbol = "A" }]);
        Assert.AreEqual("ACME", values[0]);
        Assert.IsInstanceOfType<InvalidOperationException>(values[1]);
    }

    private static object? Run(Delegate meaning, Trade trade)
    {
        try
        {
            return meaning.DynamicInvoke(trade);
        }
        catch (System.Reflection.TargetInvocationException error)
        {
            return error.InnerException;
        }
    }

    private static IEnumerable<Trade> Extremes()
    {
        var trade = new Trade(new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc), "", null, 0, 0, 0, false, null, null, null, null, null);
        foreach (var quantity in new[] { int.MinValue, int.MinValue + 1, -1, 0, 1, int.MaxValue })
        {
            foreach (var serial in new[] { long.MinValue, -1, 0, long.MaxValue })
            {
                yield return trade with { Quantity = quantity, Serial = serial, Fee = quantity, Reference = serial };
            }
        }

        yield return trade with { Price = 99_999_999_999.9999m, Tax = -9_999_999_999.99m };
        yield return trade with { Price = -99_999_999_999.9999m, Tax = 9_999_999_999.99m, Buy = true };
        yield return trade with { Time = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc).AddDays(1), Settled = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) };
        yield return trade with { Time = new DateTime(9999, 12, 30, 23, 59, 59, DateTimeKind.Utc), Flagged = true };
    }
}
