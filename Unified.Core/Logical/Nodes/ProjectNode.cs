using Unified.Expressions;
using Unified.Types;

namespace Unified.Logical;

/// <summary>A computed column: printed as its name alone when it only passes on the column of that name.</summary>
public sealed record ProjectedColumn(string Name, Expr Value)
{
    /// <summary>
    /// True when it is computed only for rows that need it, once a row and an expression: what is inside a choice must not fail for rows
    /// that choose otherwise.
    /// </summary>
    public bool Lazy { get; init; }

    /// <summary>Name and type.</summary>
    public Field Field => new(Name, Value.Type);

    /// <inheritdoc />
    public override string ToString() => Value is ColumnExpr column && column.Name == Name ? Name
        : $"{Name} {(Lazy ? "when needed" : "=")} {Value}";
}

/// <summary>Columns, passed on or computed; each is computed once, whatever uses it.</summary>
public sealed record ProjectNode(LogicalNode Input, EquatableArray<ProjectedColumn> Columns) : LogicalNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [Input];

    /// <inheritdoc />
    public override EquatableArray<Field> Schema => [.. Columns.Select(c => c.Field)];

    /// <inheritdoc />
    public override string? EventTime => Columns.FirstOrDefault(c => c.Value is ColumnExpr column && column.Name == Input.EventTime)?.Name;

    /// <inheritdoc />
    public override IEnumerable<Expr> Expressions => Columns.Select(c => c.Value);

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this with { Input = inputs[0] };

    /// <inheritdoc />
    public override string Describe() => $"Project [{string.Join(", ", Columns)}]";
}
