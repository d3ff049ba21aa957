using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Unified.Aggregates;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.Core.Tests.Oracle;

/// <summary>
/// What a query means: LINQ over objects. Expressions are C#, compiled by .NET; aggregates are computed in the plainest way. Of the engine
/// it takes the names and types of columns, and nothing else.
/// </summary>
internal sealed class Meaning
{
    private readonly RandomQuery _query;
    private readonly JobPlan _plan;
    private readonly SortedDictionary<string, Group> _groups = new(StringComparer.Ordinal);

    private readonly Func<AggregateCall, IReadOnlyList<PlainEvent>, string>? _states;

    private Meaning(RandomQuery query, JobPlan plan, Func<AggregateCall, IReadOnlyList<PlainEvent>, string>? states = null) =>
        (_query, _plan, _states) = (query, plan, states);

    /// <summary>Log and number of the events that cannot be computed.</summary>
    public SortedDictionary<(string Log, int Number), Exception> Rejected { get; } = [];

    /// <summary>Identity to states, or to the values of an event's row, as RowTable prints them.</summary>
    public SortedDictionary<string, string> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>The rows of the answer in carriers, in no order; null when a group of it cannot be finished.</summary>
    public List<object?[]>? Answer { get; private set; } = [];

    /// <summary>True when only groups that are in no answer cannot be finished: an engine may fail there or not.</summary>
    public bool IsUncertain { get; private set; }

    /// <summary>Computes a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="logs">The events.</param>
    /// <param name="states">What the states of an aggregate are, as text; null to leave the rows of groups out.</param>
    public static Meaning Of(RandomQuery query, JobPlan plan, IReadOnlyList<Events> logs,
        Func<AggregateCall, IReadOnlyList<PlainEvent>, string>? states = null)
    {
        var meaning = new Meaning(query, plan, states);
        var paths = Paths(query);
        for (var source = 0; source < logs.Count; source++)
        {
            var read = paths.Where(p => p.Path.Source == source).ToList();
            foreach (var one in read.Count == 0 ? [] : logs[source].All)
            {
                meaning.Take(logs[source].Log, read, one);
            }
        }

        meaning.Finish();
        return meaning;
    }

    /// <summary>
    /// False for a query that says one aggregate twice, in two ways: the plan has it once, and its place is not known.
    /// </summary>
    public static bool Knows(RandomQuery query, JobPlan plan) => query.Groups.Select((g, i) =>
    {
        var calls = new Meaning(query, plan).Calls(i).ToList();
        var all = ((FinishNode)plan.Logical).Groups[i].Aggregates.Count(c => !IsCount(c));
        return calls.Count == all && calls.Select(c => c.Place).Distinct().Count() == g.Aggregates.Length;
    }).All(x => x);

    /// <summary>The value of an expression over an event.</summary>
    public static Func<Sample, object?> Compile(Expression expression) => Expression.Lambda<Func<Sample, object?>>(
        Expression.Convert(CSharpOrder.Of(expression), typeof(object)), RandomQuery.Event).Compile();

    private static List<(EventPath Path, int Group)> Paths(RandomQuery query) => query.Input is { } input
        ? [.. input.Sides.Select((_, s) => (new EventPath(input, s, query.Columns, []), 0))]
        : [.. query.Groups.SelectMany((g, i) => g.Input.Sides.Select((_, s) => (new EventPath(g.Input, s, g.Keys, g.Aggregates), i)))];

    private void Take(string log, List<(EventPath Path, int Group)> paths, Placed one)
    {
        var made = new List<(int Branch, int Group, object?[] Values, List<(AggregateCall Call, Taken Taken)> Taken)>();
        try
        {
            for (var branch = 0; branch < paths.Count; branch++)
            {
                var (path, group) = paths[branch];
                if (path.Of(one.Event) is { } row)
                {
                    made.Add((branch, group, [.. row.Values.Select((v, i) => Stored(v, ValueType(i))).Select(v =>
                        _query.Input is null ? Carriers.Key(v) : v)],
                        _query.Input is not null ? [] : Stored(group, row)));
                }
            }

            if (_query.Input is not null && made.Count > 0)
            {
                _ = Stored(one.Event.Time, DataType.Timestamp);
            }
        }
        catch (Exception error) when (error is not (OutOfMemoryException or AccessViolationException))
        {
            Rejected.Add((log, one.Number), error);
            return;
        }

        foreach (var (branch, group, values, taken) in made)
        {
            if (_query.Input is not null)
            {
                var time = Timestamps.FromDateTime(one.Event.Time);
                Rows.Add(string.Create(CultureInfo.InvariantCulture, $"_log={log} | _p={one.Partition} | _offset={one.Offset} | ")
                    + $"_branch={branch}", string.Join(" | ", values.Select((v, i) => Carriers.Stored(v, ValueType(i)))
                        .Prepend($"{time}")));
                Answer!.Add(values);
                continue;
            }

            var identity = string.Join(" | ", _plan.Rows.Identity.Select(f => $"{f.Name}={Carriers.Stored(values[KeyOf(f)], f.Type)}"));
            if (!_groups.TryGetValue(identity, out var known))
            {
                _groups[identity] = known = new Group(values, [.. _query.Groups.Select(_ => 0L)], []);
            }

            known.Events[group]++;
            var place = _plan.Sources.IndexOf(_plan.Source(log));
            foreach (var (call, t) in taken)
            {
                known.Of(call).Add(new PlainEvent(t.Value, t.By, place, one.Partition, one.Offset, branch));
            }
        }
    }

    private List<(AggregateCall, Taken)> Stored(int group, Made row) =>
        [.. Calls(group).Where(c => row.Taken[c.Place] is not null).Select(c => (c.Call, new Taken(
            c.Call.Argument is { } a ? Stored(row.Taken[c.Place]!.Value, a.Type) : null,
            c.Call.By is { } by ? Stored(row.Taken[c.Place]!.By, by.Type) : null)))];

    // Rows hold text as UTF-8, and times of the years 1900 to 2299.
    private static object? Stored(object? value, DataType type) => Carriers.FromClr(value, type) switch
    {
        long micros when type.Kind == TypeKind.Timestamp && !Timestamps.IsStorable(micros) => throw new NotSupportedException("time"),
        int days when type.Kind == TypeKind.Date && !Timestamps.IsStorableDay(days) => throw new NotSupportedException("day"),
        string text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)),
        var carrier => carrier,
    };

    private DataType ValueType(int i) => _query.Input is not null ? _plan.Outputs[i].Field.Type
        : _plan.Rows.Identity.First(f => KeyOf(f) == i).Type;

    private int KeyOf(Field key) => _query.Keys.Length == 1 ? 0 : int.Parse(key.Name[1..], CultureInfo.InvariantCulture);

    /// <summary>The plan's aggregates of a group, and the place of each among the query's.</summary>
    private IEnumerable<(AggregateCall Call, int Place)> Calls(int group)
    {
        var aggregates = _query.Groups[group].Aggregates;
        var outputs = _plan.Outputs.Select(o => o.Field.Name).ToList();
        var calls = ((FinishNode)_plan.Logical).Groups[group].Aggregates.Where(c => !IsCount(c))
            .Select(c => (Call: c, Column: outputs.IndexOf(c.Output) - _query.Keys.Length)).ToList();
        int Direct(int column) => column < 0 ? -1 :
            Enumerable.Range(0, aggregates.Length).FirstOrDefault(i => aggregates[i].Result == Bare(_query.Columns[column]), -1);
        var direct = calls.Select(c => Direct(c.Column)).ToHashSet();
        foreach (var (call, column) in calls)
        {
            var place = column >= 0 ? Direct(column) : Enumerable.Range(0, aggregates.Length)
                .FirstOrDefault(i => !direct.Contains(i) && aggregates[i].Method.Name == call.Function.Name, -1);
            if (place >= 0)
            {
                yield return (call, place);
            }
        }
    }

    // Whether an input has events: counted for a join.
    private static bool IsCount(AggregateCall call) => call.Output.StartsWith("_matched", StringComparison.Ordinal);

    // A conversion that keeps every value is left to whoever reads the row.
    private static Expression Bare(Expression column) =>
        column is UnaryExpression
        {
            NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked,
            Operand: ParameterExpression aggregate
        }
            ? aggregate : column;

    private void Finish()
    {
        if (_query.Input is not null)
        {
            return;
        }

        var calls = _query.Groups.SelectMany((g, i) => Calls(i).Select(c => (c.Call, Aggregate: g.Aggregates[c.Place]))).ToList();
        var finish = new FinishedRows(_query, _plan, calls);
        foreach (var (identity, group) in _groups)
        {
            var states = _plan.Aggregates.Select(call => IsCount(call)
                ? $"{group.Events[int.Parse(call.Output[8..], CultureInfo.InvariantCulture)]}"
                : _states!(call, group.Of(call)));
            if (_states is not null)
            {
                Rows.Add(identity, string.Join(" | ", states));
            }

            if (_query.Inner && group.Events.Contains(0))
            {
                continue;
            }

            var (row, certain) = finish.Row(group.Keys, group.Of);
            IsUncertain |= !certain;
            if (row is not { Length: 0 })
            {
                Answer = row is null ? null : Answer?.Append(row).ToList();
            }
        }
    }

    private sealed record Group(object?[] Keys, long[] Events, Dictionary<string, List<PlainEvent>> Taken)
    {
        public List<PlainEvent> Of(AggregateCall call) => Taken.TryGetValue(call.Output, out var known) ? known : Taken[call.Output] = [];
    }
}
