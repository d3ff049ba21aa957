using System.Buffers;
using System.Text;

namespace Unified.Streaming.Decoding;

/// <summary>The inside of JSON strings, as UTF-8.</summary>
internal static class JsonText
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

            if (escaped.Length < 6 || escaped[0] != (byte)'\\' || escaped[1] != (byte)'u' || !Rune.TryCreate(unit, Hex(escaped[2..]), out var pair))
            {
                return false;
            }

            written += pair.EncodeToUtf8(destination[written..]);
            escaped = escaped[6..];
        }
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
