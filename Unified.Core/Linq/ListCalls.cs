using System.Linq.Expressions;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>
/// What is asked of a list of the event as a whole: <c>Length</c>, <c>Count</c>, <c>Any()</c>, <c>Contains(x)</c>; of a dictionary its
/// indexer, <c>ContainsKey</c> and <c>GetValueOrDefault</c>.
/// </summary>
/// <param name="operand">Translates an operand; a mistake in it is noted.</param>
/// <param name="shape">What an expression stands for when it is a member of the event; null for others.</param>
internal sealed class ListCalls(Func<Expression, Expr> operand, Func<Expression, Shape?> shape)
{
    /// <summary>The value that is asked for, or null when it is no question to a list.</summary>
    public Expr? TryRead(Expression node)
    {
        switch (node)
        {
            case UnaryExpression { NodeType: ExpressionType.ArrayLength, Operand: var array } when List(array) is { } list:
                return ExpressionBuilder.Call(Lists.Count, [list], node.ToString());
            case MemberExpression { Member.Name: "Count" or "Length", Expression: { } owner } when List(owner) is { } list:
                return ExpressionBuilder.Call(Lists.Count, [list], node.ToString());
            case MethodCallExpression call when (call.Object ?? call.Arguments.FirstOrDefault()) is { } owner
                && List(Source(owner)) is { } list:
                return Call(call, list, call.Object is null ? [.. call.Arguments.Skip(1)] : [.. call.Arguments]);
            default:
                return null;
        }
    }

    private Expr Call(MethodCallExpression call, Expr list, Expression[] arguments)
    {
        var text = call.ToString();
        switch (call.Method.Name, arguments)
        {
            case ("Count", []):
                return ExpressionBuilder.Call(Lists.Count, [list], text);
            case ("Any", []):
                return ExpressionBuilder.Call(FunctionCatalogue.Find(ExpressionType.GreaterThan)!,
                    [ExpressionBuilder.Call(Lists.Count, [list], text), new ConstantExpr(0, DataType.Int32)], text);
            // C# 14 passes a comparer, which is null.
            case ("Contains", [_] or [_, ConstantExpression { Value: null }]):
                return ExpressionBuilder.Call(Lists.Contains, [list, operand(arguments[0])], text);
            case ("ContainsKey", [var key]):
                return ExpressionBuilder.Call(Entries.HasKey, [list, operand(key)], text);
            case ("get_Item", [var key]) when list.Type.Element!.Kind == ElementKind.Entry:
                return ExpressionBuilder.Call(Entries.Item, [list, operand(key)], text);
            case ("GetValueOrDefault", [var key]):
                var found = ExpressionBuilder.Call(Entries.Value, [list, operand(key)], text);
                return list.Type.Element!.Fields[1].Type is { Nullable: false, Kind: not TypeKind.String } required
                    ? ExpressionBuilder.Call(Logic.Coalesce, [found, Default(required)], text) : found;
            case ("GetValueOrDefault", [var key, var other]):
                return ExpressionBuilder.Call(Logic.Coalesce,
                    [ExpressionBuilder.Call(Entries.Value, [list, operand(key)], text), operand(other)], text);
            default:
                throw new DefinitionException("UNI0065", text, $"{call.Method.Name} of a list of the event is not part of the language.",
                    "Make rows of its elements (from line in order.Lines), and filter or group those.");
        }
    }

    private static ConstantExpr Default(DataType type) => new(Activator.CreateInstance(type.Carrier), type);

    private Expr? List(Expression node) => shape(node) is ListShape list ? list.Value
        : DefinitionConstants.TryValue(node, out var value) && value is not null && ConstantTable.IsDictionary(value.GetType())
            ? ConstantTable.Of(value, node.ToString()) : null;

    private static Expression Source(Expression owner) => owner switch
    {
        UnaryExpression { NodeType: ExpressionType.Convert } convert => Source(convert.Operand),
        MethodCallExpression { Method.Name: "op_Implicit" or nameof(MemoryExtensions.AsSpan), Arguments: [var array] } => Source(array),
        _ => owner,
    };
}
