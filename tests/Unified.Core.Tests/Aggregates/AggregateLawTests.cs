using System.Numerics;
using Unified.Aggregates;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Functions;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Aggregates;

/// <summary>What makes two layers one answer: a state depends on the values alone, not on their order nor on how they were cut.</summary>
[TestClass]
public sealed class AggregateLawTests
{
    /// <summary>A new aggregate says here what its state is for plain values, computed in the plainest way.</summary>
    internal static readonly Dictionary<string, Func<IReadOnlyList<PlainEvent>, AggregateCall, string>> Naive = new()
    {
        ["Count"] = (events, _) => $"{events.Count}",
        ["Sum"] = Summed,
        ["Average"] = (events, call) => $"{Sum(events, call)} | {Values(events).Count()}",
        ["Min"] = (events, _) => Extreme(events, largest: false),
        ["Max"] = (events, _) => Extreme(events, largest: true),
        ["Quantile"] = Binned,
        ["Median"] = Binned,
        ["CountDistinct"] = (events, call) => "(" + string.Join(", ", Values(events).Select(v => Stored(call.Argument!.Type, v)).Distinct()
            .Order(StringComparer.Ordinal)) + ")",
        ["Any"] = (events, _) => $"{Values(events).Count(v => v is true)}",
        ["All"] = (events, _) => $"{Values(events).Count(v => v is false)}",
        ["BitAnd"] = (events, _) => Bits(events, (a, b) => a & b),
        ["BitOr"] = (events, _) => Bits(events, (a, b) => a | b),
        ["Variance"] = Moments,
        ["SampleVariance"] = Moments,
        ["StandardDeviation"] = Moments,
        ["SampleStandardDeviation"] = Moments,
        ["Covariance"] = (events, _) => Pairs(events, squares: false),
        ["SampleCovariance"] = (events, _) => Pairs(events, squares: false),
        ["Correlation"] = (events, _) => Pairs(events, squares: true),
        ["Rate"] = (events, call) => call.Argument is null ? $"{events.Count}" : Summed(events, call),
        ["ApproximateCountDistinct"] = (events, _) =>
            "{" + string.Join(", ", PlainSketch.Registers(Values(events)).Select(r => $"{r.Key}:{r.Value}")) + "}",
        ["Top"] = (events, call) => Ranked(events, call, turned: true),
        ["TopBy"] = (events, call) => Ranked(events, call, turned: true),
        ["Bottom"] = (events, call) => Ranked(events, call, turned: false),
        ["BottomBy"] = (events, call) => Ranked(events, call, turned: false),
        ["StringJoin"] = (events, call) => Ranked(events, call, turned: false),
        ["StringJoinBy"] = (events, call) => Ranked(events, call, turned: false),
        ["Histogram"] = (events, call) => "{" + string.Join(", ", PlainAggregates.Buckets(call, Values(events))
            .Select((count, bucket) => (count, bucket)).Where(b => b.count != 0).Select(b => $"{b.bucket}:{b.count}")) + "}",
        ["TopFrequent"] = Frequent,
        ["First"] = (events, call) => Winner(events, call, turned: false),
        ["Last"] = (events, call) => Winner(events, call, turned: false),
        ["MinBy"] = (events, call) => Winner(events, call, turned: false),
        ["MaxBy"] = (events, call) => Winner(events, call, turned: true),
    };

    private static readonly DataType[] Arguments = [DataType.Int32, DataType.Int64, DataType.Decimal(15, 4), DataType.Decimal(12, 0),
        new(TypeKind.Int8), new(TypeKind.UInt8), new(TypeKind.Int16), new(TypeKind.UInt16), DataType.UInt32, DataType.UInt64,
        DataType.Double, DataType.Single, DataType.Timestamp, DataType.Date, DataType.Time, DataType.Duration, DataType.String,
        DataType.Boolean, DataType.Guid];

    private static readonly DataType[] Orders = [DataType.Timestamp, DataType.Int32, DataType.Double.AsNullable(), DataType.String,
        DataType.Decimal(9, 2), DataType.UInt64, DataType.Single, DataType.Date];

    [TestMethod]
    public void Every_aggregate_is_tested() =>
        CollectionAssert.AreEquivalent(AggregateCatalogue.All.Select(f => f.Name).ToArray(), Naive.Keys.ToArray(),
            "add it to the table above");

    [TestMethod]
    public void A_set_holds_as_many_values_as_it_says_and_no_more()
    {
        var fold = new KernelFold(AggregateCatalogue.Find("CountDistinct")!, DataType.Int32);
        fold.Add([.. Enumerable.Range(0, SetState.MaxValues).Concat([0, 5]).Cast<object?>()]);
        Assert.Contains("10000 distinct values", Assert.ThrowsExactly<StateOverflow>(() => fold.Add(-1)).Limit);
    }

    [TestMethod]
    public void A_fold_is_the_merge_of_the_folds_of_any_cut_in_any_order_and_equals_the_plain_computation()
    {
        var seed = TestSeed.Take();
        foreach (var (function, type, i) in Cases())
        {
            var random = seed.Random(i);
            var call = KernelFold.Call(function, type, Orders[i % Orders.Length]);
            var events = PlainEvent.Random(random, random.Next(0, 60), () => type is { } t ? CarrierValues.Next(random, t) : 0,
                () => call.By is { } by ? CarrierValues.Next(random, by.Type) : null);
            var expected = Naive[function.Name](events, call);
            Assert.AreEqual(expected, new KernelFold(call).Take(events).Print(), $"{call} of {type}, case {i}");

            var shuffled = events.ToArray();
            random.Shuffle(shuffled);
            var parts = Enumerable.Range(0, 3).Select(_ => new KernelFold(call)).ToArray();
            foreach (var one in shuffled)
            {
                parts[random.Next(3)].Take([one]);
            }

            var (a, b, c) = (parts[0], parts[1], parts[2]);
            Assert.AreEqual(expected, a.Print(b, c), "left to right");
            Assert.AreEqual(expected, c.Print(b, a), "commutative");
            Assert.AreEqual(expected, b.Print(new KernelFold(call), c, a), "no events are neutral");
        }
    }

    [TestMethod]
    public void A_state_of_nulls_only_finishes_as_null()
    {
        foreach (var (function, type, _) in Cases().Where(c => c.Type is { Nullable: true }))
        {
            var expected = function.Name switch
            {
                "CountDistinct" or "Top" or "TopBy" or "Bottom" or "BottomBy" or "StringJoin" or "StringJoinBy" => "()",
                "Any" or "All" => "0",
                "Variance" or "SampleVariance" or "StandardDeviation" or "SampleStandardDeviation" =>
                    type!.Value.IsFloating ? "{} | {} | 0" : "0 | {} | 0",
                "Covariance" or "SampleCovariance" => "{} | {} | {} | 0",
                "Correlation" => "{} | {} | {} | {} | {} | 0",
                "Sum" or "Average" or "Rate" => type!.Value.IsFloating ? "{} | 0" : "0 | 0",
                "TopFrequent" => OrderedBits.Type(type!.Value) is { Kind: TypeKind.Int32 } or { IsNarrow: true } ? "{}" : "()",
                "Quantile" or "Median" or "Histogram" or "ApproximateCountDistinct" => "{}",
                _ => "null",
            };
            var nulls = PlainEvent.Of([null, null]);
            Assert.AreEqual(expected, new KernelFold(function, type).Take(nulls).Print(), function.Name);
        }
    }

    [TestMethod]
    public void The_words_of_a_state_are_counted_and_start_at_zero()
    {
        foreach (var (function, type, _) in Cases())
        {
            var fold = new KernelFold(function, type);
            Assert.IsTrue(fold.State.ToArray().All(w => w == 0) && fold.Kernel.Words > 0, $"{function.Name} of {type}");
            Assert.AreEqual(KernelFold.Call(function, type).States.Length, fold.Print().Split(" | ").Length);
        }

        var sum = new KernelFold(AggregateCatalogue.Find("Average")!, DataType.Int64).Add(-2L, -3L);
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
            fold.Add(sign * 5L);
            StringAssert.StartsWith(fold.Print(), $"{limit}");
            Assert.AreEqual(1, Assert.ThrowsExactly<StateOverflow>(() => fold.Add(0L, (long)sign, 0L)).Row, "the row is named");
            fold.Add(-(long)sign);
        }
    }

    [TestMethod]
    public void A_result_may_be_null_exactly_when_every_value_may_be()
    {
        foreach (var (function, type, _) in Cases().Where(c => c.Type is not null))
        {
            if (function.ResultType(type)!.Value.Kind == TypeKind.List
                || function.Name is "CountDistinct" or "ApproximateCountDistinct" or "Any" or "All")
            {
                Assert.IsFalse(function.ResultType(type)!.Value.Nullable);
                continue;
            }

            Assert.AreEqual(type!.Value.Nullable, function.ResultType(type)!.Value.Nullable, $"{function.Name} of {type}");
        }
    }

    [TestMethod]
    [DataRow("Average", DataType.MaxExpressionPrecision - 4)]
    public void A_decimal_is_taken_up_to_the_digits_that_its_result_holds(string name, int digits)
    {
        var function = AggregateCatalogue.Find(name)!;
        Assert.IsNotNull(function.ResultType(DataType.Decimal(digits, 2)));
        Assert.IsNull(function.ResultType(DataType.Decimal(digits + 1, 2)));
    }

    [TestMethod]
    [DataRow("Quantile")]
    [DataRow("Median")]
    public void A_quantile_takes_decimals_of_more_digits_than_a_double_holds_as_the_nearest_double(string name)
    {
        var function = AggregateCatalogue.Find(name)!;
        Assert.AreEqual(DataType.Decimal(15, 4), function.Taken(DataType.Decimal(15, 4)));
        Assert.AreEqual(DataType.Double, function.Taken(DataType.Decimal(16, 4)));
        Assert.AreEqual(DataType.Double.AsNullable(), function.Taken(DataType.Decimal(28, 17).AsNullable()));
    }

    private static IEnumerable<(AggregateFunction Function, DataType? Type, int Case)> Cases()
    {
        var i = 0;
        foreach (var function in AggregateCatalogue.All)
        {
            var types = Arguments.SelectMany(a => new DataType?[] { a, a.AsNullable() }).Prepend(null)
                .Where(a => function.ResultType(a) is not null);
            foreach (var type in types)
            {
                for (var repeat = 0; repeat < 12; repeat++)
                {
                    yield return (function, type, i++);
                }
            }
        }
    }

    private static IEnumerable<object> Values(IEnumerable<PlainEvent> events) => events.Select(e => e.Value).OfType<object>();

    private static string Binned(IEnumerable<PlainEvent> events, AggregateCall call) => "{" + string.Join(", ", Values(events)
        .GroupBy(v => BinSketch.BinOf(PlainAggregates.Double(v, call.Argument!.Type.Scale)))
        .OrderBy(g => g.Key).Select(g => $"{g.Key}:{g.Count()}")) + "}";

    private static string Summed(IReadOnlyList<PlainEvent> events, AggregateCall call) =>
        Sum(events, call) + (call.Argument!.Type.Nullable ? $" | {Values(events).Count()}" : "");

    private static string Frequent(IEnumerable<PlainEvent> events, AggregateCall call)
    {
        var counts = PlainAggregates.Frequencies(events).Select(f => (Value: Stored(call.Argument!.Type, f.Value), f.Count));
        return OrderedBits.Type(call.Argument!.Type) is { Kind: TypeKind.Int32 } or { IsNarrow: true }
            ? "{" + string.Join(", ", counts.Select(c => $"{c.Value}:{c.Count}")) + "}"
            : $"({string.Join(", ", counts.Select(c => $"({c.Value}, {c.Count})"))})";
    }

    private static string Extreme(IEnumerable<PlainEvent> events, bool largest) =>
        Values(events).Order(PlainAggregates.Order).ToList() is { Count: > 0 } some ? State(largest ? some[^1] : some[0]) : "null";

    private static string Winner(IEnumerable<PlainEvent> events, AggregateCall call, bool turned) =>
        PlainAggregates.Winner(call, events) is { } won ? Entry(won, call, turned) : "null";

    private static string Ranked(IEnumerable<PlainEvent> events, AggregateCall call, bool turned) =>
        $"({string.Join(", ", PlainAggregates.Ranked(call, events).Select(e => Entry(e, call, turned)))})";

    private static string Entry(PlainEvent won, AggregateCall call, bool turned)
    {
        string Place(long number) => $"{(turned ? ~number : number)}";
        var by = call.By!.Type.Kind == TypeKind.Guid ? Text(call.By.Type, won.By!) : State(won.By!);
        return $"({by}, {Place(won.Log)}, {Place(won.Partition)}, {Place(won.Offset)}, {Place(won.Branch)}, "
            + $"{Text(call.Argument!.Type, won.Value!)})";
    }

    private static string Bits(IEnumerable<PlainEvent> events, Func<BigInteger, BigInteger, BigInteger> fold) =>
        Values(events).Select(PlainAggregates.Integer).ToList() is { Count: > 0 } some ? $"{some.Aggregate(fold)}" : "null";

    private static string Moments(IEnumerable<PlainEvent> events, AggregateCall call) => $"{Sum(events, call)} | "
        + $"{Limbs(Finite(Values(events)).Select(v => v * v))} | {Values(events).Count()}";

    private static string Pairs(IEnumerable<PlainEvent> events, bool squares)
    {
        List<PlainEvent> pairs = [.. events.Where(e => e is { Value: not null, By: not null })];
        List<PlainEvent> finite = [.. pairs.Where(e => IsFinite(e.Value!) && IsFinite(e.By!))];
        static string Sum(IEnumerable<object> values) =>
            values.Any(v => v is double or float) ? Limbs(values.Select(Double)) : Limbs(values.Select(PlainAggregates.Integer));
        string Products(Func<PlainEvent, object?> left, Func<PlainEvent, object?> right) =>
            Limbs(finite.Select(e => Units(left(e)!) * Units(right(e)!)));
        return $"{Sum(pairs.Select(e => e.Value!))} | {Sum(pairs.Select(e => e.By!))} | "
            + (squares ? $"{Products(e => e.Value, e => e.Value)} | {Products(e => e.By, e => e.By)} | " : "")
            + $"{Products(e => e.Value, e => e.By)} | {pairs.Count}";
    }

    private static double Double(object value) => value is float single ? single : (double)value;

    private static bool IsFinite(object value) => value is not (double or float) || double.IsFinite(Double(value));

    private static BigInteger Units(object value) =>
        value is double or float ? PlainAggregates.Units(Double(value)) : PlainAggregates.Integer(value);

    private static IEnumerable<BigInteger> Finite(IEnumerable<object> values) => values.Where(IsFinite).Select(Units);

    private static string Stored(DataType type, object value) => type.IsFloating ? State(value) : Text(type, value);

    // As rows hold it.
    private static string Text(DataType type, object value) => value switch
    {
        double number => ClrValues.Canonical(number).ToString(System.Globalization.CultureInfo.InvariantCulture),
        float number => ClrValues.Canonical(number).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Int128 bits when type.Kind == TypeKind.Guid => $"{System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits)}",
        _ => $"{value}",
    };

    private static string Sum(IEnumerable<PlainEvent> events, AggregateCall call) => call.Argument!.Type.IsFloating
        ? Limbs(Values(events).Select(Double)) : $"{PlainAggregates.Sum(Values(events))}";

    // Each value cut into 20 bits by 20 bits, equal places added.
    private static string Limbs(IEnumerable<double> values)
    {
        var limbs = new SortedDictionary<int, long>();
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
            {
                var place = double.IsNaN(value) ? LimbSum.NaNs : value > 0 ? LimbSum.PositiveInfinities : LimbSum.NegativeInfinities;
                limbs[place] = limbs.GetValueOrDefault(place) + 1;
                continue;
            }

            Cut(limbs, PlainAggregates.Units(value));
        }

        return Print(limbs);
    }

    private static string Limbs(IEnumerable<BigInteger> numbers)
    {
        var limbs = new SortedDictionary<int, long>();
        foreach (var number in numbers)
        {
            Cut(limbs, number);
        }

        return Print(limbs);
    }

    private static string Print(SortedDictionary<int, long> limbs) =>
        "{" + string.Join(", ", limbs.Where(l => l.Value != 0).Select(l => $"{l.Key}:{l.Value}")) + "}";

    private static void Cut(SortedDictionary<int, long> limbs, BigInteger number)
    {
        var limb = 0;
        for (var rest = BigInteger.Abs(number); !rest.IsZero; rest >>= 20, limb++)
        {
            limbs[limb] = limbs.GetValueOrDefault(limb) + (number.Sign * (long)(rest & 0xF_FFFF));
        }
    }

    private static string State(object value) => value switch
    {
        double number => $"{OrderedBits.Of(number)}",
        float number => $"{OrderedBits.Of(number)}",
        _ => $"{value}",
    };
}
