using Unified.Types;

namespace Unified.Logical;

/// <summary>The rows of all inputs, which have equal schemas.</summary>
public sealed record ConcatNode(EquatableArray<LogicalNode> Inputs) : LogicalNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs { get; } = Inputs;

    /// <inheritdoc />
    public override EquatableArray<Field> Schema => Inputs[0].Schema;

    /// <inheritdoc />
    public override string? EventTime => Inputs.All(i => i.EventTime == Inputs[0].EventTime) ? Inputs[0].EventTime : null;

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => new ConcatNode(inputs);

    /// <inheritdoc />
    public override string Describe() => "Concat";
}
