using System.Reflection;
using Unified.Definition;
using Unified.Expressions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>A row of a finished result as C# sees it: each property stands for what its column is made of.</summary>
internal sealed class ResultRow(ResultNode result, Type type)
{
    /// <summary>The row, over what its columns are made of.</summary>
    public RecordShape Shape => Of((FinishNode)result);

    /// <summary>The row, over its columns as they are finished.</summary>
    public RecordShape Finished => new([.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(p => (Property: p, Column: result.Columns.FirstOrDefault(c => c.Field.Name == SnakeCase.From(p.Name))))
        .Where(p => p.Column is not null)
        .Select(p => KeyValuePair.Create<string, Shape>(p.Property.Name, new ValueShape(Typed(
            new ColumnExpr(p.Column!.Field.Name, p.Column.Field.Type), p.Property))))]);

    private RecordShape Of(FinishNode result) => new([.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(p => (Property: p, Column: result.Columns.FirstOrDefault(c => c.Field.Name == SnakeCase.From(p.Name))))
        .Where(p => p.Column is not null)
        .Select(p => KeyValuePair.Create<string, Shape>(p.Property.Name, new ValueShape(Typed(Value(result, p.Column!), p.Property))))]);

    private static Expr Value(FinishNode result, OutputColumn column) => column.Value
        ?? (column.Key is { } key ? FinishedColumn.Key(result.Groups[0].AnswerIdentity.First(f => f.Name == key))
            : FinishedColumn.Aggregate(result.Aggregates[column.Aggregate!.Value].Output, column.Field.Type));

    // A property may be wider than its column (a decimal of a count): C# has typed the operators around it so.
    private static Expr Typed(Expr value, PropertyInfo property)
    {
        if (ClrTypes.TryMap(property.PropertyType) is not { } declared || declared.Kind == value.Type.Kind)
        {
            return value;
        }

        var wide = declared.Kind == TypeKind.Decimal ? DataType.Decimal(value.Type.Kind == TypeKind.Int32 ? 10 : 19, 0) : declared;
        return ExpressionBuilder.Convert(value, wide.WithNull(value.Type.Nullable), property.Name);
    }
}
