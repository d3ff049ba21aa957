using System.Linq.Expressions;

namespace Unified.Linq;

/// <summary>The parameters of lambdas: what uses them, and what stands in their place.</summary>
internal static class Parameters
{
    /// <summary>True when an expression uses a parameter.</summary>
    public static bool Uses(this Expression node, ParameterExpression parameter)
    {
        var found = new Found(parameter);
        found.Visit(node);
        return found.Is;
    }

    /// <summary>The body of a lambda with values in the place of its parameters.</summary>
    public static Expression Put(this LambdaExpression lambda, params Expression[] values) =>
        new Substitution([.. lambda.Parameters.Zip(values)]).Visit(lambda.Body);

    private sealed class Substitution(IReadOnlyList<(ParameterExpression From, Expression To)> values) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) =>
            values.FirstOrDefault(v => v.From == node) is { To: { } to } ? to : node;
    }

    private sealed class Found(ParameterExpression parameter) : ExpressionVisitor
    {
        public bool Is { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Is |= node == parameter;
            return node;
        }
    }
}
