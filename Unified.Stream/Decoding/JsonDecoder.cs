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

/// <summary>
/// One JSON object a record, or several, straight into columns. Every declared column is judged, the wanted ones are built. A record of
/// several events is judged before any of them is taken.
/// </summary>
internal sealed class JsonDecoder : IRecordDecoder
{
    private readonly RecordFields _fields;
    private readonly ColumnStage[] _wanted;
    private readonly LineageStage _lineage;
    private readonly Schema _schema;
    private readonly JsonEvents? _events;

    public JsonDecoder(SourceSchema source, IReadOnlyList<Field> columns, Lineage lineage)
    {
        ColumnStage[] stages = [.. source.Columns.Select(c => ColumnStage.For(c, source.Form(c.Name)))];
        _fields = RecordFields.Of(source, stages);
        _wanted = [.. columns.Select(c => System.Array.Find(stages, s => s.Field.Name == c.Name) ??
            throw new InternalException($"Source '{source.Name}' was asked for column '{c.Name}', which it does not have."))];
        _lineage = new LineageStage(lineage);
        _events = source.HasManyEvents ? new JsonEvents(source.Format) : null;
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

        if (_events is not null)
        {
            return AppendAll(record, _events);
        }

        if (Read(record.Value) is { } reason)
        {
            return reason;
        }

        Commit(record, record.Value);
        return null;
    }

    public RecordBatch Take()
    {
        var batch = new RecordBatch(_schema, _wanted.Select(c => c.Build()).Concat(_lineage.Build()), Count);
        Count = 0;
        return batch;
    }

    private string? AppendAll(in LogRecord record, JsonEvents events)
    {
        if (events.Find(record.Value) is { } wrong)
        {
            return wrong;
        }

        if (events.Ranges is [var only])
        {
            if (Read(record.Value[only]) is { } reason)
            {
                return $"event 1: {reason}";
            }

            Commit(record, record.Value[only]);
            return null;
        }

        for (var i = 0; i < events.Ranges.Count; i++)
        {
            if (Read(record.Value[events.Ranges[i]]) is { } reason)
            {
                return string.Create(CultureInfo.InvariantCulture, $"event {i + 1}: {reason}");
            }
        }

        foreach (var range in events.Ranges)
        {
            if (Read(record.Value[range]) is { } reason)
            {
                throw new InternalException($"An event of offset {record.Offset} was good and is bad: {reason}.");
            }

            Commit(record, record.Value[range]);
        }

        return null;
    }

    private void Commit(in LogRecord record, ReadOnlySpan<byte> json)
    {
        foreach (var column in _wanted)
        {
            column.Commit(json);
        }

        _lineage.Commit(record, _fields.Unknown);
        Count++;
    }

    private string? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return $"{What} is {Excerpt.Of(json)}, not a JSON object";
            }

            _fields.Begin();
            if (_fields.Read(ref reader, json) is { } reason)
            {
                return reason;
            }

            // Throws when something other than white space follows.
            reader.Read();
        }
        catch (JsonException e)
        {
            return JsonEvents.NotJson(What, e, json);
        }

        return _fields.End();
    }

    private string What => _events is null ? "the value" : "it";

    private static Apache.Arrow.Types.IArrowType ArrowType(Field field) =>
        field.Type.IsUtf8 ? TextStage.Type : ArrowTypes.From(field.Type);
}
