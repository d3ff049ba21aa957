using Unified.Time;

namespace Unified.Streaming.Decoding;

/// <summary>
/// ISO 8601 times as System.Text.Json reads them: <c>yyyy-MM-dd</c>, then optionally <c>THH:mm</c>, <c>:ss</c>, a fraction, and <c>Z</c>,
/// <c>±HH:mm</c> or <c>±HH</c>. A time without a zone is UTC. Not <c>TryGetDateTime</c>: that converts offsets to the machine's zone and
/// stops at seven digits.
/// </summary>
internal static class TimestampText
{
    private const int MaxOffsetHours = 14;

    /// <summary>Microseconds since 1970, digits below floored; false when it is no time in the years 1 to 9999.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length < 10 || text[4] != (byte)'-' || text[7] != (byte)'-' ||
            !Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day) ||
            year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        micros = Timestamps.FromDateTime(new DateTime(year, month, day));
        return text.Length == 10 || (text[10] == (byte)'T' && TryAddTime(text[11..], ref micros) && InRange(micros));
    }

    private static bool TryAddTime(ReadOnlySpan<byte> text, ref long micros)
    {
        if (text.Length < 5 || text[2] != (byte)':'
            || !Digits(text[..2], out var hour) || !Digits(text[3..5], out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        var second = 0;
        long fraction = 0;
        text = text[5..];
        if (text.Length >= 3 && text[0] == (byte)':')
        {
            if (!Digits(text[1..3], out second) || second > 59)
            {
                return false;
            }

            text = text[3..];
            if (text.Length > 0 && text[0] == (byte)'.' && !TryTakeFraction(ref text, out fraction))
            {
                return false;
            }
        }

        if (!TryOffset(text, out var offsetMinutes))
        {
            return false;
        }

        micros += ((((hour * 60L) + minute - offsetMinutes) * 60) + second) * Timestamps.MicrosPerSecond + fraction;
        return true;
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        var end = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? text[1..] : text[1..(end + 1)];
        for (var i = 0; i < 6; i++)
        {
            micros = (micros * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        text = text[(digits.Length + 1)..];
        return digits.Length > 0;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || text.SequenceEqual("Z"u8))
        {
            return true;
        }

        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 6) || !Digits(text[1..3], out var hours))
        {
            return false;
        }

        if (text.Length == 6 && (text[3] != (byte)':' || !Digits(text[4..], out minutes) || minutes > 59))
        {
            return false;
        }

        minutes += hours * 60;
        if (minutes > MaxOffsetHours * 60)
        {
            return false;
        }

        minutes = text[0] == (byte)'-' ? -minutes : minutes;
        return true;
    }

    private static bool InRange(long micros) => micros >= Timestamps.First && micros <= Timestamps.Last;

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
