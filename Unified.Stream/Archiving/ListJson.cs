using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Unified.Types;

namespace Unified.Streaming.Archiving;

/// <summary>Writes the text of a list as the JSON that a record would have: <see cref="ListText"/> the other way.</summary>
internal sealed class ListJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ListElement _element;
    private readonly FieldPaths? _paths;
    private readonly ListJson?[] _inner;

    /// <param name="element">What the list holds.</param>
    /// <param name="form">How it is spelled.</param>
    public ListJson(ListElement element, ColumnForm form)
    {
        _element = element;
        _inner = [.. element.Fields.Select(f => f.Type.Element is { } inner ? new ListJson(inner, form.Element(f.Name)) : null)];
        _paths = element.Kind == ElementKind.Value || IsScalarEntry ? null
            : new FieldPaths([.. element.Fields.Skip(element.Kind == ElementKind.Entry ? 1 : 0).Select(f =>
                ListForms.Of(element, f, form))]);
    }

    private bool IsScalarEntry => _element.Kind == ElementKind.Entry && _element.Fields is [_, { Name: ListElement.Value }];

    /// <summary>The JSON of a list.</summary>
    public byte[] Of(ReadOnlySpan<byte> list)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            using var document = JsonDocument.Parse(list.ToArray());
            Write(json, document.RootElement);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, JsonElement list)
    {
        if (_element.Kind == ElementKind.Entry)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartArray();
        }

        foreach (var element in list.EnumerateArray())
        {
            if (_element.Kind == ElementKind.Entry)
            {
                json.WritePropertyName(element[0].GetString()!);
            }

            if (_paths is null)
            {
                var field = _element.Fields.Length - 1;
                Value(json, field, _element.Kind == ElementKind.Value ? element : element[field]);
            }
            else
            {
                json.WriteStartObject();
                Object(json, _paths, element);
                json.WriteEndObject();
            }
        }

        if (_element.Kind == ElementKind.Entry)
        {
            json.WriteEndObject();
        }
        else
        {
            json.WriteEndArray();
        }
    }

    private void Object(Utf8JsonWriter json, FieldPaths fields, JsonElement element)
    {
        var first = _element.Kind == ElementKind.Entry ? 1 : 0;
        foreach (var field in fields.Fields)
        {
            if (field.Below is { } below)
            {
                if (field.Column < 0 || element[first + field.Column].GetString() == "true")
                {
                    json.WriteStartObject(field.Name);
                    Object(json, below, element);
                    json.WriteEndObject();
                }
            }
            else if (element[first + field.Column] is { ValueKind: not JsonValueKind.Null } value)
            {
                json.WritePropertyName(field.Name);
                Value(json, first + field.Column, value);
            }
        }
    }

    private void Value(Utf8JsonWriter json, int field, JsonElement value)
    {
        var type = _element.Fields[field].Type;
        if (value.ValueKind == JsonValueKind.Null)
        {
            json.WriteNullValue();
            return;
        }

        var text = value.GetString()!;
        if (_inner[field] is { } inner)
        {
            using var document = JsonDocument.Parse(text);
            inner.Write(json, document.RootElement);
        }
        else if (type.Kind is TypeKind.Boolean or TypeKind.Decimal || type.IsInteger || type.IsFloating)
        {
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(CarrierText.Format(type, ListText.Parse(type, System.Text.Encoding.UTF8.GetBytes(text))));
        }
    }
}
