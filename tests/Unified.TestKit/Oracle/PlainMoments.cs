using System.Numerics;
using Unified.Aggregates;
using Unified.Types;

namespace Unified.TestKit.Oracle;

/// <summary>Variances, covariances and correlations in integers without limits, rounded where the language says so.</summary>
internal static class PlainMoments
{
    /// <summary>The variance of values, of which there is one at least.</summary>
    /// <param name="call">The aggregate.</param>
    /// <param name="values">The values.</param>
    /// <param name="less">1 for a sample.</param>
    public static double Variance(AggregateCall call, IReadOnlyList<object> values, int less)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Covariance([.. values.Select(v => (v, v))], call.Argument!.Type, call.Argument.Type, less);
    }

    /// <summary>The result of an aggregate of pairs; null when no event has both values.</summary>
    public static object? Pair(AggregateCall call, IReadOnlyList<PlainEvent> events)
    {
        ArgumentNullException.ThrowIfNull(call);
        List<(object, object)> pairs = [.. events.Where(e => e is { Value: not null, By: not null }).Select(e => (e.Value!, e.By!))];
        var (left, right) = (call.Argument!.Type, call.By!.Type);
        return pairs.Count == 0 ? null : call.Function.Name switch
        {
            "Covariance" => Covariance(pairs, left, right, 0),
            "SampleCovariance" => Covariance(pairs, left, right, 1),
            "Correlation" => Correlation(pairs),
            _ => throw new ArgumentException($"Aggregate '{call.Function.Name}' has no plain result: add one."),
        };
    }

    private static double Covariance(IReadOnlyList<(object Left, object Right)> pairs, DataType left, DataType right, int less)
    {
        if (pairs.Any(p => !IsFinite(p.Left) || !IsFinite(p.Right)))
        {
            return double.NaN;
        }

        return Covariance(Difference(pairs), pairs.Count, left, right, less);
    }

    /// <summary>The covariance.</summary>
    /// <param name="number">count * sum of products - product of sums, in the units of the types.</param>
    /// <param name="count">How many pairs.</param>
    /// <param name="left">The type of the first value.</param>
    /// <param name="right">The type of the second.</param>
    /// <param name="less">1 for a sample.</param>
    internal static double Covariance(BigInteger number, BigInteger count, DataType left, DataType right, int less)
    {
        if (count == less)
        {
            return double.NaN;
        }

        var divisor = count * (count - less) * Unit(left) * Unit(right);
        // Below the smallest normal double it is 0.
        return Math.Abs(PlainAggregates.Nearest(number << 200, divisor)) < Math.ScaleB(1, 200 - 1022) ? 0
            : PlainAggregates.Nearest(number, divisor);
    }

    private static double Correlation(IReadOnlyList<(object Left, object Right)> pairs)
    {
        if (pairs.Any(p => !IsFinite(p.Left) || !IsFinite(p.Right)))
        {
            return double.NaN;
        }

        return Correlation(Difference(pairs), Difference([.. pairs.Select(p => (p.Left, p.Left))]),
            Difference([.. pairs.Select(p => (p.Right, p.Right))]));
    }

    /// <summary>The correlation, of what <see cref="Covariance(BigInteger, BigInteger, DataType, DataType, int)"/> is of.</summary>
    internal static double Correlation(BigInteger a, BigInteger b, BigInteger c)
    {
        if (b.IsZero || c.IsZero)
        {
            return double.NaN;
        }

        var ((am, ae), (bm, be), (cm, ce)) = (Mantissa(BigInteger.Abs(a)), Mantissa(b), Mantissa(c));
        var power = (2 * ae) - be - ce;
        var square = power < -1000 ? 0 : Math.ScaleB(am / bm * (am / cm), (int)power);
        return square < Math.ScaleB(1, -900) ? 0 : a.Sign * Math.Sqrt(Math.Min(square, 1));
    }

    // 53 bits, 1 to 2, and a power of two.
    private static (double Mantissa, long Exponent) Mantissa(BigInteger number)
    {
        var bits = (long)number.GetBitLength() - 1;
        return number.IsZero ? (0, 0) : (PlainAggregates.Nearest(number, BigInteger.One << (int)bits), bits);
    }

    private static BigInteger Difference(IReadOnlyList<(object Left, object Right)> pairs)
    {
        BigInteger Sum(Func<(object Left, object Right), BigInteger> value) => pairs.Aggregate(BigInteger.Zero, (all, p) => all + value(p));
        return (pairs.Count * Sum(p => Units(p.Left) * Units(p.Right))) - (Sum(p => Units(p.Left)) * Sum(p => Units(p.Right)));
    }

    private static BigInteger Units(object value) => value switch
    {
        double number => PlainAggregates.Units(number),
        float number => PlainAggregates.Units(number),
        _ => PlainAggregates.Integer(value),
    };

    private static BigInteger Unit(DataType type) => type.IsFloating ? BigInteger.One << 1074 : BigInteger.Pow(10, type.Scale);

    private static bool IsFinite(object value) => value switch
    {
        double number => double.IsFinite(number),
        float number => float.IsFinite(number),
        _ => true,
    };
}
