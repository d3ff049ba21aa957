using System.Linq.Expressions;

namespace Unified.Core.Tests.Oracle;

/// <summary>
/// C# evaluates both operands of an operator. .NET's compiler of expression trees leaves the second one out where the operator is a method,
/// lifted, and the first operand is null; so both are given a name first.
/// </summary>
internal sealed class CSharpOrder : ExpressionVisitor
{
    /// <summary>The expression, in the order of C#.</summary>
    public static Expression Of(Expression expression) => new CSharpOrder().Visit(expression);

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
