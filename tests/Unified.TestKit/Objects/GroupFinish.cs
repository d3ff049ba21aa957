using System.Linq.Expressions;
using Unified.Definition;
using Unified.Linq;
using Unified.TestKit.Oracle;

namespace Unified.TestKit.Objects;

/// <summary>The <c>select</c> of groups, compiled by .NET over results of aggregates.</summary>
internal sealed class GroupFinish
{
    private readonly Func<object?[], object?> _row;
    private readonly List<Func<object?[], object?>> _conditions;
    private readonly ParameterExpression _slots = Expression.Parameter(typeof(object?[]), "slots");
    private readonly ReadResult _read;

    public GroupFinish(ResultStep step, LinqReading reading, IReadOnlyList<LambdaExpression> having, Stepping stepping)
    {
        _read = reading.Results[step.Selector];
        Sites = [.. Found(reading, _read.Columns.Concat(_read.Conditions))];
        var row = Constructed(step.Selector.Body, [.. _read.Columns.Select(Over)]);
        _row = stepping.Through(step, Compile(row));
        // A row that is not in the answer fails nothing: only those columns are computed that decide it.
        _conditions = [.. _read.Conditions.Select(c => stepping.Through(step, Compile(Over(c)))),
            .. having.Select(h => Compile(Inlining.Of(h.Body, h.Parameters[0], row)))];
    }

    /// <summary>The aggregates.</summary>
    public IReadOnlyList<AggregateSite> Sites { get; }

    /// <summary>The row of a group; null when it is not in the answer.</summary>
    /// <exception cref="Exception">What C# throws.</exception>
    public object? Row(ObjectGroup group)
    {
        object?[] slots = [group.Key, .. Sites.Select((s, i) => Result(s, group.Taken[i]))];
        return _conditions.All(c => c(slots) is true) ? _row(slots) : null;
    }

    // What is not asked for fails nothing.
    internal static object? Result(AggregateSite site, List<PlainEvent> events)
    {
        try
        {
            var (type, clr) = (site.Call.ResultType, site.Node.Type);
            return Carriers.ToClr(PlainAggregates.Result(site.Call, events), type, clr)
                ?? (clr.IsValueType && Nullable.GetUnderlyingType(clr) is null ? Activator.CreateInstance(clr) : null);
        }
        catch (OverflowException error)
        {
            return error;
        }
    }

    internal static IEnumerable<AggregateSite> Found(LinqReading reading, IEnumerable<Expression> expressions)
    {
        var sites = new List<AggregateSite>();
        foreach (var expression in expressions)
        {
            _ = new Replace(n =>
            {
                if (!reading.Aggregates.TryGetValue(n, out var read))
                {
                    return null;
                }

                sites.Add(new AggregateSite(n, read));
                return n;
            }).Visit(expression);
        }

        return sites.DistinctBy(s => s.Node, ReferenceEqualityComparer.Instance);
    }

    // Keys and aggregates are what stands in the slots.
    private Expression Over(Expression expression) => new Replace(n =>
        Sites.Select((s, i) => (s.Node, Slot: i + 1)).FirstOrDefault(s => s.Node == n) is { Node: { } node, Slot: var slot }
            ? Slot(slot, node.Type)
        : IsKey(n) ? Slot(0, n.Type) : null).Visit(expression)!;

    private bool IsKey(Expression node) => (node is ParameterExpression key && key == _read.Key)
        || (node is MemberExpression { Member.Name: "Key", Expression: ParameterExpression group } && _read.Groups.Contains(group));

    private UnaryExpression Slot(int number, Type type) => Expression.Convert(
        Expression.Call(typeof(GroupFinish), nameof(Value), null, _slots, Expression.Constant(number)), type);

    internal static object? Value(object?[] slots, int number) => slots[number] is Exception error ? throw error : slots[number];

    internal static Expression Constructed(Expression body, IReadOnlyList<Expression> columns) => body switch
    {
        NewExpression made => made.Update(columns),
        MemberInitExpression made => made.Update(made.NewExpression,
            made.Bindings.OfType<MemberAssignment>().Select((b, i) => (MemberBinding)b.Update(columns[i]))),
        _ => throw new NotSupportedException($"'{body}' constructs no row."),
    };

    private Func<object?[], object?> Compile(Expression expression) =>
        Expression.Lambda<Func<object?[], object?>>(Expression.Convert(CSharpOrder.Of(expression), typeof(object)), _slots).Compile();
}
