using System.Collections.Immutable;
using Unified.Aggregates;
using Unified.Errors;
using Unified.Expressions;
using Unified.Time;
using Unified.Types;

namespace Unified.Logical;

/// <summary>Collects the aggregates of one input's groups, and checks them. Not thread-safe.</summary>
public sealed class GroupBuilder
{
    private readonly PlanBuilder _plan;
    private readonly ImmutableArray<KeyColumn> _keys;
    private readonly WindowKey? _window;
    private readonly List<AggregateCall> _calls = [];

    internal GroupBuilder(PlanBuilder plan, LogicalNode input, ImmutableArray<KeyColumn> keys, WindowKey? window) =>
        (_plan, Input, _keys, _window) = (plan, input, keys, window);

    /// <summary>What is grouped.</summary>
    public LogicalNode Input { get; }

    /// <summary>Adds an aggregate; null when its argument was refused.</summary>
    /// <param name="output">The result column that it fills.</param>
    /// <param name="function">The aggregate's name.</param>
    /// <param name="argument">Its argument; null when whole events are aggregated.</param>
    /// <param name="parameter">A quantile's share.</param>
    /// <param name="partial">True when a group may have no event of this input.</param>
    /// <param name="optional">True when such a group is in the result: then the aggregate must have a value for it.</param>
    /// <param name="node">What the author wrote.</param>
    /// <param name="filter">Which events it takes; null for all.</param>
    /// <param name="by">What its events are ordered by: of aggregates that are given one.</param>
    /// <param name="options">Constants that say how it works.</param>
    /// <exception cref="DefinitionException">UNI0037, UNI0038, UNI0054: the function does not take these.</exception>
    public AddedAggregate? Add(string output, string function, Expr? argument, decimal? parameter, bool partial, bool optional, string node,
        Expr? filter = null, Expr? by = null, EquatableArray<ConstantExpr> options = default)
    {
        if (Call(output, function, argument, parameter, partial, optional, node, filter, by, options) is not { } call)
        {
            return null;
        }

        _calls.Add(call);
        return new AddedAggregate(this, _calls.Count - 1, call.ResultType);
    }

    /// <summary>
    /// An aggregate for the expression of a column: one that is there already, or one of its own that is in no column of the result.
    /// </summary>
    /// <inheritdoc cref="Add"/>
    public AddedAggregate? Use(string output, string function, Expr? argument, decimal? parameter, bool partial, bool optional, string node,
        Expr? filter = null, Expr? by = null, EquatableArray<ConstantExpr> options = default)
    {
        if (Call(output, function, argument, parameter, partial, optional, node, filter, by, options) is not { } call)
        {
            return null;
        }

        var known = _calls.FindIndex(c => c.IsSame(call));
        if (known < 0)
        {
            _calls.Add(call);
        }

        return new AddedAggregate(this, known < 0 ? _calls.Count - 1 : known, call.ResultType);
    }

    /// <summary>Adds a list of whole events, the first ones in an order; null when a value was refused.</summary>
    /// <param name="output">The result column that it fills.</param>
    /// <param name="keys">What they are ordered by, one after the other.</param>
    /// <param name="values">What is kept of each.</param>
    /// <param name="count">How many.</param>
    /// <param name="filter">Which events it takes; null for all.</param>
    /// <param name="node">What the author wrote.</param>
    /// <exception cref="DefinitionException">UNI0037, UNI0038: they cannot be ordered so, or kept.</exception>
    public AddedAggregate? AddFirst(string output, EquatableArray<(Expr By, bool Descending)> keys, EquatableArray<Expr> values, int count,
        Expr? filter, string node)
    {
        EquatableArray<Expr> more = [.. keys.Select(k => k.By), .. values];
        if (filter is PoisonExpr || more.Any(m => m is PoisonExpr))
        {
            return null;
        }

        foreach (var value in filter is null ? more : [.. more, filter])
        {
            _plan.RequireColumnsOf(Input, value, node);
        }

        if (count is < 1 or > RankedListAggregate.MaxValues || keys.Length == 0)
        {
            throw new DefinitionException("UNI0038", node, $"{count} events in an order of {keys.Length} values cannot be taken.",
                "Take 1 to 1,000 events, a constant, in an order: g.OrderByDescending(x => x.Price).Take(10).");
        }

        foreach (var (by, _) in keys)
        {
            if (!Extreme.Takes(by.Type) || by.Type.Nullable)
            {
                throw new DefinitionException("UNI0037", node, $"events are not ordered by {by.Type}.", by.Type.Nullable
                    ? "Say what stands for null: OrderBy(x => x.Price ?? 0)."
                    : "Order them by a number, a time, a day, a duration or a text.");
            }
        }

        if (values.FirstOrDefault(v => v.Type.Kind == TypeKind.List) is { } list)
        {
            throw new DefinitionException("UNI0037", node, $"{list} is a list, which is not kept of an event.",
                "Keep what is needed of it: its length, or values of its elements (a second from before the group).");
        }

        if (keys.Where(k => FirstEventsLayout.IsFixed(k.By.Type)).Select(k => k.Descending).Distinct().Count() > 1)
        {
            throw new DefinitionException("UNI0037", node, "one text is to be ordered upwards and another one downwards.",
                "Order all texts in one direction; numbers and times may have either.");
        }

        var type = DataType.List(new ListElement(ElementKind.Record,
            [.. values.Select((v, i) => new Field(FirstEventsLayout.Value(i), v.Type))]));
        var directions = string.Concat(keys.Select(k => k.Descending ? '-' : '+'));
        _calls.Add(new AggregateCall(output, FirstEventsAggregate.Instance, null, null, type, filter is not null,
            options: [new ConstantExpr(count, DataType.Int32), new ConstantExpr(directions, DataType.String)], more: more)
        {
            Filter = filter,
        });
        return new AddedAggregate(this, _calls.Count - 1, type);
    }

    /// <summary>The places of the aggregates that these names are of, in their order, each once.</summary>
    internal IEnumerable<int> Places(IEnumerable<string> references) =>
        references.Select(name => _calls.FindIndex(c => FinishedColumn.AggregateName(c.Output) == name)).Where(p => p >= 0).Distinct();

    /// <summary>The output of the aggregate at a place.</summary>
    internal string Output(int place) => _calls[place].Output;

    /// <summary>The aggregate at a place.</summary>
    internal AggregateCall At(int place) => _calls[place];

    private AggregateCall? Call(string output, string function, Expr? argument, decimal? parameter, bool partial, bool optional,
        string node, Expr? filter, Expr? by, EquatableArray<ConstantExpr> options)
    {
        if (argument is PoisonExpr || filter is PoisonExpr || by is PoisonExpr)
        {
            return null;
        }

        if (argument is not null)
        {
            _plan.RequireColumnsOf(Input, argument, node);
        }

        if (filter is not null)
        {
            _plan.RequireColumnsOf(Input, filter, node);
            if (filter.Type != DataType.Boolean)
            {
                throw new DefinitionException("UNI0016", node, $"a condition is true or false; this is {filter.Type}.",
                    "Compare it with something.");
            }
        }

        var found = AggregateCatalogue.Find(function)
            ?? throw new DefinitionException("UNI0036", node, $"there is no aggregate '{function}'.", "See docs/definitions.md.");
        if (found.HasShare != parameter.HasValue)
        {
            throw new DefinitionException("UNI0038", node, $"{found.Name} {(found.HasShare ? "needs a share" : "takes no share")}.",
                "Quantiles have one: 0.95.");
        }

        if (found.IsPerWindow)
        {
            parameter = _window?.Length ?? throw new DefinitionException("UNI0037", node, _window is null
                ? $"{found.Name} is per second of a window, and the group has none."
                : $"{found.Name} is per second, and windows of '{_window.Shape}' are not all of one length.",
                "Group by Window.Tumbling(x.Time, length); or divide a count by the seconds that you mean.");
        }
        else if (parameter is { } share && (share is < 0 or > 1 || decimal.Round(share, 6) != share))
        {
            throw new DefinitionException("UNI0038", node, "the share is not 0 to 1 with at most six decimal places.",
                "Write 0.95, for example.");
        }

        // C# writes no conversion from string to string?: a text of no events is null.
        if ((optional || filter is not null) && argument is { Type: { Kind: TypeKind.String, Nullable: false } } text)
        {
            argument = ExpressionBuilder.Convert(text, DataType.String.AsNullable(), node);
        }

        argument = argument is null ? null : ExpressionBuilder.Convert(argument, found.Taken(argument.Type), node);
        var type = found.ResultType(argument?.Type, by?.Type) ?? throw new DefinitionException("UNI0037", node,
            $"{found.Name} does not take {(argument is null ? "whole events" : argument.Type.ToString())}"
            + $"{(found.HasSecond && by is not null ? $" and {by.Type}" : "")}.",
            "See docs/definitions.md for what it takes. Of decimals an average takes at most 24 digits, a variance 18: (double)x.Value.");
        if (found.Refuses(argument?.Type, options) is { } reason)
        {
            throw new DefinitionException("UNI0038", node, $"{found.Name}: {reason}.", "See docs/definitions.md.");
        }

        var order = Order(found, argument, found.IsOrderedByItself ? argument : by, node);
        if ((optional || filter is not null) && !found.HasEmptyResult(argument?.Type) && !(found.HasSecond && type.Nullable))
        {
            throw new DefinitionException("UNI0054", node, $"{found.Name} of no events has no value, and "
                + (filter is null ? "a group may be empty on this side." : "a group may have none that passes the filter."),
                "Aggregate a nullable value, (int?)x.Value: the result is null for an empty group."
                + (filter is null ? " Or join the groups instead." : ""));
        }

        return new AggregateCall(output, found, argument, parameter, type, partial || filter is not null, order, options)
        {
            Filter = filter
        };
    }

    private Expr? Order(AggregateFunction function, Expr? argument, Expr? by, string node)
    {
        if (function.HasSecond)
        {
            _plan.RequireColumnsOf(Input, by ?? throw new DefinitionException("UNI0037", node, $"{function.Name} is of two values.",
                "Give it another one."), node);
            return by;
        }

        if ((function.Order == EventOrder.Value) != by is not null)
        {
            throw new DefinitionException("UNI0037", node, by is null ? $"{function.Name} needs what the events are ordered by."
                : $"{function.Name} is not ordered by a value.", "MinBy, MaxBy, TopBy, BottomBy and StringJoinBy are.");
        }

        if (function.Order == EventOrder.None)
        {
            return null;
        }

        var order = by ?? new ColumnExpr(Input.EventTime ?? throw new DefinitionException("UNI0037", node,
            $"{function.Name} is by event time, and the events that are grouped have no such column any more.",
            "Select the event time, under one name for all sources; or use MinBy or MaxBy."), DataType.Timestamp);
        _plan.RequireColumnsOf(Input, order, node);
        return !Extreme.Takes(order.Type) ? throw new DefinitionException("UNI0037", node, $"events are not ordered by {order.Type}.",
                "Order them by a number, a time, a day, a duration or a text.")
            : order.Type.Nullable && argument is not { Type.Nullable: true } && !function.HasEmptyResult(argument?.Type)
                ? throw new DefinitionException("UNI0037", node,
                "where all that the events are ordered by is null, there is no value.",
                "Take a nullable value, (int?)x.Value; or order by x.Time ?? something.")
            : order;
    }

    /// <summary>
    /// The group with the aggregates at these places, in this order; a count of its events where one is named; and of sessions the first
    /// and the last time.
    /// </summary>
    internal AggregateNode Build(IEnumerable<int> places, string? counted, int number, bool partial)
    {
        var calls = places.Select(p => _calls[p]).ToList();
        if (counted is not null)
        {
            calls.Add(new AggregateCall(counted, AggregateCatalogue.Find("Count")!, null, null, DataType.Int64));
        }

        if (_window?.Panes is SessionWindows && Input.EventTime is { } time)
        {
            AggregateCall Time(string output, string function) => new(output, AggregateCatalogue.Find(function)!,
                new ColumnExpr(time, DataType.Timestamp), null, DataType.Timestamp.WithNull(partial), partial);
            calls.AddRange([Time(SessionWindows.First(number), "Min"), Time(SessionWindows.Last(number), "Max")]);
        }

        return new AggregateNode(Input, _keys, _window, [.. calls]);
    }
}
