using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Errors;
using Unified.Logical;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Streaming.Decoding;

/// <summary>One JSON object a record, straight into columns. Every declared column is judged, the wanted ones are built.</summary>
internal sealed class JsonDecoder : IRecordDecoder
{
    private readonly RecordFields _fields;
    private readonly ColumnStage[] _wanted;
    private readonly LineageStage _lineage;
    private readonly Schema _schema;

    public JsonDecoder(SourceSchema source, IReadOnlyList<Field> columns, Lineage lineage)
    {
        ColumnStage[] stages = [.. source.Columns.Select(c => ColumnStage.For(c, source.Form(c.Name)))];
        _fields = RecordFields.Of(source, stages);
        _wanted = [.. columns.Select(c => System.Array.Find(stages, s => s.Field.Name == c.Name) ??
            throw new InternalException($"Source '{source.Name}' was asked for column '{c.Name}', which it does not have."))];
        _lineage = new LineageStage(lineage);
        _schema = new Schema(
            _wanted.Select(s => new Apache.Arrow.Field(s.Field.Name, ArrowType(s.Field), s.Field.Type.Nullable)).Concat(_lineage.Fields),
            null);
    }

    public int Count { get; private set; }

    public string? Append(in LogRecord record)
    {
        if (!record.HasValue || record.Value.IsEmpty)
        {
            return record.HasValue ? "the value is empty" : "the value is null";
        }

        if (!Utf8.IsValid(record.Value))
        {
            return "the value is not UTF-8";
        }

        if (Read(record.Value) is { } reason)
        {
            return reason;
        }

        foreach (var column in _wanted)
        {
            column.Commit(record.Value);
        }

        _lineage.Commit(record, _fields.Unknown);
        Count++;
        return null;
    }

    public RecordBatch Take()
    {
        var batch = new RecordBatch(_schema, _wanted.Select(c => c.Build()).Concat(_lineage.Build()), Count);
        Count = 0;
        return batch;
    }

    private string? Read(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return $"the value is {Excerpt.Of(record)}, not a JSON object";
            }

            _fields.Begin();
            if (_fields.Read(ref reader, record) is { } reason)
            {
                return reason;
            }

            // Throws when something other than white space follows.
            reader.Read();
        }
        catch (JsonException e)
        {
            // Not the exception's own message: it may change with the runtime, and reasons are compared between layers.
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the value is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {Excerpt.Of(record)}");
        }

        return _fields.End();
    }

    private static Apache.Arrow.Types.IArrowType ArrowType(Field field) =>
        field.Type.IsUtf8 ? TextStage.Type : ArrowTypes.From(field.Type);
}
