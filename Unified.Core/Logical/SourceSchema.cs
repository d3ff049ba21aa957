using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Expressions;
using Unified.Time;

namespace Unified.Logical;

/// <summary>A source as the runtimes see it: checked settings and typed columns. Immutable.</summary>
public sealed record SourceSchema
{
    public required string Name { get; init; }

    public required string Topic { get; init; }

    public required SourceFormat Format { get; init; }

    public required int Partitions { get; init; }

    public required EpochLength Epochs { get; init; }

    /// <summary>The folder of the history dataset as declared, or null.</summary>
    public required string? History { get; init; }

    /// <summary>Microseconds: history owns event times before it. Null without history.</summary>
    public required long? HistoryUntil { get; init; }

    /// <summary>The column that is the event time.</summary>
    public required string EventTime { get; init; }

    /// <summary>All columns in the order of declaration. Equality of the record ignores it on purpose: compare <see cref="Describe"/>.</summary>
    public required ImmutableArray<Field> Columns { get; init; }

    /// <summary>The column's type.</summary>
    public Field Column(string name) => Columns.First(c => c.Name == name);

    /// <summary>
    /// What else decides which events there are, and so belongs into the definition version: all columns, since a record is quarantined for a bad value in
    /// a column that no expression reads as well, and which dataset is the history. Not the count of partitions, which may grow.
    /// </summary>
    internal string Contract() => $"columns [{string.Join(", ", Columns)}] history '{History}'";

    /// <summary>The source in one line of the plan.</summary>
    public string Describe() =>
        $"{Topic} {Format} epoch {Epochs} event time {EventTime}" + (HistoryUntil is { } until ? $" history until {Timestamps.Format(until)}" : "");

    internal static SourceSchema From(SourceSettings settings)
    {
        var node = $"source '{settings.Name}'";
        Require(settings.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && settings.Name.Length is > 0 and <= 200,
            "UNI0020", node, "the name has other characters than letters, digits, '_', '-' and '.'.", "Rename it.");
        Require(settings.Topic.Length is > 0 and <= 249 && settings.Topic.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'), "UNI0020", node,
            $"the topic '{settings.Topic}' has other characters than letters, digits, '_', '-' and '.'.", "Give the name of a Kafka topic.");
        Require(settings.Partitions is >= 1 and <= 10_000, "UNI0021", node, $"{settings.Partitions} partitions are out of range.", "Use 1 to 10,000.");
        Require(settings.EpochLength is >= 16 and <= 1L << 30 && long.IsPow2(settings.EpochLength), "UNI0022", node,
            string.Create(CultureInfo.InvariantCulture, $"the epoch length {settings.EpochLength} is not a power of two from 16 to 2^30."), "Use 65536, for example.");
        Require(settings.TimeZone == "UTC", "UNI0023", node, $"time zone '{settings.TimeZone}' is not supported yet.", "Use UTC and convert times before they enter the topic.");
        Require(settings.History is null == settings.HistoryUntil is null, "UNI0024", node, "History and HistoryUntil belong together.", "Set both or neither.");
        Require(settings.HistoryUntil is not { } date || date.TimeOfDay == TimeSpan.Zero, "UNI0024", node, "HistoryUntil is not a midnight.", "Give the first day that the live log owns.");

        var parameters = settings.RecordType.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()?.GetParameters() ?? [];
        var columns = settings.RecordType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(p => p.MetadataToken)
            .Select(p => new Field(p.Name, ClrTypes.Column(p, parameters.FirstOrDefault(x => x.Name == p.Name), settings.Name)))
            .ToImmutableArray();
        Require(columns.Length > 0, "UNI0025", node, $"record {settings.RecordType.Name} has no public properties.", "Declare the columns as properties.");
        Require(columns.All(c => !c.Name.StartsWith('_')), "UNI0026", node, "a column starts with '_', which is kept for lineage columns.", "Rename it.");

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
            Columns = columns,
        };
        return ExprTranslator.Value(settings.EventTimeExpression, schema.Shape()) is ColumnExpr { Type: { Kind: TypeKind.Timestamp, Nullable: false } } time
            ? schema with { EventTime = time.Name }
            : throw new DefinitionException("UNI0027", node, "the event time is not a DateTime column.", "Write EventTime = e => e.SomeDateTime.");
    }

    internal RecordShape Shape() =>
        new([.. Columns.Select(c => KeyValuePair.Create<string, Shape>(c.Name, new ValueShape(new ColumnExpr(c.Name, c.Type))))]);

    private static void Require(bool holds, string code, string node, string reason, string wayOut)
    {
        if (!holds)
        {
            throw new DefinitionException(code, node, reason, wayOut);
        }
    }
}
