using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;

namespace Unified.Linq;

/// <summary>Values that are looked up in a table of the definition: <c>Rates[x].Usd</c>, <c>Rates.Find(x, r =&gt; r.Usd)</c>.</summary>
/// <param name="operand">Translates an operand; a mistake in it is noted.</param>
internal sealed class DimensionCalls(Func<Expression, Expr> operand)
{
    /// <summary>The value that is looked up, or null when it is something else.</summary>
    public Expr? TryRead(Expression node) => node switch
    {
        MemberExpression { Member: PropertyInfo column, Expression: MethodCallExpression { Method.Name: "get_Item" } row }
            when Table(row.Object) is { } table => Call(Entries.Item, table, column, row.Arguments[0], node),
        MethodCallExpression { Method.Name: nameof(Dimension<int, string>.Find), Arguments: [var key, var selector] } call
            when Table(call.Object) is { } table => Call(Entries.Value, table, Column(selector), key, node),
        MethodCallExpression { Method.Name: nameof(Dimension<int, string>.Contains), Arguments: [var key] } call
            when Table(call.Object) is { } table => Call(Entries.HasKey, table, null, key, node),
        _ => null,
    };

    private Expr Call(ScalarFunction function, IDimension table, PropertyInfo? column, Expression key, Expression node) =>
        ExpressionBuilder.Call(function, [ConstantTable.Of(table.KeyType, column?.PropertyType ?? typeof(bool),
            [.. table.Rows.Select(r => (r.Key, column is null ? true : column.GetValue(r.Row)))], node.ToString()), operand(key)],
                node.ToString());

    private static IDimension? Table(Expression? node) =>
        node is not null && DefinitionConstants.TryValue(node, out var value) ? value as IDimension : null;

    private static PropertyInfo Column(Expression selector) =>
        selector is LambdaExpression { Body: MemberExpression { Member: PropertyInfo column, Expression: ParameterExpression } } ? column
            : throw new DefinitionException("UNI0011", selector.ToString(), "what is looked up is a column of the table's rows.",
                "Write Rates.Find(e.Currency, r => r.Usd), and compute with the result.");
}
