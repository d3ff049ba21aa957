using System.Globalization;
using System.Text.Json;
using Unified.Definition;

namespace Unified.Streaming.Decoding;

/// <summary>Where the events of a record are that holds several: the lines of its text, or the elements of an array. One thread.</summary>
internal sealed class JsonEvents(SourceFormat format)
{
    private static readonly JsonReaderOptions OneDeeper = new() { MaxDepth = 65 };

    private readonly List<Range> _ranges = [];

    /// <summary>Where they are in the last record.</summary>
    public IReadOnlyList<Range> Ranges => _ranges;

    /// <summary>Finds them; whether an event is a good one is not looked at.</summary>
    /// <returns>Null, or why the record has none that could be found.</returns>
    public string? Find(ReadOnlySpan<byte> record)
    {
        _ranges.Clear();
        if (format == SourceFormat.JsonArray)
        {
            return Elements(record);
        }

        Lines(record);
        return null;
    }

    /// <summary>
    /// Why a text is not JSON. Not the exception's own message: it may change with the runtime, and reasons are compared.
    /// </summary>
    public static string NotJson(string what, JsonException error, ReadOnlySpan<byte> text) => string.Create(
        CultureInfo.InvariantCulture,
        $"{what} is not JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {Excerpt.Of(text)}");

    // A text of JSON has no line end of its own but as an escape.
    private void Lines(ReadOnlySpan<byte> record)
    {
        foreach (var line in record.Split((byte)'\n'))
        {
            if (record[line].Trim(" \t\r"u8).Length > 0)
            {
                _ranges.Add(line);
            }
        }
    }

    private string? Elements(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record, OneDeeper);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                return $"the value is {Excerpt.Of(record)}, not a JSON array";
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                _ranges.Add(start..(int)reader.BytesConsumed);
            }

            // Throws when something other than white space follows.
            reader.Read();
            return null;
        }
        catch (JsonException error)
        {
            return NotJson("the value", error, record);
        }
    }
}
