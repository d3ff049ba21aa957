using Unified.Expressions;
using Unified.Types;

namespace Unified.Logical;

/// <summary>The rows for which a predicate is true.</summary>
public sealed record FilterNode(LogicalNode Input, Expr Predicate) : LogicalNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [Input];

    /// <inheritdoc />
    public override EquatableArray<Field> Schema => Input.Schema;

    /// <inheritdoc />
    public override string? EventTime => Input.EventTime;

    /// <inheritdoc />
    public override IEnumerable<Expr> Expressions => [Predicate];

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this with { Input = inputs[0] };

    /// <inheritdoc />
    public override string Describe() => $"Filter {Predicate}";
}
