using System.Numerics;
using Unified.Aggregates;
using Unified.TestKit.Oracle;

namespace Unified.TestKit.Answers;

/// <summary>Numbers that rows hold in limbs of 20 bits, without limits.</summary>
internal static class LimbNumber
{
    /// <summary>True when something that is no finite number was added.</summary>
    public static bool IsSpecial(SortedDictionary<int, long> limbs) => limbs.Keys.Any(k => k >= LimbSum.PositiveInfinities);

    /// <summary>The number, in its units.</summary>
    public static BigInteger Of(SortedDictionary<int, long> limbs) =>
        limbs.Aggregate(BigInteger.Zero, (sum, limb) => sum + ((BigInteger)limb.Value << (limb.Key * LimbSum.Width)));

    /// <summary>The sum of doubles, rounded once.</summary>
    public static double Nearest(SortedDictionary<int, long> limbs)
    {
        if (IsSpecial(limbs))
        {
            var (positive, negative) = (limbs.ContainsKey(LimbSum.PositiveInfinities), limbs.ContainsKey(LimbSum.NegativeInfinities));
            return limbs.ContainsKey(LimbSum.NaNs) || (positive && negative) ? double.NaN
                : positive ? double.PositiveInfinity : double.NegativeInfinity;
        }

        return PlainAggregates.Nearest(Of(limbs), BigInteger.One << -LimbSum.LeastExponent);
    }
}
