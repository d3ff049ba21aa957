using Unified.Types;

namespace Unified.Logical;

/// <summary>The events of a source: its log and its history.</summary>
/// <param name="Source">The source.</param>
/// <param name="Columns">The columns that are read, in the source's order.</param>
public sealed record ScanNode(SourceSchema Source, EquatableArray<Field> Columns) : LogicalNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [];

    /// <inheritdoc />
    public override EquatableArray<Field> Schema => Columns;

    /// <inheritdoc />
    public override string? EventTime => Source.EventTime;

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this;

    /// <inheritdoc />
    public override string Describe() => $"Scan {Source.Describe()} [{string.Join(", ", Columns)}]";
}
