using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Logical;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Streaming.Decoding;

/// <summary>
/// A text column: a dictionary a batch, so that expressions and grouping see each distinct text once, and no string is ever made.
/// </summary>
internal sealed class TextStage(Field field, ColumnForm form) : ColumnStage(field, form)
{
    public static readonly DictionaryType Type = new(Int32Type.Default, StringType.Default, false);

    private readonly Utf8Dictionary _texts = new();
    private readonly ColumnWriter _ids = ColumnWriter.For(DataType.Int32.AsNullable());

    // Where the value is: inside the record, or, when it had escapes, in _unescaped (start -1).
    private int _start;
    private int _length;
    private byte[] _unescaped = [];

    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            if (!Form.TextOfNumbers || reader.TokenType is not (JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False))
            {
                return IsNot("a string", ref reader);
            }

            (_start, _length) = ((int)reader.TokenStartIndex, reader.ValueSpan.Length);
            return null;
        }

        if (!reader.ValueIsEscaped)
        {
            // The token starts at the quote. A record fits an int: Kafka's limit is 2^31 bytes.
            (_start, _length) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            return null;
        }

        if (_unescaped.Length < reader.ValueSpan.Length)
        {
            _unescaped = new byte[reader.ValueSpan.Length * 2];
        }

        _start = -1;
        return JsonTokens.TryUnescape(reader.ValueSpan, _unescaped, out _length)
            ? null
            : $"is \"{Excerpt.Of(reader.ValueSpan)}\", which escapes half a surrogate pair";
    }

    protected override void CommitValue(ReadOnlySpan<byte> record) => _ids.Int64(_texts.GetOrAdd(Text(record), out _));

    protected override void WriteValue(ColumnWriter writer, ReadOnlySpan<byte> record) => writer.Text(Text(record));

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> record) =>
        _start < 0 ? _unescaped.AsSpan(0, _length) : record.Slice(_start, _length);

    protected override void TakeDefault()
    {
        _unescaped = System.Text.Encoding.UTF8.GetBytes(Form.Default!);
        (_start, _length) = (-1, _unescaped.Length);
    }

    protected override void CommitNull() => _ids.Null();

    public override IArrowArray Build()
    {
        var array = new DictionaryArray(Type, _ids.Build(), _texts.ToArray());
        _texts.Clear();
        return array;
    }
}
