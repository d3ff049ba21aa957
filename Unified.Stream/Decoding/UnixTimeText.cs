using Unified.Definition;
using Unified.Time;
using Unified.Types;

namespace Unified.Streaming.Decoding;

/// <summary>JSON numbers as times since 1970.</summary>
internal static class UnixTimeText
{
    /// <summary>Microseconds, digits below floored; false when it is no time in the years 1 to 9999.</summary>
    /// <param name="number">A JSON number; a fraction is exact to nanoseconds, an exponent is taken.</param>
    /// <param name="unit">What it counts.</param>
    /// <param name="micros">The time.</param>
    public static bool TryParse(ReadOnlySpan<byte> number, UnixTimeUnit unit, out long micros)
    {
        micros = 0;
        // Digits of a unit that are below microseconds; what is below a thousandth of those cannot be told from zero, but could be floored
        // to another microsecond, so it is refused.
        var digits = unit switch { UnixTimeUnit.Seconds => 6, UnixTimeUnit.Milliseconds => 3, UnixTimeUnit.Microseconds => 0, _ => -3 };
        const int Finer = 6;
        if (!DecimalText.TryParse(number, DataType.MaxExpressionPrecision, digits + Finer, out var fine))
        {
            return false;
        }

        var value = Timestamps.FloorDiv(fine, Decimals.PowerOfTen(Finer));
        if (value < Timestamps.First || value > Timestamps.Last)
        {
            return false;
        }

        micros = (long)value;
        return true;
    }
}
