using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Errors;

namespace Unified.Linq;

/// <summary>An aggregate as C# has it: <c>g.Where(x => x.Paid).Sum(x => x.Value)</c>.</summary>
/// <param name="Group">The place of the group among the selector's.</param>
/// <param name="Function">The aggregate's name.</param>
/// <param name="Argument">What is aggregated; null for whole events.</param>
/// <param name="By">What its events are ordered by, or null.</param>
/// <param name="Share">A quantile's share.</param>
/// <param name="Options">Constants that say how it works.</param>
/// <param name="Filters">Predicates that all hold for the events that it takes.</param>
/// <param name="Node">What the author wrote.</param>
internal sealed record GroupCall(int Group, string Function, LambdaExpression? Argument, LambdaExpression? By, decimal? Share,
    ImmutableArray<Expression> Options, ImmutableArray<LambdaExpression> Filters, string Node)
{
    /// <summary>The aggregate that a node is, or null.</summary>
    /// <exception cref="DefinitionException">UNI0038: its share is no constant.</exception>
    public static GroupCall? Of(Expression node, ImmutableArray<ParameterExpression> groups)
    {
        if ((Distinct(node) ?? FirstOf(node)) is var (function, value, by, from))
        {
            return Over(from, groups, out var passing) is { } place
                ? new GroupCall(place, function, value, by, null, [], passing.ToImmutable(), node.ToString()) : null;
        }

        if (node is not MethodCallExpression { Object: { } target } call || AggregateCatalogue.Find(Named(call)) is not { } aggregate
            || Over(target, groups, out var filters) is not { } group)
        {
            return null;
        }

        LambdaExpression[] lambdas = [.. call.Arguments.OfType<LambdaExpression>()];
        var argument = lambdas.FirstOrDefault();
        if (argument is not null && call.Method.GetParameters()[0].Name == "predicate")
        {
            filters.Add(argument);
            argument = null;
        }

        var hasShare = aggregate.HasShare;
        return new GroupCall(group, aggregate.Name, argument, lambdas.ElementAtOrDefault(1), hasShare ? ShareOf(call) : null,
            hasShare ? [] : [.. call.Arguments.Where(a => a is not LambdaExpression).SelectMany(Each)], filters.ToImmutable(),
            call.ToString());
    }

    private static string Named(MethodCallExpression call) =>
        call.Method.Name == nameof(Group<int>.StdDev) ? nameof(Group<int>.StandardDeviation) : call.Method.Name;

    // The group that is aggregated, and which of its events.
    private static int? Over(Expression target, ImmutableArray<ParameterExpression> groups,
        out ImmutableArray<LambdaExpression>.Builder filters)
    {
        filters = ImmutableArray.CreateBuilder<LambdaExpression>();
        while (target is MethodCallExpression
            {
                Object: { } below,
                Method.Name: nameof(Group<int, int>.Where),
                Arguments: [LambdaExpression where]
            })
        {
            filters.Insert(0, where);
            target = below;
        }

        return target is ParameterExpression parameter && groups.IndexOf(parameter) is >= 0 and var group ? group : null;
    }

    // g.Select(x => x.User).Distinct().Count()
    private static (string Function, LambdaExpression Value, LambdaExpression? By, Expression From)? Distinct(Expression node) =>
        node is MethodCallExpression
        {
            Method.Name: nameof(DistinctValues<int>.Count),
            Object: MethodCallExpression
            {
                Method.Name: nameof(GroupValues<int>.Distinct),
                Object: MethodCallExpression
                {
                    Method.Name: nameof(Group<int, int>.Select),
                    Object: { } from,
                    Arguments: [LambdaExpression value]
                }
            }
        } ? (nameof(Group<int, int>.CountDistinct), value, null, from) : null;

    // g.OrderByDescending(x => x.At).First().Price
    private static (string Function, LambdaExpression Value, LambdaExpression? By, Expression From)? FirstOf(Expression node)
    {
        var members = new Stack<System.Reflection.MemberInfo>();
        var at = node;
        while (at is MemberExpression { Expression: { } owner } member)
        {
            members.Push(member.Member);
            at = owner;
        }

        if (members.Count == 0 || at is not MethodCallExpression
            {
                Method.Name: nameof(OrderedGroup<int>.First),
                Object: MethodCallExpression
                {
                    Method.Name: nameof(Group<int, int>.OrderBy) or nameof(Group<int, int>.OrderByDescending),
                    Object: { } from,
                    Arguments: [LambdaExpression by]
                } order
            })
        {
            return null;
        }

        var parameter = by.Parameters[0];
        var value = members.Aggregate((Expression)parameter, Expression.MakeMemberAccess);
        return (order.Method.Name == nameof(Group<int, int>.OrderBy) ? nameof(Group<int, int>.MinBy) : nameof(Group<int, int>.MaxBy),
            Expression.Lambda(value, parameter), by, from);
    }

    // Of an array each element.
    private static IEnumerable<Expression> Each(Expression option) => option is NewArrayExpression array ? array.Expressions
        : DefinitionConstants.TryValue(option, out var value) && value is Array values
            ? values.Cast<object>().Select(Expression.Constant) : [option];

    private static decimal ShareOf(MethodCallExpression call)
    {
        var value = call.Arguments[1] is ConstantExpression { Value: double constant } ? constant
            : throw new DefinitionException("UNI0038", call.ToString(), "the share is not a constant.", "Write it as a literal: 0.95.");
        return value is >= 0 and <= 1 ? (decimal)value
            : throw new DefinitionException("UNI0038", call.ToString(), "the share is not 0 to 1 with at most six decimal places.",
                "Write 0.95, for example.");
    }
}
