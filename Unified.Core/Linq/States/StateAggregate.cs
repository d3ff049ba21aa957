using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;

namespace Unified.Linq.States;

/// <summary>
/// Composes an aggregate that is a state of the author's of those that every engine has: each part of the state is one, over the events
/// that change it. That adding and merging a part is one operator, and that the empty state has what changes nothing, are what makes the
/// order of events meaningless; nothing else is taken.
/// </summary>
internal static class StateAggregate
{
    /// <summary>The aggregate as an expression over a group.</summary>
    /// <exception cref="Errors.DefinitionException">UNI0072: not every engine could merge its state.</exception>
    public static LambdaExpression Compose(AggregateState aggregate)
    {
        var (owner, type, empty, add, merge, finish) = aggregate;
        var parts = StateParts.Of(type, owner);
        var group = Expression.Parameter(typeof(Group<>).MakeGenericType(add.Parameters[1].Type), "g");
        var results = parts.All.Select(part =>
        {
            var @operator = StateMerge.Of(parts, part, merge, StateParts.Value(part, empty), owner);
            var added = StateAdd.Of(parts, part, add, @operator, owner);
            return (Part: part, Value: added is { } one ? GroupPart.Of(group, @operator, one, add.Parameters[1], parts.TypeOf(part))
                : Expression.Constant(StateParts.Value(part, empty), parts.TypeOf(part)));
        }).ToList();
        var body = new Replacement(finish.Parameters[0], results).Visit(finish.Body)!;
        return body.Uses(finish.Parameters[0])
            ? throw StateParts.Refused(owner, finish, "its result takes more of the state than the parts that are merged",
                "Write the result with the properties that Merge sets.")
            : Expression.Lambda(body, group);
    }

    private sealed class Replacement(ParameterExpression state, IReadOnlyList<(PropertyInfo? Part, Expression Value)> parts)
        : ExpressionVisitor
    {
        public override Expression? Visit(Expression? node)
        {
            foreach (var (part, value) in parts)
            {
                if (node is not null && StateParts.Is(node, state, part))
                {
                    return value;
                }
            }

            return base.Visit(node);
        }
    }
}
