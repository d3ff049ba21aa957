using System.Numerics;
using Unified.Aggregates;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.TestKit.Answers;

/// <summary>Results of aggregates from their merged states, as <see cref="Events.RowTable"/> holds them, in plain .NET.</summary>
internal static class StateFinish
{
    /// <summary>The result in its carrier; of a list an array of carriers.</summary>
    /// <param name="call">The aggregate.</param>
    /// <param name="states">Its states.</param>
    /// <exception cref="OverflowException">The result does not fit its type.</exception>
    public static object? Result(AggregateCall call, IReadOnlyList<object?> states)
    {
        var argument = call.Argument?.Type;
        return call.Function.Name switch
        {
            "Count" => (long)Number(states[0]),
            "Any" => Number(states[0]) > 0,
            "All" => Number(states[0]).IsZero,
            "CountDistinct" => (long)((object?[])states[0]!).Length,
            "ApproximateCountDistinct" => PlainSketch.Estimate([.. Bins(states[0]).Values.Select(v => (int)v)]),
            "Sum" or "Rate" when states.Count > 1 && Number(states[1]).IsZero => null,
            "Sum" => argument is { IsFloating: true } ? LimbNumber.Nearest(Bins(states[0]))
                : PlainAggregates.Result(call.ResultType, Number(states[0])),
            "Rate" => Total(argument, states[0]) / PlainAggregates.Seconds(call),
            "Average" => Number(states[1]).IsZero ? null : argument is { IsFloating: true }
                ? LimbNumber.Nearest(Bins(states[0])) / (long)Number(states[1])
                : PlainAggregates.Average(call, Number(states[0]), (long)Number(states[1])),
            "Min" or "Max" => RowValues.Decoded(call.ResultType, states[0]),
            "BitAnd" or "BitOr" => RowValues.Carrier(call.ResultType, states[0]),
            "First" or "Last" or "MinBy" or "MaxBy" => states[0] is object?[] winner ? Value(call.ResultType, winner) : null,
            "Top" or "Bottom" or "TopBy" or "BottomBy" => Ranked(states[0]).Select(e => Value(Element(call), e)).ToArray(),
            "FirstEvents" => Ranked(states[0]).Select(e => e.Skip(FirstEventsLayout.Of(call).Keys.Length + 4)
                .Zip(call.ResultType.Element!.Fields, (value, field) => RowValues.Carrier(field.Type, value)).ToArray()).ToArray(),
            "StringJoin" or "StringJoinBy" => Ranked(states[0]) is { Length: > 0 } texts || !call.ResultType.Nullable
                ? string.Join((string)call.Options[0].Value!, Ranked(states[0]).Select(e => (string)e[^1]!)) : null,
            "TopFrequent" => Frequencies(states[0]).OrderByDescending(f => f.Count)
                .Select(f => RowValues.Decoded(Element(call), f.Value)!).Take((int)call.Options[0].Value!).ToArray(),
            "Histogram" => Enumerable.Range(0, call.Options.Length + 1)
                .Select(i => (object)Bins(states[0]).GetValueOrDefault(i)).ToArray(),
            "Quantile" or "Median" => PlainAggregates.Quantile(call, Bins(states[0])),
            _ => Moments(call, states),
        };
    }

    private static object? Moments(AggregateCall call, IReadOnlyList<object?> states)
    {
        var left = call.Argument!.Type;
        var count = Number(states[^1]);
        if (count.IsZero && call.ResultType.Nullable)
        {
            return null;
        }

        if (states.SkipLast(1).OfType<SortedDictionary<int, long>>().Any(LimbNumber.IsSpecial))
        {
            return double.NaN;
        }

        BigInteger Difference(object? sum, object? other, object? products) =>
            (count * Limbs(products)) - (Limbs(sum) * Limbs(other));
        switch (call.Function.Name)
        {
            case "Covariance" or "SampleCovariance":
                return PlainMoments.Covariance(Difference(states[0], states[1], states[2]), count, left, call.By!.Type,
                    call.Function.Name == "Covariance" ? 0 : 1);
            case "Correlation":
                return PlainMoments.Correlation(Difference(states[0], states[1], states[4]), Difference(states[0], states[0], states[2]),
                    Difference(states[1], states[1], states[3]));
            case "Variance" or "SampleVariance" or "StandardDeviation" or "SampleStandardDeviation":
                var variance = PlainMoments.Covariance(Difference(states[0], states[0], states[1]), count, left, left,
                    call.Function.Name.StartsWith("Sample", StringComparison.Ordinal) ? 1 : 0);
                return call.Function.Name.EndsWith("Deviation", StringComparison.Ordinal) ? Math.Sqrt(variance) : variance;
            default:
                throw new ArgumentException($"Aggregate '{call.Function.Name}' is not finished in .NET: add it.");
        }
    }

    private static double Total(DataType? argument, object? state) => argument switch
    {
        null => (long)Number(state),
        { IsFloating: true } => LimbNumber.Nearest(Bins(state)),
        { Scale: var scale } => PlainAggregates.Nearest(Number(state), BigInteger.Pow(10, scale)),
    };

    private static BigInteger Number(object? state) => (Int128)state!;

    private static BigInteger Limbs(object? state) => state is SortedDictionary<int, long> limbs ? LimbNumber.Of(limbs) : Number(state);

    private static SortedDictionary<int, long> Bins(object? state) => (SortedDictionary<int, long>)state!;

    // By, place and value of each event.
    private static object?[][] Ranked(object? state) => [.. ((object?[])state!).Cast<object?[]>()];

    private static object? Value(DataType type, object?[] ranked) => RowValues.Carrier(type, ranked[^1]);

    private static DataType Element(AggregateCall call) => call.ResultType.Element!.Fields[0].Type;

    // By ascending value.
    private static IEnumerable<(object? Value, Int128 Count)> Frequencies(object? state) => state is SortedDictionary<int, long> bins
        ? bins.Select(b => ((object?)(Int128)b.Key, (Int128)b.Value))
        : ((object?[])state!).Cast<object?[]>().Select(p => (p[0], (Int128)p[1]!));
}
