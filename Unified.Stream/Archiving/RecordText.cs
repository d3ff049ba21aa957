using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Apache.Arrow;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Unified.Time;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Streaming.Archiving;

/// <summary>
/// Writes an accepted record as JSON again: its columns, then what was kept in <c>_extra</c>, byte for byte. Fields and values are those
/// of the original; how numbers, times and escapes were spelled, the order of fields, and whether null was written or left out, is not
/// kept. Where that would decide whether the record is good today, it is refused.
/// </summary>
/// <param name="then">The columns under which it was archived: the first of its file, and <c>_extra</c> is the last.</param>
/// <param name="source">The source of today; columns that it still has are spelled as then.</param>
/// <param name="refuse">Makes the error: column, why.</param>
internal sealed class RecordText(ImmutableArray<Field> then, SourceSchema source, Func<string, string, DataException> refuse)
{
    /// <summary>A time with escapes is read up to 256 bytes, six for each of its own.</summary>
    private const int LongestTime = 256 / 6;

    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly DataType?[] _today = [.. then.Select(c => source.Columns.FirstOrDefault(n => n.Name == c.Name)?.Type)];
    private readonly FieldPaths _paths = new([.. then.Select(c => source.Form(c.Name))]);
    private readonly bool _ignoreCase = source.Forms.Any(f => f.IgnoreCase);
    private readonly HashSet<Field> _respelled = [];

    /// <summary>Columns that are not declared any more and went back to <c>_extra</c> in a spelling of our own.</summary>
    public IEnumerable<Field> Respelled => then.Where(_respelled.Contains);

    /// <summary>The record at a row. Valid until the next one.</summary>
    /// <exception cref="DataException">It cannot be known whether the original would be accepted today.</exception>
    public ReadOnlySpan<byte> Of(RecordBatch batch, int row)
    {
        _json.ResetWrittenCount();
        var extra = (StringArray)batch.Column(batch.ColumnCount - 1);
        var kept = extra.IsValid(row) ? extra.GetBytes(row) : default;
        var first = true;
        _json.Write("{"u8);
        Object(_paths, FieldPaths.Names(kept, _ignoreCase), batch, row, ref first);
        if (!kept.IsEmpty)
        {
            _json.Write(first ? ""u8 : ","u8);
            _json.Write(kept[1..^1]);
        }

        _json.Write("}"u8);
        return _json.WrittenSpan;
    }

    // An object of which a field was not known is kept whole.
    private void Object(FieldPaths fields, IReadOnlySet<string> kept, RecordBatch batch, int row, ref bool first)
    {
        foreach (var field in fields.Fields)
        {
            if (field.Below is not { } below)
            {
                var array = batch.Column(field.Column);
                // A list of which an element had an unknown field is kept whole, too.
                if (array.IsValid(row) && !(then[field.Column].Type.Kind == TypeKind.List && kept.Contains(Folded(field.Name))))
                {
                    Name(field.Utf8, ref first);
                    Value(field.Column, array, row, batch);
                }
            }
            else if (kept.Contains(Folded(field.Name)))
            {
                // What was written stands in _extra.
            }
            else if (field.Column < 0 || ((BooleanArray)batch.Column(field.Column)).GetValue(row)!.Value)
            {
                Name(field.Utf8, ref first);
                _json.Write("{"u8);
                var firstBelow = true;
                Object(below, new HashSet<string>(), batch, row, ref firstBelow);
                _json.Write("}"u8);
            }
        }
    }

    private string Folded(string name) => _ignoreCase ? FieldPaths.Folded(name) : name;

    private void List(int column, ReadOnlySpan<byte> text)
    {
        var (old, now) = (then[column], _today[column]);
        if (now is { Kind: not TypeKind.List } || (now is { Element: { } today } && Unlike(old.Type.Element!, today)))
        {
            throw refuse(old.Name, $"it was {old.Type} and is {now}");
        }

        Respell(column);
        _json.Write(new ListJson(old.Type.Element!, source.Form(old.Name)).Of(text));
    }

    // Fields that are new were in no element, or the list would have been kept as it was written.
    private static bool Unlike(ListElement old, ListElement today) => old.Kind != today.Kind
        || old.Fields.Any(f => !today.Fields.Contains(f)) || today.Fields.Any(f => !f.Type.Nullable && !old.Fields.Contains(f));

    private void Name(ReadOnlySpan<byte> name, ref bool first)
    {
        _json.Write(first ? ""u8 : ","u8);
        first = false;
        Text(name);
        _json.Write(":"u8);
    }

    private void Value(int column, IArrowArray array, int row, RecordBatch batch)
    {
        var type = then[column].Type;
        switch (array)
        {
            case BooleanArray a: _json.Write(a.GetValue(row)!.Value ? "true"u8 : "false"u8); break;
            case Decimal128Array a:
                var unscaled = BitConverter.ToInt128(a.ValueBuffer.Span.Slice((a.Data.Offset + row) * 16, 16));
                if (_today[column] is { IsInteger: true } && unscaled % Decimals.PowerOfTen(type.Scale) == 0)
                {
                    throw Lost(column, batch, row, Decimals.Format(unscaled, type.Scale),
                        "with a point or an exponent, which is no integer");
                }

                Respell(column);
                Plain(Decimals.Format(unscaled, type.Scale));
                break;
            case TimestampArray a:
                if (_today[column] is { Kind: TypeKind.String })
                {
                    throw Lost(column, batch, row, Timestamps.Format(a.Values[row]), "in another form, which is another text");
                }

                Respell(column);
                Text(Encoding.UTF8.GetBytes(Timestamps.Format(a.Values[row])));
                break;
            case StringArray a when type.Kind == TypeKind.List: List(column, a.GetBytes(row)); break;
            case StringArray a when type.Kind == TypeKind.String:
                var text = a.GetBytes(row);
                if (_today[column] is { Kind: TypeKind.Timestamp } && text.Length > LongestTime && TimestampText.TryParse(text, out _))
                {
                    throw Lost(column, batch, row, Encoding.UTF8.GetString(text), "with escapes that are too long for a time");
                }

                Text(text);
                break;
            default:
                Spelled(column, type, ArchivedValue.Text(array, row, type), batch, row);
                break;
        }
    }

    // Integers are spelled in one way; all others could have been written otherwise.
    private void Spelled(int column, DataType type, string text, RecordBatch batch, int row)
    {
        if (type.IsInteger)
        {
            Plain(text);
            return;
        }

        if (_today[column] is { } now && now.AsRequired() != type.AsRequired())
        {
            throw Lost(column, batch, row, text, "in another form");
        }

        Respell(column);
        if (type.IsFloating)
        {
            Plain(text);
        }
        else
        {
            Text(Encoding.UTF8.GetBytes(text));
        }
    }

    private void Respell(int column)
    {
        if (_today[column] is null)
        {
            _respelled.Add(then[column]);
        }
    }

    private void Plain(string ascii) => _json.Write(Encoding.ASCII.GetBytes(ascii));

    private void Text(ReadOnlySpan<byte> utf8)
    {
        _json.Write("\""u8);
        while (utf8.IndexOfAny(Escaped) is var next and >= 0)
        {
            _json.Write(utf8[..next]);
            Plain(string.Create(CultureInfo.InvariantCulture, $"\\u{utf8[next]:x4}"));
            utf8 = utf8[(next + 1)..];
        }

        _json.Write(utf8);
        _json.Write("\""u8);
    }

    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    private DataException Lost(int column, RecordBatch batch, int row, string value, string otherwise) => refuse(
        then[column].Name,
        string.Create(CultureInfo.InvariantCulture, $"it was {then[column].Type} and is {_today[column]}. ")
        + string.Create(CultureInfo.InvariantCulture,
            $"The record at offset {((Int64Array)batch.Column(LineageColumns.Offset)).Values[row]} has {value}, ")
        + $"and whether that was written so or {otherwise}, is not kept");
}
