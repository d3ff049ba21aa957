using Unified.Types;

namespace Unified.Streaming.Decoding;

/// <summary>
/// JSON numbers as exact decimals. Not <c>decimal.Parse</c>: that rounds the 29th digit away without saying so.
/// </summary>
internal static class DecimalText
{
    private const int MaxDigits = DataType.MaxExpressionPrecision;

    // Far beyond every exponent that could still fit, and far below what would overflow the arithmetic on it.
    private const int ExponentLimit = 1_000_000_000;

    /// <summary>
    /// The unscaled integer of a number at <paramref name="scale"/>; false when digits would be lost or do not fit <paramref
    /// name="precision"/>.
    /// </summary>
    /// <param name="number">A number that a JSON reader has tokenised.</param>
    public static bool TryParse(ReadOnlySpan<byte> number, int precision, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        var negative = number[0] == (byte)'-';
        UInt128 digits = 0;
        var significant = 0;
        var pendingZeros = 0;
        long exponent = 0;
        var fraction = false;
        for (var i = negative ? 1 : 0; i < number.Length; i++)
        {
            var c = number[i];
            if (c == (byte)'.')
            {
                fraction = true;
                continue;
            }

            if ((c | 0x20) == 'e')
            {
                exponent += Exponent(number[(i + 1)..]);
                break;
            }

            exponent -= fraction ? 1 : 0;
            if (c == (byte)'0')
            {
                // Zeros count only once another digit follows: 1.500 has two digits.
                pendingZeros += significant > 0 ? 1 : 0;
                continue;
            }

            significant += pendingZeros + 1;
            if (significant > MaxDigits)
            {
                return false;
            }

            digits = (digits * (UInt128)Decimals.PowerOfTen(pendingZeros + 1)) + (UInt128)(c - '0');
            pendingZeros = 0;
        }

        if (significant == 0)
        {
            return true;
        }

        var shift = exponent + pendingZeros + scale;
        if (shift < 0 || significant + shift > precision)
        {
            return false;
        }

        unscaled = (Int128)(digits * (UInt128)Decimals.PowerOfTen((int)shift));
        unscaled = negative ? -unscaled : unscaled;
        return true;
    }

    private static long Exponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == (byte)'-';
        long value = 0;
        foreach (var c in text[(text[0] is (byte)'-' or (byte)'+' ? 1 : 0)..])
        {
            value = Math.Min((value * 10) + (c - '0'), ExponentLimit);
        }

        return negative ? -value : value;
    }
}
