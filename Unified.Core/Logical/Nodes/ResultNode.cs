using System.Globalization;
using Unified.Aggregates;
using Unified.Expressions;
using Unified.Types;

namespace Unified.Logical;

/// <summary>A column of a job's result.</summary>
/// <param name="Field">Name and type.</param>
/// <param name="Key">The key or window that it is; null when it is none.</param>
/// <param name="Aggregate">The place of the aggregate that it is among all of the plan; null when it is none.</param>
/// <param name="Value">
/// What is computed from keys and finished aggregates (<see cref="FinishedColumn"/>); null when it is one of them.
/// </param>
public sealed record OutputColumn(Field Field, string? Key, int? Aggregate, Expr? Value = null)
{
    internal string Origin => Key ?? (Value is null ? string.Create(CultureInfo.InvariantCulture, $"#{Aggregate}") : Value.ToString());
}

/// <summary>A column that the answer is ordered by.</summary>
public sealed record SortColumn(string Name, bool Descending)
{
    /// <inheritdoc />
    public override string ToString() => Descending ? $"{Name} desc" : Name;
}

/// <summary>The root of a plan: the result's columns, and how its table is kept.</summary>
public abstract record ResultNode : LogicalNode
{
    /// <summary>The result's columns, in order.</summary>
    public abstract EquatableArray<OutputColumn> Columns { get; }

    /// <summary>Columns by which the table is sorted before all else; may be none.</summary>
    public EquatableArray<string> Order { get; init; } = [];

    /// <summary>The order of the answer when nobody asks for another; none for that of the table.</summary>
    public EquatableArray<SortColumn> Sorted { get; init; } = [];

    /// <summary>Whole days after which rows leave the answer, counted from their window or event time; null for never.</summary>
    public int? KeepDays { get; init; }

    /// <summary>The result whose rows are stored: itself, or the one that it is computed from when the answer is read.</summary>
    public ResultNode Stored => Walk().OfType<ResultNode>().Last();

    /// <inheritdoc />
    public override EquatableArray<Field> Schema => [.. Columns.Select(c => c.Field)];

    /// <summary>What is said of how the table is kept, for descriptions; "" when nothing is.</summary>
    protected string Kept =>
        (Order.Length == 0 ? "" : $" order [{string.Join(", ", Order)}]")
        + (Sorted.Length == 0 ? "" : $" sorted [{string.Join(", ", Sorted)}]")
        + (KeepDays is { } days ? string.Create(CultureInfo.InvariantCulture, $" keep {days} days") : "");
}

/// <summary>Finished results of groups.</summary>
/// <param name="Input">An <see cref="AggregateNode"/> or a <see cref="CogroupNode"/>.</param>
/// <param name="Columns">The result's columns.</param>
public sealed record FinishNode(LogicalNode Input, EquatableArray<OutputColumn> Columns) : ResultNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [Input];

    /// <inheritdoc />
    public override EquatableArray<OutputColumn> Columns { get; } = Columns;

    /// <summary>The groups, one for each input of a cogroup.</summary>
    public EquatableArray<AggregateNode> Groups => Input is CogroupNode together ? together.Groups : [(AggregateNode)Input];

    /// <summary>All aggregates, in the order of the groups.</summary>
    public EquatableArray<AggregateCall> Aggregates => [.. Groups.SelectMany(g => g.Aggregates)];

    /// <summary>States that must be above 0 for a row to be in the result: the counts of the inputs of a join.</summary>
    public EquatableArray<string> Matched { get; init; } = [];

    /// <summary>What must be true for a row to be in the result, of keys and finished aggregates; null when nothing must.</summary>
    public Expr? Having { get; init; }

    /// <summary>What is computed from finished aggregates: columns, and which rows are in the result.</summary>
    public override IEnumerable<Expr> Expressions => Columns.Select(c => c.Value).Append(Having).OfType<Expr>();

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this with { Input = inputs[0] };

    /// <inheritdoc />
    public override string Describe() =>
        $"Finish [{string.Join(", ", Columns.Select(c => $"{c.Field} from {c.Origin}"))}]"
        + (Matched.Length == 0 ? "" : $" where all of [{string.Join(", ", Matched)}]")
        + (Having is null ? "" : $" having {Having}") + Kept;
}

/// <summary>One result row an event: the columns of its input. Its identity is the place of the event in its log.</summary>
public sealed record EmitNode(LogicalNode Input) : ResultNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [Input];

    /// <inheritdoc />
    public override EquatableArray<OutputColumn> Columns => [.. Input.Schema.Select(f => new OutputColumn(f, null, null))];

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this with { Input = inputs[0] };

    /// <inheritdoc />
    public override string Describe() => $"Emit [{string.Join(", ", Input.Schema)}]{Kept}";
}
