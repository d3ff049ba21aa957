using System.Linq.Expressions;

namespace Unified.Linq.States;

/// <summary>Whether an expression has a parameter in it.</summary>
internal sealed class Mentions : ExpressionVisitor
{
    private readonly ParameterExpression _parameter;
    private bool _found;

    private Mentions(ParameterExpression parameter) => _parameter = parameter;

    /// <summary>True when it has.</summary>
    public static bool Any(Expression node, ParameterExpression parameter)
    {
        var mentions = new Mentions(parameter);
        mentions.Visit(node);
        return mentions._found;
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        _found |= node == _parameter;
        return node;
    }
}
