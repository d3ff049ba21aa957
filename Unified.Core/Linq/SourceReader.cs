using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Time;
using Unified.Types;

namespace Unified.Linq;

/// <summary>Reads a source and its record type; all that is wrong with it is noted at once.</summary>
internal sealed class SourceReader(SourceSettings settings, Mistakes mistakes)
{
    private readonly SourceBuilder _source = new(mistakes, $"source '{settings.Name}'");

    /// <summary>The schema of a source alone.</summary>
    /// <exception cref="DefinitionException">It cannot be read; all its mistakes are named.</exception>
    public static SourceSchema Schema(SourceSettings settings)
    {
        var mistakes = new Mistakes();
        var (schema, _) = new SourceReader(settings, mistakes).Read();
        return mistakes.All.Count == 0 ? schema : throw new DefinitionException(mistakes.All);
    }

    /// <summary>The shape of a record with these columns.</summary>
    public static RecordShape Shape(SourceSchema schema) =>
        new([.. schema.Columns.Select(c => (c.Name, Value: new ColumnExpr(c.Name, c.Type))).Select(c => KeyValuePair.Create<string, Shape>(
            c.Name, c.Value.Type.Element is null ? new ValueShape(c.Value) : new ListShape(c.Value, new RecordShape([]))))]);

    /// <summary>
    /// The schema, and what a lambda over its record sees: refused columns are there too, so that whatever uses them is not refused again.
    /// </summary>
    public (SourceSchema Schema, RecordShape Row) Read()
    {
        mistakes.Place = settings.Place;
        var schema = new SourceSchema
        {
            Name = settings.Name,
            Topic = settings.Topic,
            Format = settings.Format,
            Partitions = settings.Partitions,
            Epochs = new EpochLength(settings.EpochLength),
            History = settings.History,
            HistoryUntil = settings.HistoryUntil is { } until ? Timestamps.FromDateTime(until) : null,
            EventTime = "",
            Columns = [],
        };
        _source.RequireSettings(schema);
        _source.Require(settings.HistoryUntil is not { } date || date.TimeOfDay == TimeSpan.Zero, "UNI0024",
            "HistoryUntil is not a midnight.",
            "Give the first day that the live log owns.");
        _source.Require(settings.TimeZone == "UTC", "UNI0023", $"time zone '{settings.TimeZone}' is not supported yet.",
            "Use UTC, and cut local days with Window.Day(time, \"Europe/Berlin\").");
        var record = new RecordReader(settings, mistakes);
        var row = record.Read();
        _source.RequireNames([.. record.Names]);
        schema = schema with { Columns = [.. record.Columns], Forms = [.. record.Forms.Where(f => !f.IsPlain)] };
        return (schema with { EventTime = EventTime(row) }, row);
    }

    private string EventTime(RecordShape row)
    {
        var time = mistakes.Try(() => new ExprTranslator(mistakes).Value(settings.EventTimeExpression, row),
            () => new PoisonExpr(DataType.Timestamp));
        // e => e.Seen.UtcDateTime, of a DateTimeOffset: the column is the instant.
        if (time is CallExpr { Function: var utc, Arguments: [var instant] } && utc == Expressions.Functions.Identities.Utc)
        {
            time = instant;
        }

        if (time is ColumnExpr { Type: { Kind: TypeKind.Timestamp, Nullable: false } } column)
        {
            return column.Name;
        }

        if (time is not PoisonExpr)
        {
            _source.RequireEventTime(null);
        }

        return "";
    }
}
