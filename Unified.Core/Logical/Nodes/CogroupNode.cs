using Unified.Types;

namespace Unified.Logical;

/// <summary>
/// Groups of several inputs by equal keys and window: one row holds the states of all of them. A row that an input has no event for holds
/// that input's empty states, so that rows of different inputs merge like rows of one.
/// </summary>
/// <param name="Groups">The inputs, each an <see cref="AggregateNode"/> of the same identity.</param>
public sealed record CogroupNode(EquatableArray<AggregateNode> Groups) : LogicalNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [.. Groups];

    /// <inheritdoc />
    public override EquatableArray<Field> Schema => Groups[0].Identity;

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => new CogroupNode([.. inputs.Cast<AggregateNode>()]);

    /// <inheritdoc />
    public override string Describe() => "Cogroup";
}
