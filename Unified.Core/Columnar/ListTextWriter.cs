using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;
using Unified.Errors;
using Unified.Types;

namespace Unified.Columnar;

/// <summary>
/// Writes the text of one list after the other: <see cref="ListText"/>. Between <see cref="Begin"/> and <see cref="End"/> the elements,
/// each of as many values as it has fields. Not thread-safe.
/// </summary>
#pragma warning disable CA1001 // The JSON writer writes to memory of its own and holds nothing else.
public sealed class ListTextWriter
#pragma warning restore CA1001
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly Utf8JsonWriter _json;
    private readonly bool _isArray;

    /// <summary>A writer of lists of these elements.</summary>
    public ListTextWriter(ListElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        _json = new Utf8JsonWriter(_text, Options);
        _isArray = element.Kind != ElementKind.Value;
        Fields = [.. element.Fields.Select(f => new FieldWriter(_json, f.Type))];
    }

    /// <summary>A writer for each field of the element; each takes one value an element, in the order of the fields.</summary>
    public IReadOnlyList<ColumnWriter> Fields { get; }

    /// <summary>The list that was ended last; valid until the next begins.</summary>
    public ReadOnlySpan<byte> Text => _text.WrittenSpan;

    /// <summary>Begins a list.</summary>
    public void Begin()
    {
        _text.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartArray();
    }

    /// <summary>Begins an element.</summary>
    public void BeginElement()
    {
        if (_isArray)
        {
            _json.WriteStartArray();
        }
    }

    /// <summary>Ends an element.</summary>
    public void EndElement()
    {
        if (_isArray)
        {
            _json.WriteEndArray();
        }
    }

    /// <summary>Ends the list.</summary>
    public void End()
    {
        _json.WriteEndArray();
        _json.Flush();
    }

    private sealed class FieldWriter(Utf8JsonWriter json, DataType type) : ColumnWriter
    {
        public override void Null() => json.WriteNullValue();

        public override void Boolean(bool value) => Write(value);

        public override void Text(ReadOnlySpan<byte> utf8) => json.WriteStringValue(utf8);

        public override void Int64(long value) => Write(value);

        public override void Int128(Int128 value) => Write(value);

        public override void Number<T>(T value) => Write(value);

        public override IArrowArray Build() => throw new InternalException("The values of a list are no column.");

        private void Write<T>(T value) where T : struct => json.WriteStringValue(ListText.Format(type, value));
    }
}
