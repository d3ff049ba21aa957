using System.Text.Json;

namespace Unified.Streaming.Decoding;

/// <summary>
/// The fields of a record that the schema does not know. They are walked whoever asks, since a bad one makes the record undecodable, and
/// kept as they were written: a JSON object of the raw names and values.
/// </summary>
internal sealed class ExtraFields
{
    private readonly Utf8Dictionary _names = new();
    private byte[] _json = new byte[256];
    private byte[] _unescaped = [];
    private int _length;

    /// <summary>The object, or empty when the record has no unknown fields. Valid until the next record.</summary>
    public ReadOnlySpan<byte> Json => _length == 0 ? [] : _json.AsSpan(0, _length);

    public void Begin()
    {
        // A record that was given up half way has left names without any JSON.
        if (_names.Count > 0)
        {
            _names.Clear();
        }

        _length = 0;
    }

    public void End()
    {
        if (_length > 0)
        {
            Append("}"u8);
        }
    }

    /// <summary>Takes the field whose name the reader stands on, and moves the reader to the end of its value.</summary>
    /// <param name="name">The name without escapes.</param>
    public string? Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> record)
    {
        _names.GetOrAdd(name, out var added);
        if (!added)
        {
            return $"field '{Excerpt.Of(name)}' comes twice";
        }

        var start = (int)reader.TokenStartIndex;
        reader.Read();
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.ValueIsEscaped && !IsText(reader.ValueSpan))
            {
                return $"field '{Excerpt.Of(name)}' has \"{Excerpt.Of(reader.ValueSpan)}\", which escapes half a surrogate pair";
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());

        Append(_length == 0 ? "{"u8 : ","u8);
        Append(record[start..(int)reader.BytesConsumed]);
        return null;
    }

    /// <summary>Keeps an object of which only parts are known, as it was written.</summary>
    /// <param name="field">Name and value.</param>
    public void Keep(ReadOnlySpan<byte> field)
    {
        Append(_length == 0 ? "{"u8 : ","u8);
        Append(field);
    }

    private bool IsText(ReadOnlySpan<byte> escaped)
    {
        if (_unescaped.Length < escaped.Length)
        {
            _unescaped = new byte[escaped.Length * 2];
        }

        return JsonTokens.TryUnescape(escaped, _unescaped, out _);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _json.Length)
        {
            Array.Resize(ref _json, Math.Max(_length + bytes.Length, _json.Length * 2));
        }

        bytes.CopyTo(_json.AsSpan(_length));
        _length += bytes.Length;
    }
}
