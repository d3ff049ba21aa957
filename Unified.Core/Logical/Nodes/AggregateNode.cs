using System.Globalization;
using Unified.Aggregates;
using Unified.Expressions;
using Unified.Time;
using Unified.Types;

namespace Unified.Logical;

/// <summary>A group's key. Its name is the column's.</summary>
public sealed record KeyColumn(string Name, Expr Value)
{
    /// <inheritdoc />
    public override string ToString() => $"{Name} = {Value}";
}

/// <summary>A window over the event time of the input.</summary>
/// <param name="Name">The column of its start.</param>
/// <param name="Shape">What windows it has: those of equal shapes are the same.</param>
/// <param name="Start">The start of an event's window.</param>
public sealed record WindowKey(string Name, string Shape, Expr Start)
{
    /// <summary>What windows the answer has, where rows are panes of them; null where rows are the windows.</summary>
    public PaneWindows? Panes { get; init; }

    /// <summary>The column of its length, of windows of several lengths.</summary>
    public string LengthName => LengthOf(Name);

    /// <summary>What the answer names a window by: its start, and where there are several lengths its length.</summary>
    public EquatableArray<Field> Columns =>
        [new Field(Name, DataType.Timestamp),
            .. Panes is WindowLengths ? [new Field(LengthName, DataType.Duration)] : Array.Empty<Field>()];

    /// <summary>The column of the length of windows of several lengths.</summary>
    public static string LengthOf(string name) => $"{name}_length";

    /// <summary>The shape that a call means; the time is left out.</summary>
    public static string ShapeOf(CallExpr call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call is { Function.Name: "tumbling", Arguments: [_, ConstantExpr { Value: long size }] }
            ? string.Create(CultureInfo.InvariantCulture, $"tumbling {size} us")
            : $"{call.Function.Name}({string.Join(", ", call.Arguments.Skip(1))})";
    }

    /// <summary>Microseconds of each window, where all are as long; else null: a local day has 23 hours or 25.</summary>
    public long? Length => Panes is HoppingWindows hopping ? hopping.Size
        : Shape.Split(' ') is ["tumbling", var size, "us"] ? long.Parse(size, CultureInfo.InvariantCulture) : null;

    /// <inheritdoc />
    public override string ToString() => $"{Name} = {Shape}" + (Start is ColumnExpr ? $" at {Start}" : "");
}

/// <summary>The states of each (keys, window): what rows of a job hold.</summary>
public sealed record AggregateNode(
    LogicalNode Input, EquatableArray<KeyColumn> Keys, WindowKey? Window, EquatableArray<AggregateCall> Aggregates) : LogicalNode
{
    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [Input];

    /// <summary>What tells rows apart: keys and window, or pane.</summary>
    public EquatableArray<Field> Identity =>
        [.. Keys.Select(k => new Field(k.Name, k.Value.Type)),
            .. Window is null ? [] : new[] { new Field(Window.Name, DataType.Timestamp) }];

    /// <summary>What tells rows of the answer apart: keys and window.</summary>
    public EquatableArray<Field> AnswerIdentity =>
        [.. Keys.Select(k => new Field(k.Name, k.Value.Type)), .. Window is null ? [] : Window.Columns.Items];

    /// <summary>Only the identity: states are not values that an expression could use.</summary>
    public override EquatableArray<Field> Schema => Identity;

    /// <inheritdoc />
    public override IEnumerable<Expr> Expressions => Keys.Select(k => k.Value).Concat(Window is null ? [] : [Window.Start])
        .Concat(Aggregates.Select(a => a.Argument).OfType<Expr>()).Concat(Aggregates.Select(a => a.By).OfType<Expr>())
        .Concat(Aggregates.SelectMany(a => a.More)).Concat(Aggregates.Select(a => a.Filter).OfType<Expr>());

    /// <inheritdoc />
    public override IEnumerable<Expr> ForEveryRow => Keys.Select(k => k.Value).Concat(Window is null ? [] : [Window.Start])
        .Concat(Aggregates.Select(a => a.Filter ?? a.Argument).OfType<Expr>())
        .Concat(Aggregates.Select(a => a.Filter is null ? a.By : null).OfType<Expr>())
        .Concat(Aggregates.Where(a => a.Filter is null).SelectMany(a => a.More));

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this with { Input = inputs[0] };

    /// <inheritdoc />
    public override string Describe() =>
        $"Aggregate [{string.Join(", ", Keys)}] window [{Window}] states [{string.Join(", ", Aggregates)}]";
}
