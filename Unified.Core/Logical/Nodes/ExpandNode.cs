using Unified.Expressions;
using Unified.Types;

namespace Unified.Logical;

/// <summary>
/// A row for each of the events that come first in a group, in place of the group's: their values, the group's columns, and what is
/// computed of both. Computed when the answer is read: what is stored are the lists of such events.
/// </summary>
/// <param name="Input">The groups; their column <see cref="List"/> holds the events.</param>
/// <param name="Columns">The columns: keys of the groups, or expressions over columns of the groups and over values of the event.</param>
public sealed record ExpandNode(ResultNode Input, EquatableArray<OutputColumn> Columns) : ResultNode
{
    /// <summary>The column that holds the events of a group, and the aggregate that gives it.</summary>
    public const string List = "_events";

    /// <summary>The place of the event among those of its group, counted from 0: with the keys it tells rows apart.</summary>
    public const string Place = "_place";

    /// <inheritdoc />
    public override EquatableArray<LogicalNode> Inputs => [Input];

    /// <inheritdoc />
    public override EquatableArray<OutputColumn> Columns { get; } = Columns;

    /// <inheritdoc />
    public override IEnumerable<Expr> Expressions => Columns.Select(c => c.Value).OfType<Expr>();

    /// <summary>The types of the values of an event.</summary>
    public EquatableArray<Field> Values => Input.Columns.First(c => c.Field.Name == List).Field.Type.Element!.Fields;

    /// <summary>A value of the event.</summary>
    public static ColumnExpr Value(Field value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ColumnExpr(ValueName(value.Name), value.Type);
    }

    /// <summary>The name of a value's column, which none of a result has.</summary>
    public static string ValueName(string value) => FinishedColumn.AggregateName(value);

    /// <summary>All that the columns may be made of.</summary>
    public static IEnumerable<Field> Known(ResultNode input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var list = input.Columns.First(c => c.Field.Name == List).Field;
        return input.Columns.Where(c => c.Field != list).Select(c => c.Field)
            .Concat(list.Type.Element!.Fields.Select(v => new Field(ValueName(v.Name), v.Type)))
            .Append(new Field(Place, DataType.Int32));
    }

    /// <inheritdoc />
    public override LogicalNode With(EquatableArray<LogicalNode> inputs) => this with { Input = (ResultNode)inputs[0] };

    /// <inheritdoc />
    public override string Describe() => $"Expand [{string.Join(", ", Columns.Select(c => $"{c.Field} from {c.Origin}"))}]{Kept}";
}
