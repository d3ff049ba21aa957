using System.Linq.Expressions;
using System.Reflection;

namespace Unified.Linq.States;

/// <summary>What an event adds to a part of a state.</summary>
/// <param name="Filters">Predicates that all hold for the events that add anything.</param>
/// <param name="Value">What such an event adds.</param>
internal sealed record AddedValue(IReadOnlyList<Expression> Filters, Expression Value);

/// <summary>How an event becomes part of a state: by the operator that merges, and for some events not at all.</summary>
internal static class StateAdd
{
    /// <summary>What is added to a part; null when no event changes it.</summary>
    /// <exception cref="Errors.DefinitionException">UNI0072: it is not added by the operator that merges.</exception>
    public static AddedValue? Of(StateParts parts, PropertyInfo? part, LambdaExpression add, StateOperator @operator, string owner)
    {
        var state = add.Parameters[0];
        var filters = new List<Expression>();
        var whole = Chosen(add.Body, e => e == state, state, filters);
        if (whole == state)
        {
            return null;
        }

        var node = Chosen(parts.In(whole, part), e => StateParts.Is(e, state, part), state, filters);
        if (StateParts.Is(node, state, part))
        {
            return null;
        }

        if (StateOperators.Read(node) is var (found, left, right) && found == @operator
            && Other(left, right, e => StateParts.Is(e, state, part)) is { } value && !value.Uses(state))
        {
            return new AddedValue(filters, value);
        }

        throw StateParts.Refused(owner, node,
            $"an event is not added to {StateParts.Name(part)} by the operator that merges it, {@operator}",
            "Add the event's value to the part with the operator of Merge, or leave the part as it is: e.Paid ? s.Sum + e.Price : s.Sum.");
    }

    // e.Paid ? (changed) : s, and the other way round; a test of the state itself is no choice of events.
    private static Expression Chosen(
        Expression node, Func<Expression, bool> isUnchanged, ParameterExpression state, List<Expression> filters)
    {
        while (node is ConditionalExpression choice && !choice.Test.Uses(state)
            && (isUnchanged(choice.IfTrue) || isUnchanged(choice.IfFalse)))
        {
            var otherwise = isUnchanged(choice.IfTrue);
            filters.Add(otherwise ? Expression.Not(choice.Test) : choice.Test);
            node = otherwise ? choice.IfFalse : choice.IfTrue;
        }

        return node;
    }

    private static Expression? Other(Expression left, Expression right, Func<Expression, bool> isPart) =>
        isPart(left) ? right : isPart(right) ? left : null;
}
