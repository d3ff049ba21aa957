using System.Linq.Expressions;

namespace Unified.TestKit.Oracle;

/// <summary>An expression with some of its nodes replaced.</summary>
internal sealed class Replace(Func<Expression, Expression?> replacement) : ExpressionVisitor
{
    public override Expression? Visit(Expression? node) => node is null ? null : replacement(node) ?? base.Visit(node);

    /// <summary>The expression with one node instead of another, wherever it stands.</summary>
    public static Expression In(Expression expression, Expression node, Expression by) =>
        new Replace(n => n == node ? by : null).Visit(expression)!;

    // Where a record's member is taken of a replaced row, C#'s own node is made anew.
    protected override Expression VisitLambda<T>(Expression<T> node) => Expression.Lambda<T>(Visit(node.Body)!, node.Parameters);
}
