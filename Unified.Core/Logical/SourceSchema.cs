using Unified.Definition;
using Unified.Epochs;
using Unified.Time;
using Unified.Types;

namespace Unified.Logical;

/// <summary>A source as the runtimes see it: checked settings and typed columns. Immutable.</summary>
public sealed record SourceSchema
{
    /// <summary>The name of the source, and of its log.</summary>
    public required string Name { get; init; }

    /// <summary>The Kafka topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How its records are encoded.</summary>
    public required SourceFormat Format { get; init; }

    /// <summary>True when a record may hold any number of events, which share its offset.</summary>
    public bool HasManyEvents => Format is SourceFormat.JsonLines or SourceFormat.JsonArray;

    /// <summary>How many partitions the topic is declared with.</summary>
    public required int Partitions { get; init; }

    /// <summary>How many offsets an epoch has.</summary>
    public required EpochLength Epochs { get; init; }

    /// <summary>The folder of the history dataset as declared, or null.</summary>
    public required string? History { get; init; }

    /// <summary>Microseconds: history owns event times before it. Null without history.</summary>
    public required long? HistoryUntil { get; init; }

    /// <summary>The column that is the event time.</summary>
    public required string EventTime { get; init; }

    /// <summary>All columns in the order of declaration.</summary>
    public required EquatableArray<Field> Columns { get; init; }

    /// <summary>How the columns are spelled whose spelling is not plain.</summary>
    public EquatableArray<ColumnForm> Forms { get; init; } = [];

    /// <summary>How a column is spelled.</summary>
    public ColumnForm Form(string column) => Forms.FirstOrDefault(f => f.Column == column) ?? new ColumnForm(column);

    /// <summary>The column's type.</summary>
    public Field Column(string name) => Columns.First(c => c.Name == name);

    /// <summary>
    /// What else decides which events there are, and so belongs into the definition version: all columns, since a record is quarantined for
    /// a bad value in a column that no expression reads as well, and which dataset is the history. Not the count of partitions, which may
    /// grow.
    /// </summary>
    internal string Contract() => $"columns [{string.Join(", ", Columns)}] history '{History}'"
        + (Forms.Length == 0 ? "" : $" forms [{string.Join("; ", Forms)}]");

    /// <summary>A partition of the source's log.</summary>
    public LogPartition Partition(int number) => new(Name, number);

    /// <summary>The source in one line of the plan.</summary>
    public string Describe() =>
        $"{Name} topic {Topic} {Format} epoch {Epochs} event time {EventTime}" + (HistoryUntil is { } until
            ? $" history until {Timestamps.Format(until)}" : "");
}
