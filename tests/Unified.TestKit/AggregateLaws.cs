using Unified.Definition;
using Unified.Epochs;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Answers;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.TestKit;

/// <summary>
/// What an aggregate must keep to be the same in both layers: its states do not depend on the order of the events nor on how they were cut,
/// and its result is what you mean by it. For tests of aggregates of your own.
/// </summary>
public static class AggregateLaws
{
    private const int Cuts = 20;

    /// <summary>Checks an aggregate over events.</summary>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="source">The source of its events.</param>
    /// <param name="events">Events, at least one; random ones with ties, nulls and extremes find most.</param>
    /// <param name="expected">The result of events, computed in the plainest way.</param>
    /// <param name="random">How they are shuffled and cut.</param>
    /// <exception cref="InvalidOperationException">A law does not hold; the message says which, and for which events.</exception>
    /// <exception cref="Errors.DefinitionException">The aggregate cannot be planned.</exception>
    public static void Check<T, TResult>(
        Aggregate<T, TResult> aggregate, Source<T> source, IReadOnlyList<T> events, Func<IReadOnlyList<T>, TResult> expected, Random random)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(random);
        var plan = JobPlan.Create(new Total<T, TResult>(aggregate, source));
        var program = StageProgram.Compile(plan);
        var rows = new RowTable(plan.Rows).Add(Rows(program, events.Select((e, offset) => (e, offset))));
        var whole = rows.ToString();
        for (var cut = 0; cut < Cuts; cut++)
        {
            // Each event keeps its place: only that tells equal events apart.
            var parts = events.Select((e, offset) => (Event: e, Offset: offset)).GroupBy(_ => random.Next(3)).ToArray();
            random.Shuffle(parts);
            var table = new RowTable(plan.Rows);
            foreach (var part in parts)
            {
                table.Add(Rows(program, part));
            }

            Require(whole == table.ToString(), $"cut into {parts.Length} parts, the states are\n{table}and not\n{whole}");
        }

        var (column, found) = (plan.Outputs[^1].Field, new FinishedRows(plan).Of(rows).Single()[^1]);
        var wanted = Carriers.FromClr(expected(events), column.Type);
        Require(Carriers.Print(wanted) == Carriers.Print(found),
            $"the result is {Carriers.Print(found)} and not {Carriers.Print(wanted)} ({column})");

        void Require(bool holds, string what)
        {
            if (!holds)
            {
                throw new InvalidOperationException($"Of {events.Count} events {what}. The events: {string.Join(", ", events)}");
            }
        }
    }

    /// <summary>
    /// Checks an aggregate that is a state: that merging is free of order and of grouping, that the empty state changes nothing, that cut
    /// anywhere the merged states are that of all events, and that the engine computes what its C# does. States are compared with
    /// <see cref="object.Equals(object)"/>, so let the state be a record, and give doubles whose sums are exact, such as whole numbers.
    /// </summary>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="source">The source of its events.</param>
    /// <param name="events">Events, at least one; random ones with ties, nulls and extremes find most.</param>
    /// <param name="random">How they are shuffled and cut.</param>
    /// <exception cref="InvalidOperationException">A law does not hold; the message says which, and for which states or events.</exception>
    /// <exception cref="Errors.DefinitionException">UNI0072: not every engine could merge the state.</exception>
    public static void Check<TState, T, TResult>(
        IAggregate<TState, T, TResult> aggregate, Source<T> source, IReadOnlyList<T> events, Random random)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(random);
        var laws = new StateLaws<TState, T, TResult>(aggregate);
        for (var cut = 0; cut < Cuts; cut++)
        {
            laws.Require(events, random);
        }

        Check(Aggregate.Of(aggregate), source, events, laws.Result, random);
    }

    private static Apache.Arrow.RecordBatch Rows<T>(StageProgram program, IEnumerable<(T Event, int Offset)> events) where T : notnull
    {
        var run = program.Open(EventOrigin.Log);
        foreach (var (one, offset) in events)
        {
            using var batch = EventBatches.From(program.Plan.Sources[0], [one], offset);
            run.Add(batch);
        }

        return run.Rows(changedOnly: false);
    }

    private sealed record TotalRow<TResult>(int All, TResult Result);

    private sealed class Total<T, TResult>(Aggregate<T, TResult> aggregate, Source<T> source) : Job<TotalRow<TResult>> where T : notnull
    {
        public override string Name => "total";

        public override Query<TotalRow<TResult>> Define()
        {
            // A variable of its own: a definition reads no fields of a job.
            var total = aggregate;
            return from e in source group e by 0 into g select new TotalRow<TResult>(g.Key, total.Of(g));
        }
    }
}
