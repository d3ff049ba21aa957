using System.Linq.Expressions;
using Unified.Errors;
using Unified.Expressions;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Expressions;

[TestClass]
public sealed class MeaningTests
{
    private static readonly string[] Texts =
    [
        "ß", "\u0130stanbul", "\u0131", " a ", "\u00A0x\u3000", "12", "-7", " +42 ", "0x1F", "1_0", "+-3", "2147483648",
            "-9223372036854775808", "1e3", "1.50",
        "-.5", "12.3450", "\t7\u0000", "true", " False ", "a,b,,c", "e\u0301", "x😀😀y", "\uE000\U00010000", "K", "aaa", "\uFFFD\uFFFF",
        "https://User:pw@Example.COM:8080/p/q?a=1&b=%20&b=2#f#g", "http://h", "http://[::1]:/", "http://h:99999/", "://x", "http://a b/",
            "mailto:a@b", "ftp://@/",
        "{\"a\":{\"b\":[1,\"x\\u00e9\",null,true]}}", "{\"a\":1,\"a\":{\"b\":[9223372036854775808,\"\\ud800\",0,false]}}", "[1", "\"x\"",
            "null",
    ];

    [TestMethod]
    public void An_expression_means_what_CSharp_says_for_every_trade() =>
        Compare(Lambdas.All(), [.. Extremes(), .. Trades.Random(TestSeed.Take().Random(), 500)]);

    [TestMethod]
    public void An_expression_means_what_CSharp_says_for_every_parcel() =>
        Compare(ParcelLambdas.All(), Parcels.Random(TestSeed.Take().Random(), 1000));

    [TestMethod]
    public void An_expression_means_what_CSharp_says_for_every_bag() =>
        Compare(BagLambdas.All(), Bags.Random(TestSeed.Take().Random(), 300));

    private static void Compare<T>(IEnumerable<LambdaExpression> lambdas, IReadOnlyList<T> trades) where T : notnull
    {
        var wrong = lambdas.SelectMany(lambda => Wrong(lambda, trades).Take(1)).ToList();
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    private static IEnumerable<string> Wrong<T>(LambdaExpression lambda, IReadOnlyList<T> trades) where T : notnull
    {
        var meaning = lambda.Compile();
        IReadOnlyList<object?> values;
        try
        {
            values = new KernelProbe(lambda).Values(trades);
        }
        catch (DefinitionException refused)
        {
            return [refused.Message];
        }

        return trades.Zip(values, (trade, value) => (trade, value, expected: Run(meaning, trade)))
            .Where(x => x.expected is Exception thrown ? thrown.GetType() != x.value?.GetType() : !Equals(Plain(x.expected), x.value))
            .Select(x => $"{lambda} of {x.trade} is {x.expected ?? "null"}, not {x.value ?? "null"}");
    }

    [TestMethod]
    public void Every_function_of_the_catalogue_is_compared_with_CSharp()
    {
        var compared = Lambdas.All().Concat(ParcelLambdas.All()).Concat(BagLambdas.All()).SelectMany(l =>
            KernelProbe.Translate(l).Walk()).OfType<CallExpr>().Select(c => c.Function.Name)
            .ToHashSet();
        // What windows of panes mean outside of a query is said by Window, and is not what rows hold.
        var comparable = FunctionCatalogue.All.Where(f => f.Panes is null).Select(f => f.Name);
        CollectionAssert.AreEquivalent(Array.Empty<string>(), comparable.Except(compared).ToArray(), "add them to Lambdas.cs");
    }

    [TestMethod]
    public void Arithmetic_is_checked_even_where_the_author_compiles_unchecked()
    {
        Expression<Func<Trade, int>> lambda = t => unchecked(t.Quantity + 1);
        Assert.IsInstanceOfType<OverflowException>(new KernelProbe(lambda)
            .Values([Trades.Next(new Random(1)) with { Quantity = int.MaxValue }])[0]);
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

    [TestMethod]
    public void A_user_function_that_gives_other_digits_than_it_promised_fails_on_the_event()
    {
        Expression<Func<Trade, decimal>> lambda = t => UserFunctions.Tenths(t.Price);
        var trade = Trades.Next(new Random(1));
        var values = new KernelProbe(lambda)
            .Values([trade with { Price = 0.5m }, trade with { Price = 0.25m }, trade with { Price = 1000m }]);
        Assert.AreEqual(0.5m, values[0]);
        Assert.IsInstanceOfType<OverflowException>(values[1]);
        Assert.IsInstanceOfType<OverflowException>(values[2]);
    }

    // What the plan computes in int, or as an instant.
    private static object? Plain(object? value) => value switch
    {
        Enum or byte or sbyte or short or ushort => Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime,
        _ => value,
    };

    private static object? Run(Delegate meaning, object trade)
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

        foreach (var text in Texts)
        {
            yield return trade with { Symbol = text, Venue = text, Quantity = 1 };
            yield return trade with { Symbol = text, Quantity = 2 };
        }

        yield return trade with { Price = 99_999_999_999.9999m, Tax = -9_999_999_999.99m };
        yield return trade with { Price = -99_999_999_999.9999m, Tax = 9_999_999_999.99m, Buy = true };
        yield return trade with
        {
            Time = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc).AddDays(1),
            Settled = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc)
        };
        yield return trade with { Time = new DateTime(9999, 12, 30, 23, 59, 59, DateTimeKind.Utc), Flagged = true };
    }
}
