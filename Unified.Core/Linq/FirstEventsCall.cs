using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Definition;
using Unified.Errors;

namespace Unified.Linq;

/// <summary>
/// The first events of a group as C# has them, and their rows: <c>g.Where(..).OrderBy(..).ThenBy(..).Take(n).Select(..)</c>.
/// </summary>
/// <param name="Group">The group.</param>
/// <param name="Event">Stands for an event.</param>
/// <param name="Place">Stands for its place among the first ones.</param>
/// <param name="Filters">Predicates that all hold for the events.</param>
/// <param name="Keys">What they are ordered by.</param>
/// <param name="Count">How many.</param>
/// <param name="Row">The row, over group, event and place.</param>
internal sealed record FirstEventsCall(ParameterExpression Group, ParameterExpression Event, ParameterExpression Place,
    ImmutableArray<LambdaExpression> Filters, ImmutableArray<(LambdaExpression By, bool Descending)> Keys, Expression Count, Expression Row)
{
    /// <summary>What a step says.</summary>
    /// <exception cref="DefinitionException">UNI0011: the group's events are not taken in this form.</exception>
    public static FirstEventsCall Of(FirstEventsStep step)
    {
        var group = step.Events.Parameters[0];
        var selectors = new Stack<LambdaExpression>();
        var at = step.Events.Body;
        while (at is MethodCallExpression
            {
                Method.Name: nameof(FirstEvents<int>.Select),
                Object: { } of,
                Arguments: [LambdaExpression one]
            } && of.Type.GetGenericTypeDefinition() == typeof(FirstEvents<>))
        {
            selectors.Push(one);
            at = of;
        }

        if (at is not MethodCallExpression { Method.Name: nameof(OrderedGroup<int>.Take), Object: { } ordered, Arguments: [var count] })
        {
            throw Refuse(step.Events.Body);
        }

        var keys = new Stack<(LambdaExpression, bool)>();
        for (at = ordered; at is MethodCallExpression { Object: { } owner, Arguments: [LambdaExpression by] } call
            && call.Type.GetGenericTypeDefinition() == typeof(OrderedGroup<>); at = owner)
        {
            keys.Push((by, call.Method.Name.EndsWith("Descending", StringComparison.Ordinal)));
        }

        var filters = new Stack<LambdaExpression>();
        while (at is MethodCallExpression
            {
                Method.Name: nameof(Group<int, int>.Where),
                Object: { } owner,
                Arguments: [LambdaExpression where]
            })
        {
            filters.Push(where);
            at = owner;
        }

        if (at != group || keys.Count == 0)
        {
            throw Refuse(step.Events.Body);
        }

        var element = keys.Peek().Item1.Parameters[0];
        var place = Expression.Parameter(typeof(int), "place");
        Expression row = element;
        foreach (var selector in selectors)
        {
            row = selector.Put(row, place);
        }

        row = step.Result is null ? row : step.Result.Put(group, row);
        row = step.Selector is null ? row : step.Selector.Put(row);
        return new FirstEventsCall(group, element, place, [.. filters], [.. keys], count, ComposedAggregates.Expand(row));
    }

    /// <summary>A lambda over the event.</summary>
    public Expression Over(LambdaExpression lambda) => lambda.Put(Event);

    /// <summary>True when an expression is of the event alone.</summary>
    public bool IsOfEvent(Expression node) => node.Uses(Event) && !node.Uses(Group) && !node.Uses(Place);

    private static DefinitionException Refuse(Expression events) => new("UNI0011", events.ToString(),
        "rows are made of the first events of a group in an order, in no other form.",
        "Write g.OrderByDescending(x => x.Price).Take(10), with g.Where(..) before and ThenBy(..) behind OrderBy.");
}
