using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Unified.Demo.Data;

/// <summary>Writes a flight as the UTF-8 JSON that the jobs read, without a string or a writer per event.</summary>
internal sealed class FlightJson
{
    /// <summary>Fixed text, two airports, two integers and a time fit well within this.</summary>
    public const int MaxBytes = 256;

    private readonly byte[][] _airports;

    public FlightJson(IEnumerable<string> airports) => _airports =
        [.. airports.Select(code => JsonEncodedText.Encode(code).EncodedUtf8Bytes.ToArray())];

    public int Write(in FlightRow flight, Span<byte> destination)
    {
        var rest = Append(destination, "{\"Date\":\""u8);
        flight.Date.TryFormat(rest, out var written, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        rest = Append(rest[written..], "\",\"Origin\":\""u8);
        rest = Append(rest, _airports[flight.Origin]);
        rest = Append(rest, "\",\"Destination\":\""u8);
        rest = Append(rest, _airports[flight.Destination]);
        rest = Append(rest, "\",\"Delay\":"u8);
        rest = Append(rest, flight.Delay);
        rest = Append(rest, ",\"Distance\":"u8);
        rest = Append(rest, flight.Distance);
        rest = Append(rest, "}"u8);
        return destination.Length - rest.Length;
    }

    private static Span<byte> Append(Span<byte> to, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to);
        return to[text.Length..];
    }

    private static Span<byte> Append(Span<byte> to, int number)
    {
        Utf8Formatter.TryFormat(number, to, out var written);
        return to[written..];
    }
}
