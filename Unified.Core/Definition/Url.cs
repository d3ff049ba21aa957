using System.Buffers;
using System.Globalization;

namespace Unified.Definition;

/// <summary>
/// The parts of an absolute URL, <c>scheme://authority/path?query#fragment</c> as RFC 3986 divides it. Nothing is decoded or normalised but
/// the case of scheme and host. A text that is no such URL has no parts: all are null. Runs as plain C# too.
/// </summary>
/// <remarks>
/// A scheme is an ASCII letter and then letters, digits, <c>+</c>, <c>-</c>, <c>.</c>. The authority ends at the first <c>/</c>, <c>?</c>
/// or
/// <c>#</c>; what stands in it up to its last <c>@</c> is left out; an IPv6 host keeps its brackets. White space and control characters
/// anywhere, an empty host, and a port that is no number of 0 to 65535 make the text no URL.
/// </remarks>
public static class Url
{
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    /// <summary>The scheme in ASCII lower case: <c>https</c>.</summary>
    public static string? Scheme(string? text) => TryRead(text, out var url) ? Lower(url.Scheme) : null;

    /// <summary>The host in ASCII lower case, without user and port.</summary>
    public static string? Host(string? text) => TryRead(text, out var url) ? Lower(url.Host) : null;

    /// <summary>The port that is written, or null: no scheme is given its own.</summary>
    public static int? Port(string? text) => TryRead(text, out var url) ? url.Port : null;

    /// <summary>The path with its first slash; empty when there is none.</summary>
    public static string? Path(string? text) => TryRead(text, out var url) ? url.Path.ToString() : null;

    /// <summary>What stands between <c>?</c> and <c>#</c>; null when there is no <c>?</c>.</summary>
    public static string? Query(string? text) => TryRead(text, out var url) && url.HasQuery ? url.Query.ToString() : null;

    /// <summary>What stands behind <c>#</c>; null when there is none.</summary>
    public static string? Fragment(string? text) => TryRead(text, out var url) && url.HasFragment ? url.Fragment.ToString() : null;

    /// <summary>
    /// The value of the first parameter of the query with this name, as it is written: names are compared ordinally, nothing is decoded,
    /// and a parameter without <c>=</c> is empty. Null when there is none.
    /// </summary>
    public static string? QueryValue(string? text, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!TryRead(text, out var url) || !url.HasQuery)
        {
            return null;
        }

        foreach (var range in url.Query.Split('&'))
        {
            Cut(url.Query[range], '=', out var own, out var value);
            if (own.SequenceEqual(name))
            {
                return value.ToString();
            }
        }

        return null;
    }

    /// <summary>
    /// A part of the path between its slashes, as it is written, counted from 0; null when there is none. A path that ends with a slash has
    /// an empty last part.
    /// </summary>
    public static string? Segment(string? text, int number)
    {
        if (number < 0 || !TryRead(text, out var url))
        {
            return null;
        }

        // Before the first slash stands nothing.
        var at = -1L;
        foreach (var range in url.Path.Split('/'))
        {
            if (at++ == number)
            {
                return url.Path[range].ToString();
            }
        }

        return null;
    }

    // Nothing is made but what is asked for: this runs for every event.
    private static bool TryRead(string? text, out Parts parts)
    {
        parts = default;
        if (text is null || HasBlank(text) || text.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var colon)
            || !char.IsAsciiLetter(text[0]) || text.AsSpan(0, colon).ContainsAnyExcept(SchemeCharacters))
        {
            return false;
        }

        parts.Scheme = text.AsSpan(0, colon);
        parts.HasFragment = Cut(text.AsSpan(colon + 3), '#', out var beforeFragment, out parts.Fragment);
        parts.HasQuery = Cut(beforeFragment, '?', out var beforeQuery, out parts.Query);
        var slash = beforeQuery.IndexOf('/');
        var authority = slash < 0 ? beforeQuery : beforeQuery[..slash];
        parts.Path = slash < 0 ? default : beforeQuery[slash..];
        var place = authority[(authority.LastIndexOf('@') + 1)..];
        var behindBracket = place.LastIndexOf(']') + 1;
        var portAt = place[behindBracket..].IndexOf(':');
        parts.Host = portAt < 0 ? place : place[..(behindBracket + portAt)];
        var port = portAt < 0 ? default : place[(behindBracket + portAt + 1)..];
        if (port.Length > 0)
        {
            if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            parts.Port = number;
        }

        return parts.Host.Length > 0 && (!parts.Host.Contains('[') || (parts.Host[0] == '[' && parts.Host[^1] == ']'));
    }

    private static bool HasBlank(string text)
    {
        // Most are of visible ASCII characters alone.
        for (var i = text.AsSpan().IndexOfAnyExceptInRange('!', '~'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) || char.IsControl(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Cut(ReadOnlySpan<char> text, char at, out ReadOnlySpan<char> before, out ReadOnlySpan<char> after)
    {
        var place = text.IndexOf(at);
        before = place < 0 ? text : text[..place];
        after = place < 0 ? default : text[(place + 1)..];
        return place >= 0;
    }

    private static string Lower(ReadOnlySpan<char> text) =>
        string.Create(text.Length, text, (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
            }
        });

    private ref struct Parts
    {
        public ReadOnlySpan<char> Scheme;
        public ReadOnlySpan<char> Host;
        public int? Port;
        public ReadOnlySpan<char> Path;
        public bool HasQuery;
        public ReadOnlySpan<char> Query;
        public bool HasFragment;
        public ReadOnlySpan<char> Fragment;
    }
}
