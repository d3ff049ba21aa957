using Unified.Types;

namespace Unified.Logical;

/// <summary>The events of a source: its log and its history.</summary>
/// <param name="Source">The source.</param>
/// <param name="Columns">The columns that are read, in the source's order.</param>
public sealed record ScanNode(SourceSchema Source, EquatableArray<Field> Columns) : LogicalNode
{
    public override EquatableArray<LogicalNode> Inputs => [];

    public override EquatableArray<Field> Schema => Columns;

    public override string? EventTime => Source.EventTime;

    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this;

    public override string Describe() => $"Scan {Source.Describe()} [{string.Join(", ", Columns)}]";
}
