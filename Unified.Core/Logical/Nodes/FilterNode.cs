using Unified.Expressions;
using Unified.Types;

namespace Unified.Logical;

/// <summary>The rows for which a predicate is true.</summary>
public sealed record FilterNode(LogicalNode Input, Expr Predicate) : LogicalNode
{
    public override EquatableArray<LogicalNode> Inputs => [Input];

    public override EquatableArray<Field> Schema => Input.Schema;

    public override string? EventTime => Input.EventTime;

    public override IEnumerable<Expr> Expressions => [Predicate];

    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this with { Input = inputs[0] };

    public override string Describe() => $"Filter {Predicate}";
}
