using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unified.Aggregates;

/// <summary>
/// A finite number as a whole one of at most 64 bits times a power of two: of doubles and floats in units of 2^-1074, of integers and
/// decimals, as they are stored, in ones.
/// </summary>
internal readonly record struct ExactParts(ulong Magnitude, int Shift, bool Negative)
{
    private const int Fraction = 52;
    private const int MostExponent = 0x7FF;

    public static ExactParts Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var (exponent, mantissa) = ((int)(bits >> Fraction) & MostExponent, (ulong)(bits & ((1L << Fraction) - 1)));
        return new ExactParts(exponent == 0 ? mantissa : mantissa | (1UL << Fraction), Math.Max(exponent - 1, 0), bits < 0);
    }

    // One of these is left in each instance.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExactParts Of<T>(T value) where T : struct, INumberBase<T> =>
        typeof(T) == typeof(double) || typeof(T) == typeof(float) ? Of(double.CreateTruncating(value))
            : new ExactParts(ulong.CreateTruncating(Int128.Abs(Int128.CreateTruncating(value))), 0, T.IsNegative(value));

    /// <summary>Adds the product of two to a sum in units that are the product of theirs.</summary>
    public void AddProduct(ExactParts other, LimbSum sum) =>
        sum.Add((UInt128)Magnitude * other.Magnitude, Shift + other.Shift, Negative != other.Negative);
}
