using System.Linq.Expressions;

namespace Unified.TestKit.Oracle;

/// <summary>
/// C# evaluates both operands of an operator. .NET's compiler of expression trees leaves the second one out where the operator is a method,
/// lifted, and the first operand is null; so both are given a name first. A decimal becomes the nearest double: docs/definitions.md.
/// </summary>
internal sealed class CSharpOrder : ExpressionVisitor
{
    /// <summary>The expression, in the order of C#.</summary>
    public static Expression Of(Expression expression) => new CSharpOrder().Visit(expression);

    protected override Expression VisitUnary(UnaryExpression node)
    {
        var visited = (UnaryExpression)base.VisitUnary(node);
        return visited.NodeType is not (ExpressionType.Convert or ExpressionType.ConvertChecked) ? visited
            : (visited.Operand.Type, visited.Type) switch
            {
                (var from, var to) when from == typeof(decimal) && to == typeof(double) => Nearest(visited.Operand),
                (var from, var to) when from == typeof(decimal) && to == typeof(double?) =>
                    Expression.Convert(Nearest(visited.Operand), to),
                (var from, var to) when from == typeof(decimal?) && to == typeof(double?) => Lifted(visited.Operand),
                _ => visited,
            };
    }

    private static MethodCallExpression Nearest(Expression number) =>
        Expression.Call(typeof(Carriers), nameof(Carriers.Nearest), null, number);

    private static BlockExpression Lifted(Expression number)
    {
        var held = Expression.Variable(number.Type);
        return Expression.Block([held], Expression.Assign(held, number), Expression.Condition(Expression.Property(held, "HasValue"),
            Expression.Convert(Nearest(Expression.Property(held, "Value")), typeof(double?)), Expression.Default(typeof(double?))));
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        var visited = (BinaryExpression)base.VisitBinary(node);
        if (visited is not { IsLifted: true, Method: not null })
        {
            return visited;
        }

        var (left, right) = (Expression.Variable(visited.Left.Type), Expression.Variable(visited.Right.Type));
        return Expression.Block([left, right], Expression.Assign(left, visited.Left), Expression.Assign(right, visited.Right),
            visited.Update(left, visited.Conversion, right));
    }
}
