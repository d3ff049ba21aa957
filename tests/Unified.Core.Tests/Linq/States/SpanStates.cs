using System.Linq.Expressions;
using Unified.Core.Tests.Sql;
using Unified.Definition;

namespace Unified.Core.Tests.Linq.States;

/// <summary>One part of each operator, some only of failed requests.</summary>
internal sealed class EveryOperator : IAggregate<EveryOperator.State, Span, double>
{
    public sealed record State(long Requests, decimal Bytes, long Slowest, long Fastest, bool Failed, bool Fine, ulong Seen, int Common,
        TimeSpan Late, long Failures);

    public State Empty => new(0, 0, long.MinValue, long.MaxValue, false, true, 0, -1, TimeSpan.Zero, 0);

    public Expression<Func<State, Span, State>> Add => (s, e) => new State(
        s.Requests + 1, e.Bytes + s.Bytes, Math.Max(s.Slowest, e.Status), e.Status < s.Fastest ? e.Status : s.Fastest,
        s.Failed || e.Status >= 500, s.Fine && e.Note != null, s.Seen | e.Trace, s.Common & e.Status,
        e.Note == null ? s.Late + TimeSpan.FromSeconds(1) : s.Late, e.Status < 500 ? s.Failures : s.Failures + 1);

    public Expression<Func<State, State, State>> Merge => (a, b) => new State(
        a.Requests + b.Requests, b.Bytes + a.Bytes, a.Slowest > b.Slowest ? a.Slowest : b.Slowest, Math.Min(a.Fastest, b.Fastest),
        a.Failed || b.Failed, a.Fine && b.Fine, a.Seen | b.Seen, a.Common & b.Common, a.Late + b.Late, a.Failures + b.Failures);

    public Expression<Func<State, double>> Finish => s => (double)s.Bytes
        + (s.Failed ? 1 : 2) + (s.Fine ? 4 : 8) + (s.Slowest > s.Fastest ? s.Slowest : s.Requests) + s.Common
        + (s.Seen > 5UL ? 1 : 0) + (s.Late > TimeSpan.FromSeconds(3) ? 16 : 32) + s.Failures;
}

/// <summary>A state that is one value.</summary>
internal sealed class WorstStatus : IAggregate<int, Span, int>
{
    public int Empty => int.MinValue;

    public Expression<Func<int, Span, int>> Add => (s, e) => e.Note == null ? s : Math.Max(e.Status, s);

    public Expression<Func<int, int, int>> Merge => (a, b) => a <= b ? b : a;

    public Expression<Func<int, int>> Finish => s => s;
}

/// <summary>Events that change nothing at all, by the whole state, and a property that is computed.</summary>
internal sealed class FailureShare : IAggregate<FailureShare.State, Span, double>
{
    public sealed class State
    {
        public long Failures { get; init; }

        public long Requests { get; init; }

        public bool Any => Requests > 0;
    }

    public State Empty => new();

    public Expression<Func<State, Span, State>> Add => (s, e) => e.Note == null ? s
        : new State { Failures = e.Status >= 500 ? s.Failures + 1 : s.Failures, Requests = s.Requests + 1 };

    public Expression<Func<State, State, State>> Merge => (a, b) =>
        new State { Failures = a.Failures + b.Failures, Requests = a.Requests + b.Requests };

    public Expression<Func<State, double>> Finish => s => s.Failures / (double)s.Requests;
}

/// <summary>One that says its expressions as a test gives them.</summary>
internal sealed class SaidState<TState>(
    TState empty, Expression<Func<TState, Span, TState>> add, Expression<Func<TState, TState, TState>> merge,
    Expression<Func<TState, long>> finish) : IAggregate<TState, Span, long>
{
    public TState Empty => empty;

    public Expression<Func<TState, Span, TState>> Add => add;

    public Expression<Func<TState, TState, TState>> Merge => merge;

    public Expression<Func<TState, long>> Finish => finish;
}
