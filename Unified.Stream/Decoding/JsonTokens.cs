using System.Buffers;
using System.Text;

namespace Unified.Streaming.Decoding;

/// <summary>The inside of the strings and numbers of JSON, as UTF-8.</summary>
internal static class JsonTokens
{
    /// <summary>
    /// Resolves the escapes of a string that a JSON reader has tokenised. The result is never longer than the input.
    /// Not <c>Utf8JsonReader.CopyString</c>: that throws on a lone surrogate, which costs more than the record.
    /// </summary>
    /// <returns>False for a surrogate without its other half: it has no UTF-8 form.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> escaped, Span<byte> destination, out int written)
    {
        written = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0)
            {
                escaped.CopyTo(destination[written..]);
                written += escaped.Length;
                return true;
            }

            escaped[..plain].CopyTo(destination[written..]);
            written += plain;
            var kind = escaped[plain + 1];
            escaped = escaped[(plain + 2)..];
            if (kind != (byte)'u')
            {
                destination[written++] = Simple(kind);
                continue;
            }

            var unit = Hex(escaped);
            escaped = escaped[4..];
            if (!char.IsSurrogate(unit))
            {
                written += new Rune(unit).EncodeToUtf8(destination[written..]);
                continue;
            }

            if (escaped.Length < 6 || escaped[0] != (byte)'\\' || escaped[1] != (byte)'u'
                || !Rune.TryCreate(unit, Hex(escaped[2..]), out var pair))
            {
                return false;
            }

            written += pair.EncodeToUtf8(destination[written..]);
            escaped = escaped[6..];
        }
    }

    /// <summary>True for a number as JSON writes it, and nothing else.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> text)
    {
        var at = text is [(byte)'-', ..] ? 1 : 0;
        var whole = Digits(text[at..]);
        if (whole == 0 || (whole > 1 && text[at] == (byte)'0'))
        {
            return false;
        }

        at += whole;
        if (at < text.Length && text[at] == (byte)'.')
        {
            var fraction = Digits(text[(at + 1)..]);
            if (fraction == 0)
            {
                return false;
            }

            at += fraction + 1;
        }

        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            at += at + 1 < text.Length && text[at + 1] is (byte)'+' or (byte)'-' ? 2 : 1;
            var exponent = at < text.Length ? Digits(text[at..]) : 0;
            if (exponent == 0)
            {
                return false;
            }

            at += exponent;
        }

        return at == text.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }

    private static byte Simple(byte kind) => kind switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'t' => (byte)'\t',
        (byte)'r' => (byte)'\r',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => kind,
    };

    private static char Hex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits[..4])
        {
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return (char)value;
    }
}
