using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.TestKit.Answers;

/// <summary>
/// The answer over merged rows, in plain .NET: what the views of ClickHouse compute, one row at a time. Each row is a value in its carrier
/// for every column of the result.
/// </summary>
/// <param name="plan">The plan.</param>
internal sealed class FinishedRows(JobPlan plan)
{
    /// <summary>The answer: in the order that the definition gives, else in no order.</summary>
    /// <param name="rows">The merged rows of both layers.</param>
    /// <exception cref="DataException">A column of a group cannot be computed; the message names it.</exception>
    public IReadOnlyList<object?[]> Of(RowTable rows) => Sorted(plan.Logical, Rows(plan.Logical, rows));

    private IReadOnlyList<object?[]> Rows(ResultNode node, RowTable table)
    {
        switch (node)
        {
            case EmitNode:
                var first = plan.Rows.Columns.Length - plan.Rows.Values.Length;
                return [.. table.Values.Select(r => plan.Rows.Values.Select((f, i) => RowValues.Carrier(f.Type, r[first + i])).ToArray())];
            case TopNode top:
                return Ranking.Top(top, Rows(top.Input, table));
            case ExpandNode expand:
                return ExpandedRows.Of(plan.Job, expand, Rows(expand.Input, table));
            case FinishNode finish when ReferenceEquals(finish, plan.Stored):
                return Stored(finish, table);
            case FinishNode { Groups: [var group] } finish:
                return new FinishedGroups(plan.Job, finish).Of(ResultGroups.Of(group, below => Rows(below, table)));
            default:
                throw new InternalException($"A {node.GetType().Name} is not computed from rows.");
        }
    }

    private List<object?[]> Stored(FinishNode finish, RowTable table)
    {
        var layout = plan.Rows.Panes is null ? plan.Rows : PaneFold.Layout(plan.Rows);
        var merged = plan.Rows.Panes is null ? table : PaneFold.Windows(plan.Rows, table);
        var places = layout.Columns.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);
        var identity = finish.Groups[0].AnswerIdentity;
        return new FinishedGroups(plan.Job, finish).Of(merged.Values
            .Where(row => finish.Matched.All(m => (Int128)row[places[m]]! > 0))
            .Select(row => new GroupStates([.. identity.Select(k => RowValues.Carrier(k.Type, row[places[k.Name]]))],
                call => StateFinish.Result(call, [.. call.States.Select(s => row[places[s.Name]])]))));
    }

    private static IReadOnlyList<object?[]> Sorted(ResultNode node, IReadOnlyList<object?[]> rows)
    {
        if (node.Sorted.Length == 0)
        {
            return rows;
        }

        var names = node.Columns.Select(c => c.Field.Name).ToList();
        var keys = node.Sorted.Select(s => (s.Name, s.Descending))
            .Concat(node.Columns.Where(c => c.Key is not null).Select(c => (c.Field.Name, Descending: false))).DistinctBy(k => k.Name)
            .Select(k => (Place: names.IndexOf(k.Name), k.Descending)).ToList();
        return [.. rows.Order(Ranking.By(keys))];
    }
}

/// <summary>A group: its keys, and the result of each of its aggregates.</summary>
internal sealed record GroupStates(object?[] Keys, Func<Aggregates.AggregateCall, object?> Result);

/// <summary>Result rows of groups.</summary>
internal sealed class FinishedGroups
{
    private readonly string _job;
    private readonly FinishNode _finish;
    private readonly List<string> _names;
    private readonly Func<object?[], object?>[] _columns;
    private readonly Func<object?[], object?>? _having;

    public FinishedGroups(string job, FinishNode finish)
    {
        (_job, _finish) = (job, finish);
        _names = [.. finish.Groups[0].AnswerIdentity.Select(k => FinishedColumn.KeyName(k.Name)),
            .. finish.Aggregates.Select(a => FinishedColumn.AggregateName(a.Output))];
        _columns = [.. finish.Columns.Select(c => Compile(c.Value ?? (c.Key is { } key
            ? FinishedColumn.Key(finish.Groups[0].AnswerIdentity.First(k => k.Name == key))
            : FinishedColumn.Aggregate(finish.Aggregates[c.Aggregate!.Value].Output, c.Field.Type))))];
        _having = finish.Having is null ? null : Compile(finish.Having);
    }

    /// <summary>The rows of those groups that are in the answer.</summary>
    public List<object?[]> Of(IEnumerable<GroupStates> groups)
    {
        var rows = new List<object?[]>();
        foreach (var group in groups)
        {
            object?[] values = [.. group.Keys, .. _finish.Aggregates.Select(a => Finished(group, a))];
            if (_having is null || Value(_having, values, group, "the where of the result") is true)
            {
                rows.Add([.. _columns.Select((c, i) => Value(c, values, group, $"column '{_finish.Columns[i].Field.Name}'"))]);
            }
        }

        return rows;
    }

    private Func<object?[], object?> Compile(Expr value)
    {
        if (value is ColumnExpr { Name: var name })
        {
            var place = _names.IndexOf(name);
            return row => row[place] is Exception error ? throw error : row[place];
        }

        var used = value.Walk().OfType<ColumnExpr>().Select(c => _names.IndexOf(c.Name)).Distinct().ToArray();
        var computed = CarrierExpression.Compile(value, _names.IndexOf);
        return row => used.Select(u => row[u]).OfType<Exception>().FirstOrDefault() is { } error ? throw error : computed(row);
    }

    // What is not asked for fails nothing.
    private static object? Finished(GroupStates group, Aggregates.AggregateCall call)
    {
        try
        {
            return group.Result(call);
        }
        catch (OverflowException error)
        {
            return error;
        }
    }

    private object? Value(Func<object?[], object?> compute, object?[] row, GroupStates group, string what)
    {
        try
        {
            return compute(row);
        }
        catch (Exception error) when (error is ArithmeticException or InvalidOperationException or NullReferenceException
            or ArgumentException or FormatException)
        {
            var keys = _finish.Groups[0].AnswerIdentity.Select((k, i) =>
                $"{k.Name}={(group.Keys[i] is { } key ? CarrierText.Format(k.Type, key) : "null")}");
            throw new DataException($"Job '{_job}': {what} of group {{{string.Join(", ", keys)}}} cannot be computed: {error.Message} "
                + "Guard it, n == 0 ? null : (long?)(sum / n), or hide the row with a where behind the select.", error);
        }
    }
}
