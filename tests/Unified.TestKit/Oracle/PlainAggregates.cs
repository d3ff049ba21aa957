using System.Globalization;
using System.Numerics;
using System.Text;
using Unified.Aggregates;
using Unified.Types;

namespace Unified.TestKit.Oracle;

/// <summary>Aggregates over plain values in their carriers, in integers without limits and in the plainest way.</summary>
internal static class PlainAggregates
{
    /// <summary>Orders values as C# does, and text by its UTF-8 bytes.</summary>
    public static Comparer<object> Order { get; } = Comparer<object>.Create((a, b) => (a, b) switch
    {
        (string x, string y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)),
        (double x, double y) => ClrValues.Canonical(x).CompareTo(ClrValues.Canonical(y)),
        (float x, float y) => ClrValues.Canonical(x).CompareTo(ClrValues.Canonical(y)),
        _ => Comparer<object>.Default.Compare(a, b),
    });

    /// <summary>A number as an integer without limits.</summary>
    public static BigInteger Integer(object value) =>
        value is Int128 wide ? wide : value is ulong large ? large : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    internal static Int128 ToInt128(object value) => (Int128)Integer(value);

    /// <summary>A number as a double.</summary>
    /// <param name="value">The number in its carrier.</param>
    /// <param name="scale">Of a decimal its digits after the point, at most 22.</param>
    public static double Double(object value, int scale) => value switch
    {
        double number => number,
        float number => number,
        _ => (double)(Int128)Integer(value) / Math.Pow(10, scale),
    };

    /// <summary>The sum of integers and of decimals without their scale.</summary>
    public static BigInteger Sum(IEnumerable<object?> values) =>
        values.OfType<object>().Aggregate(BigInteger.Zero, (sum, value) => sum + Integer(value));

    /// <summary>The quotient, halves away from zero.</summary>
    public static BigInteger Quotient(BigInteger number, BigInteger divisor) =>
        number.Sign * (((2 * BigInteger.Abs(number)) + divisor) / (2 * divisor));

    /// <summary>The finished result.</summary>
    /// <param name="call">The aggregate.</param>
    /// <param name="events">What it is of.</param>
    /// <exception cref="OverflowException">The result does not fit its type.</exception>
    public static object? Result(AggregateCall call, IReadOnlyList<PlainEvent> events)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(events);
        if (call.Function.HasSecond)
        {
            return PlainMoments.Pair(call, events);
        }

        if (call.Function.Name.StartsWith("StringJoin", StringComparison.Ordinal))
        {
            var texts = Ranked(call, events).Select(e => (string)e.Value!).ToList();
            return texts.Count == 0 && call.ResultType.Nullable ? null : string.Join((string)call.Options[0].Value!, texts);
        }

        if (call.Function.Name == "Histogram")
        {
            return Buckets(call, events.Select(e => e.Value).OfType<object>()).Cast<object>().ToArray();
        }

        if (call.Function.Name == "TopFrequent")
        {
            return Frequencies(events).OrderByDescending(f => f.Count).ThenBy(f => f.Value, Order).Take((int)call.Options[0].Value!)
                .Select(f => f.Value).ToArray();
        }

        if (call.ResultType.Kind == TypeKind.List)
        {
            return Ranked(call, events).Select(e => Canonical(e.Value!)).ToArray();
        }

        if (call.By is not null)
        {
            return Winner(call, events)?.Value is { } value ? Canonical(value) : null;
        }

        var present = events.Select(e => e.Value).OfType<object>().Order(Order).ToList();
        return call.Function.Name switch
        {
            "Count" => (long)events.Count,
            "CountDistinct" => (long)present.DistinctBy(Canonical).Count(),
            "ApproximateCountDistinct" => PlainSketch.Estimate(present),
            "Any" => present.Contains(true),
            "All" => !present.Contains(false),
            "Rate" when call.Argument is null => events.Count / Seconds(call),
            _ when present.Count == 0 => null,
            "Rate" => (call.Argument!.Type.IsFloating ? FloatingSum(present)
                : Nearest(Sum(present), BigInteger.Pow(10, call.Argument.Type.Scale))) / Seconds(call),
            "BitAnd" => Result(call.ResultType, present.Select(Integer).Aggregate((a, b) => a & b)),
            "BitOr" => Result(call.ResultType, present.Select(Integer).Aggregate((a, b) => a | b)),
            "Variance" => PlainMoments.Variance(call, present, 0),
            "SampleVariance" => PlainMoments.Variance(call, present, 1),
            "StandardDeviation" => Math.Sqrt(PlainMoments.Variance(call, present, 0)),
            "SampleStandardDeviation" => Math.Sqrt(PlainMoments.Variance(call, present, 1)),
            "Sum" or "Average" when call.Argument!.Type.IsFloating =>
                FloatingSum(present) / (call.Function.Name == "Sum" ? 1 : present.Count),
            "Sum" => Result(call.ResultType, Sum(present)),
            "Average" => Average(call, present),
            "Min" => Canonical(present[0]),
            "Max" => Canonical(present[^1]),
            "Quantile" or "Median" => Quantile(call, present),
            _ => throw new ArgumentException($"Aggregate '{call.Function.Name}' has no plain result: add one."),
        };
    }

    /// <summary>How often each value comes, by ascending value.</summary>
    public static IEnumerable<(object Value, long Count)> Frequencies(IEnumerable<PlainEvent> events) =>
        events.Select(e => e.Value).OfType<object>().Select(Canonical).CountBy(v => v).OrderBy(c => c.Key, Order)
            .Select(c => (c.Key, (long)c.Value));

    /// <summary>Counts of values between bounds.</summary>
    public static long[] Buckets(AggregateCall call, IEnumerable<object> values)
    {
        ArgumentNullException.ThrowIfNull(call);
        bool Reaches(object value, Unified.Expressions.ConstantExpr bound) => bound.Value is double number
            ? Double(value, 0) >= number
            : Integer(value) * BigInteger.Pow(10, bound.Type.Scale) >= Integer(bound.Value!) * BigInteger.Pow(10,
                call.Argument!.Type.Scale);
        var counts = new long[call.Options.Length + 1];
        foreach (var value in values)
        {
            counts[call.Options.Count(b => Reaches(value, b))]++;
        }

        return counts;
    }

    /// <summary>The events that an aggregate which gives several takes, in their order.</summary>
    public static IEnumerable<PlainEvent> Ranked(AggregateCall call, IEnumerable<PlainEvent> events)
    {
        ArgumentNullException.ThrowIfNull(call);
        var known = events.Select(e => call.Function.IsOrderedByItself ? e with { By = e.Value } : e)
            .Where(e => e is { Value: not null, By: not null });
        return call.Function.Name switch
        {
            "StringJoin" or "StringJoinBy" => known.OrderBy(e => e.By!, Order).ThenBy(e => e.Place),
            "Top" or "TopBy" => known.OrderByDescending(e => e.By!, Order).ThenBy(e => e.Place).Take((int)call.Options[0].Value!),
            "Bottom" or "BottomBy" => known.OrderBy(e => e.By!, Order).ThenBy(e => e.Place).Take((int)call.Options[0].Value!),
            _ => throw new ArgumentException($"Aggregate '{call.Function.Name}' takes no several events."),
        };
    }

    /// <summary>The event that an ordered aggregate takes, or null.</summary>
    public static PlainEvent? Winner(AggregateCall call, IEnumerable<PlainEvent> events)
    {
        ArgumentNullException.ThrowIfNull(call);
        var sorted = events.Where(e => e is { Value: not null, By: not null });
        return call.Function.Name switch
        {
            "First" or "MinBy" => sorted.OrderBy(e => e.By!, Order).ThenBy(e => e.Place).FirstOrDefault(),
            "Last" => sorted.OrderBy(e => e.By!, Order).ThenBy(e => e.Place).LastOrDefault(),
            "MaxBy" => sorted.OrderByDescending(e => e.By!, Order).ThenBy(e => e.Place).FirstOrDefault(),
            _ => throw new ArgumentException($"Aggregate '{call.Function.Name}' takes no one event."),
        };
    }

    /// <summary>An integer as a value of a type.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static object Result(DataType type, BigInteger value) => type.Kind switch
    {
        TypeKind.Decimal => BigInteger.Abs(value) < BigInteger.Pow(10, type.Precision) ? (Int128)value : throw new OverflowException(),
        TypeKind.Duration => (long)value,
        _ => type.IntegerRange is { } range && value >= range.Min && value <= range.Max ? CarrierText.Integer(type, (Int128)value)
            : throw new OverflowException(),
    };

    /// <summary>The nearest double of a fraction, to even between two; infinity beyond the largest.</summary>
    /// <param name="number">The numerator.</param>
    /// <param name="divisor">The denominator, positive.</param>
    public static double Nearest(BigInteger number, BigInteger divisor)
    {
        if (number.IsZero)
        {
            return 0;
        }

        // The quotient in units of the last place: 53 bits, or fewer at the small end.
        var magnitude = BigInteger.Abs(number);
        var exponent = Math.Max(-1074, (int)(magnitude.GetBitLength() - divisor.GetBitLength()) - 53);
        while (true)
        {
            var (above, below) = exponent < 0 ? (magnitude << -exponent, divisor) : (magnitude, divisor << exponent);
            var (quotient, rest) = BigInteger.DivRem(above, below);
            if (quotient.GetBitLength() > 53)
            {
                exponent++;
                continue;
            }

            var order = (rest * 2).CompareTo(below);
            quotient += order > 0 || (order == 0 && !quotient.IsEven) ? 1 : 0;
            return number.Sign * Math.ScaleB((double)quotient, exponent);
        }
    }

    /// <summary>A finite double in units of 2^-1074.</summary>
    public static BigInteger Units(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = (bits & 0xF_FFFF_FFFF_FFFF) + (exponent == 0 ? 0 : 1L << 52);
        return (bits < 0 ? -1 : 1) * ((BigInteger)mantissa << Math.Max(exponent - 1, 0));
    }

    internal static double Seconds(AggregateCall call) => (double)call.Parameter!.Value / 1e6;

    private static double FloatingSum(List<object> present)
    {
        var values = present.Select(v => v is float single ? single : (double)v).ToList();
        // What is not finite follows the rules of any order of additions.
        return values.Exists(v => !double.IsFinite(v)) ? values.Where(v => !double.IsFinite(v)).Sum()
            : Nearest(values.Aggregate(BigInteger.Zero, (sum, v) => sum + Units(v)), BigInteger.One << 1074);
    }

    private static object Canonical(object value) => value switch
    {
        double number => ClrValues.Canonical(number),
        float number => ClrValues.Canonical(number),
        _ => value,
    };

    private static object Average(AggregateCall call, List<object> present) => Average(call, Sum(present), present.Count);

    /// <summary>The average of values that are no doubles.</summary>
    internal static object Average(AggregateCall call, BigInteger sum, long count) =>
        // By text: BigInteger's own conversion truncates.
        call.ResultType.Kind == TypeKind.Double
            ? double.Parse(sum.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) / count
            : Result(call.ResultType, Quotient(sum * BigInteger.Pow(10, call.ResultType.Scale - call.Argument!.Type.Scale), count));

    private static double? Quantile(AggregateCall call, List<object> ordered)
    {
        var type = call.Argument!.Type;
        var bins = ordered.Select(v => BinSketch.BinOf(Double(v, type.Scale)));
        return Quantile(call, bins.CountBy(b => b).OrderBy(b => b.Key).Select(b => KeyValuePair.Create(b.Key, (long)b.Value)));
    }

    /// <summary>A quantile of bins, each with its count, in their order; null of none.</summary>
    internal static double? Quantile(AggregateCall call, IEnumerable<KeyValuePair<int, long>> sorted)
    {
        var (type, share, bins) = (call.Argument!.Type, call.Parameter ?? 0.5m, sorted.ToList());
        var (all, cumulated) = (bins.Sum(b => b.Value), 0L);
        foreach (var (bin, count) in bins)
        {
            cumulated += count;
            if (cumulated >= all * share)
            {
                return BinMiddle.Of(bin, integers: type is { IsFloating: false, Kind: not TypeKind.Decimal });
            }
        }

        return null;
    }
}
