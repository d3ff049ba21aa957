using System.Text;

namespace Unified.Aggregates;

/// <summary>Orders text by its UTF-8 bytes, as every engine does; C# orders by UTF-16, which differs above U+FFFF.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y)
    {
        var a = x.AsSpan();
        var b = y.AsSpan();
        var same = a.CommonPrefixLength(b);
        var half = same > 0 && char.IsHighSurrogate(a[same - 1]);
        if (!half && (same == a.Length || same == b.Length))
        {
            return a.Length.CompareTo(b.Length);
        }

        // Below the surrogates, bytes are ordered as characters are.
        if (!half && !char.IsSurrogate(a[same]) && !char.IsSurrogate(b[same]))
        {
            return a[same].CompareTo(b[same]);
        }

        // From the character that differs: half of it may be in the part that is the same.
        same -= half ? 1 : 0;
        return Bytes(a[same..]).AsSpan().SequenceCompareTo(Bytes(b[same..]));
    }

    private static byte[] Bytes(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
