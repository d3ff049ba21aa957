using System.Linq.Expressions;
using Unified.Definition;
using Unified.Linq;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Answers;
using Unified.TestKit.Given;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.TestKit.Objects;

/// <summary>A row of a result: the author's record, and its columns in their carriers.</summary>
internal sealed record ObjectRow(object Row, object?[] Columns);

/// <summary>
/// A definition as LINQ over objects: the author's own lambdas, compiled by .NET, and aggregates computed in the plainest way. Of the
/// engine it takes the types of columns, and nothing else.
/// </summary>
internal sealed class ObjectQuery
{
    private readonly JobPlan _plan;
    private readonly LinqReading _reading;
    private readonly IReadOnlyList<GivenLog> _logs;

    private readonly Stepping _stepping;

    private ObjectQuery(PlannedJob job, IReadOnlyList<GivenLog> logs) =>
        (_plan, _reading, _stepping, _logs) = (job.Plan, job.Reading, job.Stepping, logs);

    /// <summary>The events that cannot be computed, by log, partition and offset.</summary>
    public SortedDictionary<(string Log, int Partition, long Offset), Exception> Rejected { get; } = [];

    /// <summary>The rows of the answer, in no order unless the definition ranks them; empty when it failed.</summary>
    public IReadOnlyList<ObjectRow> Answer { get; private set; } = [];

    /// <summary>Why the answer cannot be computed, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Runs a query.</summary>
    /// <param name="job">The job.</param>
    /// <param name="logs">The events.</param>
    public static ObjectQuery Of(PlannedJob job, IReadOnlyList<GivenLog> logs)
    {
        var query = new ObjectQuery(job, logs);
        try
        {
            query.Answer = query.Result(job.Definition, job.Plan.Logical, []);
        }
        catch (ResultFailure failure)
        {
            query.Failure = failure.InnerException;
        }

        return query;
    }

    private IReadOnlyList<ObjectRow> Result(DefinitionStep step, ResultNode node, IReadOnlyList<LambdaExpression> having)
    {
        switch (step)
        {
            case RowsStep rows:
                return Filtered(Emitted(rows, node), having);
            case ResultStep result:
                return Groups(result, (FinishNode)node, having);
            case FirstEventsStep firsts:
                return Filtered(FirstEvents(firsts, node), having);
            case HavingStep chosen:
                return Result(chosen.Input, node, [.. having, chosen.Predicate]);
            case OrderStep order:
                return Result(order.Input, node, having);
            case KeepStep keep:
                return Result(keep.Input, node, having);
            case TopStep top:
                var ranked = (TopNode)node;
                var all = Result(top.Input, ranked.Input, []);
                var kept = Ranking.Top(ranked, [.. all.Select(r => r.Columns)]).ToHashSet<object?[]>(ReferenceEqualityComparer.Instance);
                return Filtered([.. all.Where(r => kept.Contains(r.Columns))], having);
            default:
                throw new NotSupportedException($"{step.GetType().Name} is not a query.");
        }
    }

    private List<ObjectRow> Emitted(RowsStep step, ResultNode node)
    {
        var paths = EventPath.To(step.Input).Select(p => new CompiledPath(p, null, [(step.Input, p.Row)], _stepping)).ToList();
        var rows = new List<ObjectRow>();
        Each(paths, p => p.Path.Source, (path, one, time, place) =>
        {
            List<ObjectRow> made = [.. path.Rows(one).Select(r => Row(path.Value(0, r)!, node, isStored: true))];
            if (made.Count > 0)
            {
                Storable.Carrier(time, DataType.Timestamp, isStored: true);
            }

            return made;
        }, rows.AddRange);
        return rows;
    }

    private List<ObjectRow> Groups(ResultStep step, FinishNode node, IReadOnlyList<LambdaExpression> having)
    {
        var groups = (step.Input as CogroupStep)?.Groups.Items ?? [(GroupStep)step.Input];
        var inner = step.Input is CogroupStep { Inner: true };
        var finish = new GroupFinish(step, _reading, having, _stepping);
        var taken = new List<TakenRow>();
        KeyWindow? window;
        if (groups is [{ Input: RowsStep or ResultStep or HavingStep or OrderStep or KeepStep or TopStep or FirstEventsStep } over])
        {
            var below = Result(over.Input, node.Groups[0].Input.Walk().OfType<ResultNode>().First(), []);
            var path = new GroupPath(EventPath.Start(null, over.Key.Parameters[0].Type, over.Key.Parameters[0].Name), over, step, 0,
                finish.Sites, _stepping);
            window = path.Window;
            taken.AddRange(below.SelectMany(r => Finished(() => path.Of(r.Row, default, new PlainEvent(null), isStored: false))));
        }
        else
        {
            var paths = groups.SelectMany((g, i) => EventPath.To(g.Input)
                .Select(p => new GroupPath(p, g, step, i, finish.Sites, _stepping))).ToList();
            window = paths[0].Window;
            Each(paths, p => p.Source!, (path, one, time, place) => path.Of(one, time, place, isStored: true), taken.AddRange);
        }

        var table = GroupTable.Of(taken, window, groups.Length, finish.Sites.Count);
        return [.. table.Where(g => !inner || !g.Counts.Contains(0)).Select(g => Finished(() => finish.Row(g)))
            .OfType<object>().Select(r => Finished(() => Row(r, node)))];
    }

    private List<ObjectRow> FirstEvents(FirstEventsStep step, ResultNode node)
    {
        var finish = new FirstEventsFinish(step, _reading, _stepping);
        var paths = EventPath.To(step.Input.Input).Select(p => new GroupPath(p, step.Input, step, 0, finish.Sites, _stepping, finish))
            .ToList();
        var taken = new List<TakenRow>();
        Each(paths, p => p.Source!, (path, one, time, place) => path.Of(one, time, place, isStored: true), taken.AddRange);
        var table = GroupTable.Of(taken, paths[0].Window, groups: 1, finish.Sites.Count + 1);
        return [.. table.SelectMany(g => Finished(() => finish.Rows(g).ToList())).Select(r => Finished(() => Row(r, node)))];
    }

    // Each event on all its ways: what cannot be computed on one is rejected on all.
    private void Each<TPath, TMade>(IReadOnlyList<TPath> paths, Func<TPath, SourceSettings?> source,
        Func<TPath, object, DateTime, PlainEvent, List<TMade>> take, Action<IEnumerable<TMade>> keep)
    {
        foreach (var log in _logs)
        {
            List<TPath> ways = [.. paths.Where(p => ReferenceEquals(source(p), log.Source) || source(p)!.Name == log.Source.Name)];
            var number = _plan.Sources.ToList().FindIndex(s => s.Name == log.Schema.Name);
            var clock = log.Schema.Columns.Items.ToList().FindIndex(c => c.Name == log.Schema.EventTime);
            foreach (var one in log.Events.Where(e => e.Undecodable is null && ways.Count > 0))
            {
                var micros = (long)one.Carriers[clock]!;
                if (!Epochs.Ownership.Counts(one.Origin, log.Schema.HistoryUntil, micros))
                {
                    continue;
                }

                try
                {
                    var time = Timestamps.ToDateTime(micros);
                    keep([.. ways.SelectMany((w, branch) =>
                        take(w, one.Event!, time, new PlainEvent(null, null, number, one.Partition, one.Offset, branch)))]);
                }
                catch (Exception error) when (error is not (OutOfMemoryException or AccessViolationException or JobTestException))
                {
                    Rejected[(log.Schema.Name, one.Partition, one.Offset)] = error;
                }
            }
        }
    }

    private static ObjectRow Row(object row, ResultNode node, bool isStored = false) => new(row, ResultColumns.Of(row, node, isStored));

    private static IReadOnlyList<ObjectRow> Filtered(IReadOnlyList<ObjectRow> rows, IReadOnlyList<LambdaExpression> having)
    {
        var chosen = having.Select(h => h.Compile()).ToList();
        return [.. rows.Where(r => chosen.All(c => Finished(() => c.DynamicInvoke(r.Row)) is true))];
    }

    private static T Finished<T>(Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (Exception error) when (error is not (OutOfMemoryException or AccessViolationException or JobTestException or ResultFailure))
        {
            throw new ResultFailure(error);
        }
    }

    private sealed class ResultFailure(Exception inner) : Exception(inner.Message, inner);
}
