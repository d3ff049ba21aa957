using System.Globalization;
using Unified.Types;

namespace Unified.Logical;

/// <summary>
/// The rows of a result with the largest values of a column: so many of all, or of each value of other columns. Among equal ones those of
/// the smaller keys; rows without a value come last. Computed when the answer is read: nothing of it is stored.
/// </summary>
/// <param name="Input">The result.</param>
/// <param name="Count">How many rows, at least 1.</param>
/// <param name="By">The column.</param>
/// <param name="Of">The columns of whose values each has its own rows; none for one ranking of all.</param>
public sealed record TopNode(ResultNode Input, int Count, string By, EquatableArray<string> Of) : ResultNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [Input];

    /// <inheritdoc />
    public override EquatableArray<OutputColumn> Columns => Input.Columns;

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this with { Input = (ResultNode)inputs[0] };

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"Top {Count} by {By}")
        + (Of.Length == 0 ? "" : $" of each [{string.Join(", ", Of)}]") + Kept;
}
