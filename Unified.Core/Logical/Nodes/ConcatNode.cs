using Unified.Types;

namespace Unified.Logical;

/// <summary>The rows of all inputs, which have equal schemas.</summary>
public sealed record ConcatNode(EquatableArray<LogicalNode> Inputs) : LogicalNode
{
    public override EquatableArray<LogicalNode> Inputs { get; } = Inputs;

    public override EquatableArray<Field> Schema => Inputs[0].Schema;

    public override string? EventTime => Inputs.All(i => i.EventTime == Inputs[0].EventTime) ? Inputs[0].EventTime : null;

    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => new ConcatNode(inputs);

    public override string Describe() => "Concat";
}
