using System.Text;

namespace Unified.Streaming.Decoding;

/// <summary>The beginning of a value, for a reason that people read.</summary>
internal static class Excerpt
{
    private const int MaxBytes = 100;

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var end = MaxBytes;
        while (end > 0 && (utf8[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(utf8[..end]) + "...";
    }
}
