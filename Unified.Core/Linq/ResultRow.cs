using System.Reflection;
using Unified.Definition;
using Unified.Expressions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>A row of a finished result as C# sees it: each property stands for what its column is made of.</summary>
internal sealed class ResultRow(FinishNode result, Type type)
{
    public RecordShape Shape => new([.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(p => (Property: p, Column: result.Columns.FirstOrDefault(c => c.Field.Name == SnakeCase.From(p.Name))))
        .Where(p => p.Column is not null)
        .Select(p => KeyValuePair.Create<string, Shape>(p.Property.Name, new ValueShape(Typed(Value(p.Column!), p.Property))))]);

    private Expr Value(OutputColumn column) => column.Value
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
