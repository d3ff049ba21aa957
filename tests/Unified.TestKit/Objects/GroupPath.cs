using System.Linq.Expressions;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Linq;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.TestKit.Objects;

/// <summary>An aggregate of a definition: the expression that it is, and its place among the aggregates of the result.</summary>
internal sealed record AggregateSite(Expression Node, ReadAggregate Read)
{
    /// <summary>As the plan has it.</summary>
    public AggregateCall Call => Read.Call;
}

/// <summary>What a row is to a group: its window, its key in a window, and what each aggregate takes of it.</summary>
/// <param name="Group">The place of the group among the selector's.</param>
/// <param name="Key">The key in a window.</param>
/// <param name="Time">The time that windows go over; null where the key has none that only the query knows.</param>
/// <param name="Taken">By the place of the aggregate; null where it takes nothing.</param>
internal sealed record TakenRow(int Group, Func<object?, object?> Key, DateTime? Time, IReadOnlyList<PlainEvent?> Taken);

/// <summary>One way of events to a group.</summary>
internal sealed class GroupPath
{
    private readonly CompiledPath _path;
    private readonly KeyWindow? _window;
    private readonly int _group;
    private readonly FirstEventsFinish? _events;
    private readonly (int[] Filters, int[] Keys, int[] Parts) _whole = ([], [], []);
    private readonly List<(AggregateSite Site, int[] Filters, int Argument, int By)?> _sites = [];

    /// <param name="path">The way to the rows that are grouped.</param>
    /// <param name="step">The grouping.</param>
    /// <param name="result">The select, in which aggregates stand.</param>
    /// <param name="group">The place of the group among the selector's.</param>
    /// <param name="sites">All aggregates of the result.</param>
    /// <param name="stepping">Where a debugger stops.</param>
    /// <param name="events">Whole events that are taken behind what the aggregates take; null for none.</param>
    public GroupPath(EventPath path, GroupStep step, DefinitionStep result, int group, IReadOnlyList<AggregateSite> sites,
        Stepping stepping, FirstEventsFinish? events = null)
    {
        _group = group;
        _events = events;
        var key = path.Over(step.Key);
        _window = KeyWindow.Of(key);
        var element = step.Element is null ? path.Row : path.Over(step.Element);
        var values = new List<(DefinitionStep, Expression)> { (step, _window?.Key ?? key) };
        int Add(LambdaExpression? lambda)
        {
            if (lambda is null)
            {
                return -1;
            }

            values.Add((result, Inlining.Of(lambda.Body, lambda.Parameters[0], element)));
            return values.Count - 1;
        }

        if (_window is not null)
        {
            values.Add((step, _window.Time));
        }

        foreach (var site in sites)
        {
            _sites.Add(site.Read.Written.Group != group ? null : (site, [.. site.Read.Written.Filters.Select(f => Add(f))],
                Add(site.Read.Written.Argument), Add(site.Read.Written.By)));
        }

        if (events is { Written: { } first })
        {
            int Event(Expression value) => Add(Expression.Lambda(value, first.Event));
            _whole = ([.. first.Filters.Select(f => Event(first.Over(f)))], [.. first.Keys.Select(k => Event(first.Over(k.By)))],
                [.. events.Parts.Select(Event)]);
        }

        _path = new CompiledPath(path, _window?.Window, values, stepping);
    }

    /// <summary>The source that it reads; null for the rows of a result.</summary>
    public SourceSettings? Source => _path.Path.Source;

    /// <summary>The window of its key, where only the query knows it.</summary>
    public KeyWindow? Window => _window;

    /// <summary>What an event is to the group.</summary>
    /// <param name="one">The event.</param>
    /// <param name="time">Its time.</param>
    /// <param name="place">Its place, as an event without values.</param>
    /// <param name="isStored">True when rows hold the values: times of the years 1900 to 2299.</param>
    public List<TakenRow> Of(object one, DateTime time, PlainEvent place, bool isStored)
    {
        var rows = new List<TakenRow>();
        foreach (var row in _path.Rows(one))
        {
            var at = _window is null ? (DateTime?)null : (DateTime)_path.Value(1, row)!;
            object? Key(object? window) => GroupKey.Of(_path.Value(0, _window is null ? row : _path.In(row, window)), isStored);
            List<PlainEvent?> taken = [.. _sites.Select(s => s is { } site ? Taken(site, row, time, place, isStored) : null)];
            if (_events is not null)
            {
                taken.Add(Whole(_events, row, place, isStored));
            }

            if (_window is null or { IsSession: true })
            {
                // What rows cannot hold rejects the event now. A session is named by the time of one of its events.
                _ = Key(at);
                rows.Add(new TakenRow(_group, Key, at, taken));
            }
            else
            {
                foreach (var window in _window.Holding(at!.Value))
                {
                    _ = Key(window);
                    rows.Add(new TakenRow(_group, _ => Key(window), at, taken));
                }
            }
        }

        return rows;
    }

    private PlainEvent? Whole(FirstEventsFinish events, object?[] row, PlainEvent place, bool isStored) =>
        _whole.Filters.Any(f => _path.Value(f, row) is not true) ? null : place with
        {
            Keys = [.. _whole.Keys.Select((k, i) => Storable.Carrier(_path.Value(k, row), events.Call.More[i].Type, isStored))],
            Parts = [.. _whole.Parts.Select(p => GroupKey.Of(_path.Value(p, row), isStored))],
        };

    private PlainEvent? Taken((AggregateSite Site, int[] Filters, int Argument, int By) site, object?[] row, DateTime time,
        PlainEvent place, bool isStored)
    {
        if (site.Filters.Any(f => _path.Value(f, row) is not true))
        {
            return null;
        }

        var call = site.Site.Call;
        return place with
        {
            Value = site.Argument < 0 ? null : Storable.Carrier(_path.Value(site.Argument, row), call.Argument!.Type, isStored),
            By = call.By is not { } by || call.Function.IsOrderedByItself ? null
                : Storable.Carrier(site.By < 0 ? time : _path.Value(site.By, row), by.Type, isStored),
        };
    }
}

/// <summary>Values that rows can hold: times of the years 1900 to 2299, text in UTF-8.</summary>
internal static class Storable
{
    /// <summary>A value in its carrier.</summary>
    /// <exception cref="NotSupportedException">Rows cannot hold it.</exception>
    public static object? Carrier(object? value, DataType type, bool isStored) => Coerced(Carriers.FromClr(value, type), type) switch
    {
        long micros when isStored && type.Kind == TypeKind.Timestamp && !Time.Timestamps.IsStorable(micros) =>
            throw new NotSupportedException("the time is not in the years 1900 to 2299"),
        int days when isStored && type.Kind == TypeKind.Date && !Time.Timestamps.IsStorableDay(days) =>
            throw new NotSupportedException("the day is not in the years 1900 to 2299"),
        string text => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)),
        var carrier => carrier,
    };

    // C# has converted further than the plan did, or not as far.
    private static object? Coerced(object? carrier, DataType type) =>
        carrier is null or object?[] || carrier.GetType() == type.Carrier ? carrier
        : type.Carrier == typeof(Int128) ? (object)PlainAggregates.ToInt128(carrier)
        : Convert.ChangeType(carrier, type.Carrier, System.Globalization.CultureInfo.InvariantCulture);
}
