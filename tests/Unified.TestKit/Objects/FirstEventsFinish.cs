using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Linq;
using Unified.TestKit.Oracle;

namespace Unified.TestKit.Objects;

/// <summary>Rows of the first events of a group, compiled by .NET: the author's own expressions over the events in their order.</summary>
internal sealed class FirstEventsFinish
{
    private readonly ReadEvents _read;
    private readonly ParameterExpression _slots = Expression.Parameter(typeof(object?[]), "slots");
    private readonly List<Expression> _parts = [];
    private readonly Func<object?[], object?> _row;
    private readonly List<Func<object?[], object?>> _conditions;

    public FirstEventsFinish(FirstEventsStep step, LinqReading reading, Stepping stepping)
    {
        _read = reading.Events[step];
        Sites = [.. GroupFinish.Found(reading, _read.Columns.Concat(_read.Conditions))];
        var row = _read.Written.Row is NewExpression or MemberInitExpression
            ? GroupFinish.Constructed(_read.Written.Row, [.. _read.Columns.Select(Over)]) : Over(_read.Written.Row);
        // What is kept of an event is computed of every one.
        _read.Columns.ToList().ForEach(c => Over(c));
        _row = stepping.Through(step, Compile(row));
        _conditions = [.. _read.Conditions.Select(c => stepping.Through(step, Compile(Over(c))))];
    }

    /// <summary>The events as the definition takes them.</summary>
    public FirstEventsCall Written => _read.Written;

    /// <summary>As the plan has them.</summary>
    public AggregateCall Call => _read.Call;

    /// <summary>Aggregates beside them.</summary>
    public IReadOnlyList<AggregateSite> Sites { get; }

    /// <summary>What is of an event alone: computed of every event.</summary>
    public IReadOnlyList<Expression> Parts => _parts;

    /// <summary>The rows of a group.</summary>
    /// <exception cref="Exception">What C# throws.</exception>
    public IEnumerable<object> Rows(ObjectGroup group)
    {
        object?[] known = [group.Key, .. Sites.Select((s, i) => GroupFinish.Result(s, group.Taken[i])), null];
        if (_conditions.Any(c => c(known) is not true))
        {
            return [];
        }

        var order = group.Taken[^1].OrderBy(_ => 0);
        for (var k = 0; k < Written.Keys.Length; k++)
        {
            var key = k;
            order = Written.Keys[k].Descending ? order.ThenByDescending(e => e.Keys[key]!, PlainAggregates.Order)
                : order.ThenBy(e => e.Keys[key]!, PlainAggregates.Order);
        }

        return order.ThenBy(e => e.Place).Take((int)Call.Options[0].Value!)
            .Select((e, place) => _row([.. known[..^1], place, .. e.Parts])!);
    }

    // Key, aggregates, place, and what is of the event.
    private Expression Over(Expression expression) => new Replace(n =>
    {
        if (n == Written.Place)
        {
            return Slot(Sites.Count + 1, n.Type);
        }

        if (Written.IsOfEvent(n))
        {
            var part = _parts.FindIndex(p => p.ToString() == n.ToString() && p.Type == n.Type);
            _parts.AddRange(part < 0 ? [n] : Array.Empty<Expression>());
            return Slot(Sites.Count + 2 + (part < 0 ? _parts.Count - 1 : part), n.Type);
        }

        return Sites.Select((s, i) => (s.Node, Slot: i + 1)).FirstOrDefault(s => s.Node == n) is { Node: { } node, Slot: var slot }
            ? Slot(slot, node.Type)
            : n is MemberExpression { Member.Name: "Key", Expression: ParameterExpression group } && group == Written.Group
                ? Slot(0, n.Type) : null;
    }).Visit(expression)!;

    private UnaryExpression Slot(int number, Type type) => Expression.Convert(
        Expression.Call(typeof(GroupFinish), nameof(GroupFinish.Value), null, _slots, Expression.Constant(number)), type);

    private Func<object?[], object?> Compile(Expression expression) =>
        Expression.Lambda<Func<object?[], object?>>(Expression.Convert(CSharpOrder.Of(expression), typeof(object)), _slots).Compile();
}
