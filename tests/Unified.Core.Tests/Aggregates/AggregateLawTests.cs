using System.Numerics;
using Unified.Aggregates;
using Unified.Logical;
using Unified.TestKit;

namespace Unified.Core.Tests.Aggregates;

/// <summary>What makes two layers one answer: a state depends on the values alone, not on their order nor on how they were cut.</summary>
[TestClass]
public sealed class AggregateLawTests
{
    /// <summary>A new aggregate says here what its state is for plain values, computed in the plainest way.</summary>
    private static readonly Dictionary<string, Func<IReadOnlyList<Int128?>, DataType?, string>> Naive = new()
    {
        ["Count"] = (values, _) => $"{values.Count}",
        ["Sum"] = (values, type) => type!.Value.Nullable ? $"{Total(values)} | {values.Count(v => v is not null)}" : $"{Total(values)}",
        ["Average"] = (values, _) => $"{Total(values)} | {values.Count(v => v is not null)}",
        ["Min"] = (values, _) => Extreme(values, largest: false),
        ["Max"] = (values, _) => Extreme(values, largest: true),
        ["Quantile"] = (values, type) => "{" + string.Join(", ", values.OfType<Int128>().GroupBy(v => BinSketch.BinOf((double)v / Math.Pow(10, type!.Value.Scale)))
            .OrderBy(g => g.Key).Select(g => $"{g.Key}:{g.Count()}")) + "}",
    };

    private static readonly DataType[] Arguments = [DataType.Int32, DataType.Int64, DataType.Decimal(15, 4), DataType.Decimal(12, 0)];

    [TestMethod]
    public void Every_aggregate_is_tested() =>
        CollectionAssert.AreEquivalent(AggregateCatalogue.All.Select(f => f.Name).ToArray(), Naive.Keys.ToArray(), "add it to the table above");

    [TestMethod]
    public void A_fold_is_the_merge_of_the_folds_of_any_cut_in_any_order_and_equals_the_plain_computation()
    {
        var seed = TestSeed.Take();
        foreach (var (function, type, i) in Cases())
        {
            var random = seed.Random(i);
            var values = Values(random, type, random.Next(0, 60));
            var expected = Naive[function.Name](values, type);
            Assert.AreEqual(expected, new KernelFold(function, type).Add(values).Print(), $"{function.Name} of {type}, case {i}");

            var shuffled = values.ToArray();
            random.Shuffle(shuffled);
            var parts = Enumerable.Range(0, 3).Select(_ => new KernelFold(function, type)).ToArray();
            foreach (var value in shuffled)
            {
                parts[random.Next(3)].Add(value);
            }

            KernelFold Fresh(params KernelFold[] merged) => merged.Aggregate(new KernelFold(function, type), (into, from) => into.Merge(from));
            var (a, b, c) = (parts[0], parts[1], parts[2]);
            Assert.AreEqual(expected, Fresh(a, b, c).Print(), "left to right");
            Assert.AreEqual(expected, Fresh(Fresh(c, b), a).Print(), "commutative");
            Assert.AreEqual(expected, Fresh(a, Fresh(b, c)).Print(), "associative");
            Assert.AreEqual(expected, Fresh(a, Fresh(), b, c).Print(), "no events are neutral");
        }
    }

    [TestMethod]
    public void A_state_of_nulls_only_finishes_as_null()
    {
        foreach (var (function, type, _) in Cases().Where(c => c.Type is { Nullable: true }))
        {
            var expected = function.Name switch { "Sum" or "Average" => "0 | 0", "Min" or "Max" => "null", _ => "{}" };
            Assert.AreEqual(expected, new KernelFold(function, type).Add(null, null).Print(), function.Name);
        }
    }

    [TestMethod]
    public void The_words_of_a_state_are_counted_and_start_at_zero()
    {
        foreach (var (function, type, _) in Cases())
        {
            var fold = new KernelFold(function, type);
            var wide = type?.Kind == TypeKind.Decimal;
            Assert.AreEqual((function.Name, type?.Nullable) switch
            {
                ("Count" or "Quantile", _) => 1,
                ("Sum", false) => 2,
                ("Sum" or "Average", _) => 3,
                _ => wide ? 3 : 2,
            }, fold.Kernel.Words, $"{function.Name} of {type}");
            Assert.AreEqual(function.States(type).Length, fold.Print().Split(" | ").Length);
        }

        var sum = new KernelFold(AggregateCatalogue.Find("Average")!, DataType.Int64).Add(-2, -3);
        CollectionAssert.AreEqual(new long[] { -5, -1, 2 }, sum.State.ToArray(), "low word, high word, count");
    }

    [TestMethod]
    public void A_sum_overflows_exactly_at_the_edge_of_128_bits()
    {
        foreach (var (name, sign) in new[] { ("Sum", 1), ("Average", 1), ("Sum", -1), ("Average", -1) })
        {
            var limit = sign > 0 ? Int128.MaxValue : Int128.MinValue;
            var fold = new KernelFold(AggregateCatalogue.Find(name)!, DataType.Int64);
            ExactSum.Write(fold.State, limit - (sign * 5));
            fold.Add(sign * 5);
            StringAssert.StartsWith(fold.Print(), $"{limit}");
            Assert.AreEqual(1, Assert.ThrowsExactly<StateOverflow>(() => fold.Add(0, sign, 0)).Row, "the row is named");
            fold.Add(-sign);

            var other = new KernelFold(AggregateCatalogue.Find(name)!, DataType.Int64).Add(sign, sign);
            Assert.AreEqual(-1, Assert.ThrowsExactly<StateOverflow>(() => fold.Merge(other)).Row);
        }
    }

    [TestMethod]
    public void A_result_may_be_null_exactly_when_every_value_may_be()
    {
        foreach (var (function, type, _) in Cases().Where(c => c.Type is not null))
        {
            Assert.AreEqual(type!.Value.Nullable, function.ResultType(type)!.Value.Nullable, $"{function.Name} of {type}");
        }
    }

    [TestMethod]
    [DataRow("Average", DataType.MaxExpressionPrecision - 4)]
    [DataRow("Quantile", 15)]
    public void A_decimal_is_taken_up_to_the_digits_that_its_result_holds(string name, int digits)
    {
        var function = AggregateCatalogue.Find(name)!;
        Assert.IsNotNull(function.ResultType(DataType.Decimal(digits, 2)));
        Assert.IsNull(function.ResultType(DataType.Decimal(digits + 1, 2)));
    }

    private static IEnumerable<(AggregateFunction Function, DataType? Type, int Case)> Cases()
    {
        var i = 0;
        foreach (var function in AggregateCatalogue.All)
        {
            var types = function.ResultType(null) is not null ? [null] : Arguments.SelectMany(a => new DataType?[] { a, a.AsNullable() });
            foreach (var type in types)
            {
                for (var repeat = 0; repeat < 12; repeat++)
                {
                    yield return (function, type, i++);
                }
            }
        }
    }

    private static Int128?[] Values(Random random, DataType? type, int count) => [.. Enumerable.Range(0, count).Select(_ => type is { Nullable: true } && random.Next(3) == 0 ? (Int128?)null : type switch
    {
        { Kind: TypeKind.Int32 } => random.Next(9) == 0 ? int.MinValue : random.Next(9) == 0 ? int.MaxValue : random.Next(-300, 300),
        { Kind: TypeKind.Int64 } => random.Next(9) == 0 ? long.MinValue : random.Next(9) == 0 ? long.MaxValue : random.NextInt64(-5, 5),
        { Precision: var digits } => random.Next(9) == 0 ? Decimals.PowerOfTen(digits) - 1 : random.NextInt64(-999_999_999_999, 999_999_999_999),
        _ => 0,
    })];

    private static BigInteger Total(IEnumerable<Int128?> values) => values.OfType<Int128>().Aggregate(BigInteger.Zero, (sum, v) => sum + v);

    private static string Extreme(IEnumerable<Int128?> values, bool largest) =>
        values.OfType<Int128>().ToList() is { Count: > 0 } some ? $"{(largest ? some.Max() : some.Min())}" : "null";
}
