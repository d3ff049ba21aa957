using Unified.Expressions;
using Unified.Types;

namespace Unified.Logical;

/// <summary>
/// A row for every element of a list: the columns of its input that are passed on, and the fields of the element. A list that is null or
/// empty gives none. Rows of one event keep the order of its elements.
/// </summary>
/// <param name="Input">Its rows.</param>
/// <param name="List">The column that is the list.</param>
/// <param name="Prefix">What the names of the element's columns begin with.</param>
/// <param name="Passed">The columns of the input that are passed on.</param>
/// <param name="Fields">The fields of the element that become columns.</param>
public sealed record UnnestNode(LogicalNode Input, ColumnExpr List, string Prefix, EquatableArray<Field> Passed,
    EquatableArray<Field> Fields) : LogicalNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [Input];

    /// <inheritdoc />
    public override EquatableArray<Field> Schema =>
        [.. Passed, .. Fields.Select(f => new Field(ListElement.Column(Prefix, f.Name), f.Type))];

    /// <inheritdoc />
    public override string? EventTime => Passed.Any(c => c.Name == Input.EventTime) ? Input.EventTime : null;

    /// <inheritdoc />
    public override IEnumerable<Expr> Expressions => [List];

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this with { Input = inputs[0] };

    /// <inheritdoc />
    public override string Describe() =>
        $"Unnest {List} as {Prefix} [{string.Join(", ", Fields.Select(f => f.Name.Length == 0 ? f.Type.ToString() : f.ToString()))}] "
        + $"beside [{string.Join(", ", Passed)}]";
}
