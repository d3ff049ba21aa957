using System.Globalization;

namespace Unified.Types;

/// <summary>Decimals as unscaled 128-bit integers with a scale that the plan knows.</summary>
public static class Decimals
{
    /// <summary>10^<paramref name="exponent"/>, 0 to 38.</summary>
    public static Int128 PowerOfTen(int exponent)
    {
        var power = Int128.One;
        for (var i = 0; i < exponent; i++)
        {
            power = checked(power * 10);
        }

        return power;
    }

    /// <summary>
    /// The unscaled integer of <paramref name="value"/> at <paramref name="scale"/>, or null when digits would be lost or do not fit the
    /// precision.
    /// </summary>
    public static Int128? Unscale(decimal value, int precision, int scale)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = unchecked((Int128)new UInt128((uint)bits[2],
            ((ulong)(uint)bits[1] << 32) | (uint)bits[0])); // 96 bits: never negative
        var digits = (bits[3] >> 16) & 0xFF;
        for (; digits > scale; digits--)
        {
            if (magnitude % 10 != 0)
            {
                return null;
            }

            magnitude /= 10;
        }

        var limit = PowerOfTen(precision);
        for (; digits < scale; digits++)
        {
            // The limit of 38 digits times ten is beyond 128 bits.
            if (magnitude >= limit / 10)
            {
                return null;
            }

            magnitude *= 10;
        }

        return magnitude >= limit ? null : bits[3] < 0 ? -magnitude : magnitude;
    }

    /// <summary>The C# decimal of an unscaled integer of at most 28 digits.</summary>
    public static decimal ToDecimal(Int128 unscaled, int scale)
    {
        var magnitude = (UInt128)Int128.Abs(unscaled);
        var low = unchecked((ulong)magnitude);
        return new decimal(unchecked((int)low), unchecked((int)(low >> 32)), unchecked((int)(ulong)(magnitude >> 64)),
            Int128.IsNegative(unscaled), checked((byte)scale));
    }

    /// <summary>
    /// The double that is nearest to the value, however many digits it has; C#'s own conversion rounds twice beyond 2^53.
    /// </summary>
    public static double ToDouble(Int128 unscaled, int scale) =>
        double.Parse(Format(unscaled, scale), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    /// <summary>For example <c>-12.3400</c> for (-123400, 4).</summary>
    public static string Format(Int128 unscaled, int scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = Int128.IsNegative(unscaled) ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }
}
