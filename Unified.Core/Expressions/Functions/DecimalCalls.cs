using System.Globalization;
using System.Numerics;
using Unified.Definition;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Decimals as unscaled integers: rounded, divided and read as <see cref="DecimalMath"/> and C# do it.</summary>
internal static class DecimalCalls
{
    /// <summary>A decimal without its last <paramref name="digits"/> digits.</summary>
    public static Int128 Round(Int128 unscaled, int digits, MidpointRounding mode)
    {
        var unit = Decimals.PowerOfTen(digits);
        var quotient = unscaled / unit;
        var rest = unscaled - (quotient * unit);
        var twice = Int128.Abs(rest) * 2;
        var up = mode switch
        {
            MidpointRounding.ToEven => twice > unit || (twice == unit && Int128.IsOddInteger(quotient)),
            MidpointRounding.AwayFromZero => twice >= unit,
            MidpointRounding.ToNegativeInfinity => rest < 0,
            MidpointRounding.ToPositiveInfinity => rest > 0,
            _ => false,
        };
        return up ? quotient + Int128.Sign(rest) : quotient;
    }

    /// <summary>The unscaled quotient at a scale.</summary>
    public static Int128 Divide(Int128 a, int aScale, Int128 b, int bScale, int scale) =>
        DecimalMath.Quotient(a, aScale, b, bScale, scale);

    /// <summary>The unscaled decimal of a text at a scale.</summary>
    public static Int128 Parse(string text, int scale) =>
        Decimals.Unscale(DecimalMath.Parse(text, scale), DataType.MaxExpressionPrecision, scale) ?? throw new OverflowException();
}
