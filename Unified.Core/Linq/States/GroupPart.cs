using System.Linq.Expressions;

namespace Unified.Linq.States;

/// <summary>A part of a state as the aggregate of a group that it is.</summary>
internal static class GroupPart
{
    /// <summary>The aggregate.</summary>
    /// <param name="group">The group.</param>
    /// <param name="operator">How the part is merged.</param>
    /// <param name="added">What events add.</param>
    /// <param name="event">The event that it is said of.</param>
    /// <param name="type">The part's type.</param>
    public static Expression Of(
        ParameterExpression group, StateOperator @operator, AddedValue added, ParameterExpression @event, Type type)
    {
        var over = added.Filters.Aggregate((Expression)group, (g, filter) => Call(g, "Where", filter, @event, typeof(bool)));
        if (@operator == StateOperator.Sum && added.Value is ConstantExpression { Value: 1L })
        {
            return Expression.Call(over, group.Type.GetMethod("Count", Type.EmptyTypes)!);
        }

        // Of no events these have no value, and the state has its empty one.
        return @operator is StateOperator.Min or StateOperator.Max or StateOperator.BitOr or StateOperator.BitAnd
            && typeof(Nullable<>).MakeGenericType(type) is var optional
            ? Expression.Coalesce(Call(over, $"{@operator}", Expression.Convert(added.Value, optional), @event, optional),
                Expression.Constant(StateOperators.Identity(@operator, type), type))
            : Call(over, $"{@operator}", added.Value, @event, type);
    }

    private static MethodCallExpression Call(Expression group, string name, Expression value, ParameterExpression @event, Type type)
    {
        var lambda = typeof(Func<,>).MakeGenericType(@event.Type, type);
        var method = group.Type.GetMethods().Where(m => m.Name == name && m.GetParameters().Length == 1)
            .Select(m => m.IsGenericMethodDefinition && m.GetGenericArguments().Length == 1 ? m.MakeGenericMethod(type) : m)
            .First(m => m.GetParameters()[0].ParameterType == lambda);
        return Expression.Call(group, method, Expression.Lambda(lambda, value, @event));
    }
}
