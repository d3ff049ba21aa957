using System.Globalization;
using System.Numerics;
using Unified.Types;

namespace Unified.Definition;

/// <summary>
/// What a definition does with decimals that C# leaves to the places that a number happens to be written with. Runs as plain C# too.
/// </summary>
public static class DecimalMath
{
    /// <summary>The quotient with a stated number of places, halves away from zero.</summary>
    /// <param name="dividend">What is divided.</param>
    /// <param name="divisor">What it is divided by.</param>
    /// <param name="scale">Places after the point, 0 to 28; a constant in a definition.</param>
    /// <returns>The exact quotient, rounded once.</returns>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    /// <exception cref="OverflowException">The quotient has more than 28 digits in all.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not 0 to 28.</exception>
    public static decimal Divide(decimal dividend, decimal divisor, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, DataType.MaxExpressionPrecision);
        return Decimals.ToDecimal(Quotient(Unscaled(dividend), dividend.Scale, Unscaled(divisor), divisor.Scale, scale), scale);
    }

    /// <summary>The decimal that a text is, in the invariant culture: sign, digits, a point, white space around it; no exponent.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scale">Places after the point, 0 to 28; a constant in a definition. Zeros beyond it are taken.</param>
    /// <exception cref="FormatException">The text is no number, or has other digits than zeros beyond the scale.</exception>
    /// <exception cref="OverflowException">The number has more than 28 digits at the scale.</exception>
    public static decimal Parse(string text, int scale)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, DataType.MaxExpressionPrecision);
        var bare = text.AsSpan().Trim("\t\n\v\f\r ");
        var negative = bare is ['-', ..];
        var digits = bare is ['-' or '+', ..] ? bare[1..] : bare;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9')
            || (fraction.Length > scale && fraction[scale..].ContainsAnyExcept('0')))
        {
            throw new FormatException("the text is no decimal of this scale");
        }

        var places = fraction.Length > scale ? fraction[..scale] : fraction;
        var number = string.Concat(whole, places, new string('0', scale - places.Length)).TrimStart('0');
        if (number.Length > DataType.MaxExpressionPrecision)
        {
            throw new OverflowException();
        }

        var unscaled = number.Length == 0 ? 0 : Int128.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
        return Decimals.ToDecimal(negative ? -unscaled : unscaled, scale);
    }

    /// <summary>The quotient of two unscaled numbers as an unscaled one of at most 28 digits.</summary>
    internal static Int128 Quotient(Int128 a, int aScale, Int128 b, int bScale, int scale)
    {
        if (b == 0)
        {
            throw new DivideByZeroException();
        }

        var shift = scale + bScale - aScale;
        var dividend = (BigInteger)Int128.Abs(a) * BigInteger.Pow(10, Math.Max(shift, 0));
        var divisor = (BigInteger)Int128.Abs(b) * BigInteger.Pow(10, Math.Max(-shift, 0));
        var quotient = ((2 * dividend) + divisor) / (2 * divisor);
        return quotient >= BigInteger.Pow(10, DataType.MaxExpressionPrecision) ? throw new OverflowException()
            : (Int128)(Int128.IsNegative(a) == Int128.IsNegative(b) ? quotient : -quotient);
    }

    private static Int128 Unscaled(decimal value) =>
        Decimals.Unscale(value, 38, value.Scale) ?? throw new OverflowException();
}
