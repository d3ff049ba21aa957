using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Linq.States;

namespace Unified.Linq;

/// <summary>Puts what an aggregate of the author's is composed of in its place.</summary>
internal sealed class ComposedAggregates : ExpressionVisitor
{
    // One that contains itself could only be made by reflection; this deep none is nested.
    private const int MaxDepth = 32;
    private int _depth;

    /// <summary>The expression without aggregates of the author's.</summary>
    public static Expression Expand(Expression node) => new ComposedAggregates().Visit(node);

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.Name != "Of" || node.Object?.Type is not { IsGenericType: true } type
            || type.GetGenericTypeDefinition() != typeof(Aggregate<,>))
        {
            return base.VisitMethodCall(node);
        }

        if (!DefinitionConstants.TryValue(node.Object, out var aggregate) || aggregate is null || ++_depth > MaxDepth)
        {
            throw new DefinitionException("UNI0007", node.ToString(), "the aggregate is not a constant.",
                "Keep it in a static readonly field or a local variable.");
        }

        var definition = Of<LambdaExpression>("Definition") ?? StateAggregate.Compose(Of<Func<AggregateState>>("State")!());
        // C# writes the conversion of a group with a key to one without.
        var group = node.Arguments[0] is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : node.Arguments[0];
        var expanded = Visit(definition.Put(group));
        _depth--;
        return expanded;

        TValue? Of<TValue>(string property) where TValue : class =>
            (TValue?)type.GetProperty(property, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(aggregate);
    }
}
