using System.Globalization;
using System.Text.Json;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Logical;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Streaming.Decoding;

/// <summary>
/// A list, a list of records, or a dictionary. Every element is judged as a record of its fields is; one bad element makes the record bad.
/// What is kept is the text of the list, as <see cref="ListText"/> says.
/// </summary>
internal sealed class ListStage : ColumnStage
{
    private readonly ListElement _element;
    private readonly ColumnStage[] _fields;
    private readonly RecordFields? _record;
    private readonly ListTextWriter _list;
    private readonly Utf8Dictionary _keys = new();
    private readonly Utf8Dictionary _texts = new();
    private readonly ColumnWriter _ids = ColumnWriter.For(DataType.Int32.AsNullable());
    private readonly string _wanted;
    private byte[] _key = [];
    private int _keyLength;
    private bool _hasUnknown;

    public ListStage(Field field, ColumnForm form)
        : base(field, form)
    {
        _element = field.Type.Element!;
        _fields = [.. _element.Fields.Select(f => For(f, ListForms.Of(_element, f, form)))];
        _list = new ListTextWriter(_element);
        // What is an object of fields: the element, or the value of an entry.
        var members = _element.Kind == ElementKind.Entry ? _fields[1..] : _fields;
        _record = _element.Kind == ElementKind.Value || (_element.Kind == ElementKind.Entry
            && members is [{ Field.Name: ListElement.Value }])
            ? null : RecordFields.Of(members, form.IgnoreCase);
        _wanted = _element.Kind == ElementKind.Entry ? "an object of entries" : "an array";
    }

    public override bool HasUnknown => _hasUnknown;

    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        _hasUnknown = false;
        if (reader.TokenType != (_element.Kind == ElementKind.Entry ? JsonTokenType.StartObject : JsonTokenType.StartArray))
        {
            return IsNot(_wanted, ref reader);
        }

        _list.Begin();
        if (_keys.Count > 0)
        {
            _keys.Clear();
        }

        for (var number = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject); number++)
        {
            if (_element.Kind == ElementKind.Entry && ReadKey(ref reader) is { } bad)
            {
                return bad;
            }

            if (Element(ref reader, record) is { } reason)
            {
                return _element.Kind == ElementKind.Entry ? $"has at key '{Excerpt.Of(Key)}' a value that {reason}"
                    : string.Create(CultureInfo.InvariantCulture, $"has an element, number {number}, that {reason}");
            }
        }

        _list.End();
        return null;
    }

    private ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    private string? ReadKey(ref Utf8JsonReader reader)
    {
        var written = reader.ValueSpan;
        if (_key.Length < written.Length)
        {
            _key = new byte[written.Length * 2];
        }

        if (!JsonTokens.TryUnescape(written, _key, out _keyLength))
        {
            return $"has the key '{Excerpt.Of(written)}', which escapes half a surrogate pair";
        }

        _keys.GetOrAdd(Key, out var added);
        reader.Read();
        return added ? null : $"has the key '{Excerpt.Of(Key)}' twice";
    }

    private string? Element(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        var reason = _record is null ? Single(_fields[^1], ref reader, record) : Object(_record, ref reader, record);
        if (reason is not null)
        {
            return reason;
        }

        _list.BeginElement();
        for (var i = 0; i < _fields.Length; i++)
        {
            if (i == 0 && _element.Kind == ElementKind.Entry)
            {
                _list.Fields[0].Text(Key);
            }
            else
            {
                _fields[i].Write(_list.Fields[i], record);
            }
        }

        _list.EndElement();
        return null;
    }

    private static string? Single(ColumnStage value, ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        value.Begin();
        return value.Read(ref reader, record);
    }

    private string? Object(RecordFields fields, ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return IsNot("an object", ref reader);
        }

        fields.Begin();
        if ((fields.Read(ref reader, record) ?? fields.End()) is { } reason)
        {
            return $"is wrong: {reason}";
        }

        _hasUnknown |= !fields.Unknown.IsEmpty;
        return null;
    }

    protected override void CommitValue(ReadOnlySpan<byte> record) => _ids.Int64(_texts.GetOrAdd(_list.Text, out _));

    protected override void WriteValue(ColumnWriter writer, ReadOnlySpan<byte> record) => writer.Text(_list.Text);

    protected override void TakeDefault() => throw new Errors.InternalException($"Column '{Field.Name}' is a list and has a default.");

    protected override void CommitNull() => _ids.Null();

    public override IArrowArray Build()
    {
        var array = new DictionaryArray(TextStage.Type, _ids.Build(), _texts.ToArray());
        _texts.Clear();
        return array;
    }
}
