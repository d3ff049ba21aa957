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
    /// <summary>The scheme in ASCII lower case: <c>https</c>.</summary>
    public static string? Scheme(string? text) => Read(text)?.Scheme;

    /// <summary>The host in ASCII lower case, without user and port.</summary>
    public static string? Host(string? text) => Read(text)?.Host;

    /// <summary>The port that is written, or null: no scheme is given its own.</summary>
    public static int? Port(string? text) => Read(text)?.Port;

    /// <summary>The path with its first slash; empty when there is none.</summary>
    public static string? Path(string? text) => Read(text)?.Path;

    /// <summary>What stands between <c>?</c> and <c>#</c>; null when there is no <c>?</c>.</summary>
    public static string? Query(string? text) => Read(text)?.Query;

    /// <summary>What stands behind <c>#</c>; null when there is none.</summary>
    public static string? Fragment(string? text) => Read(text)?.Fragment;

    /// <summary>
    /// The value of the first parameter of the query with this name, as it is written: names are compared ordinally, nothing is decoded,
    /// and a parameter without <c>=</c> is empty. Null when there is none.
    /// </summary>
    public static string? QueryValue(string? text, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var parameter in Read(text)?.Query?.Split('&') ?? [])
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if ((equals < 0 ? parameter : parameter[..equals]) == name)
            {
                return equals < 0 ? "" : parameter[(equals + 1)..];
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
        var segments = Read(text)?.Path.Split('/') ?? [];
        return number >= 0 && number < segments.Length - 1 ? segments[number + 1] : null;
    }

    private static Parts? Read(string? text)
    {
        if (text is null || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            || text.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var colon)
            || !char.IsAsciiLetter(text[0]) || !text.AsSpan(0, colon).ToArray().All(c => char.IsAsciiLetterOrDigit(c)
                || c is '+' or '-' or '.'))
        {
            return null;
        }

        var rest = text[(colon + 3)..];
        var (beforeFragment, fragment) = Cut(rest, '#');
        var (beforeQuery, query) = Cut(beforeFragment, '?');
        var slash = beforeQuery.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? beforeQuery : beforeQuery[..slash];
        var path = slash < 0 ? "" : beforeQuery[slash..];
        var place = authority[(authority.LastIndexOf('@') + 1)..];
        var bracket = place.LastIndexOf(']');
        var portAt = place.IndexOf(':', bracket + 1);
        var host = portAt < 0 ? place : place[..portAt];
        var port = portAt < 0 ? null : place[(portAt + 1)..];
        var number = 0;
        return host.Length == 0
            || (host.Contains('[', StringComparison.Ordinal) && !(host[0] == '[' && host[^1] == ']'))
            || (port is { Length: > 0 } && !(ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var small)
                && (number = small) >= 0))
            ? null
            : new Parts(Lower(text[..colon]), Lower(host), port is { Length: > 0 } ? number : null, path, query, fragment);
    }

    private static (string Before, string? After) Cut(string text, char at)
    {
        var place = text.IndexOf(at, StringComparison.Ordinal);
        return place < 0 ? (text, null) : (text[..place], text[(place + 1)..]);
    }

    private static string Lower(string text) =>
        string.Create(text.Length, text, (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
            }
        });

    private sealed record Parts(string Scheme, string Host, int? Port, string Path, string? Query, string? Fragment);
}
