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
        if (node is not MethodCallExpression { Object: { } target } call || AggregateCatalogue.Find(call.Method.Name) is null)
        {
            return null;
        }

        var filters = ImmutableArray.CreateBuilder<LambdaExpression>();
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

        if (target is not ParameterExpression parameter || groups.IndexOf(parameter) is not (>= 0 and var group))
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

        var hasShare = AggregateCatalogue.Find(call.Method.Name)!.HasShare;
        return new GroupCall(group, call.Method.Name, argument, lambdas.ElementAtOrDefault(1), hasShare ? ShareOf(call) : null,
            hasShare ? [] : [.. call.Arguments.Where(a => a is not LambdaExpression).SelectMany(Each)], filters.ToImmutable(),
            call.ToString());
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
