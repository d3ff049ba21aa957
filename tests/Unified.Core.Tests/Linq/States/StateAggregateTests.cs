using Unified.Core.Tests.Sql;
using Unified.Definition;
using Unified.Errors;
using Unified.Plans;
using Unified.TestKit;

namespace Unified.Core.Tests.Linq.States;

/// <summary>Aggregates that are a state of the author's.</summary>
[TestClass]
public sealed class StateAggregateTests
{
    private sealed record Requests(string Service, long Result);

    private sealed record Pair(long Count, double Most);

    [TestMethod]
    public void A_state_of_every_operator_keeps_its_laws_and_is_in_the_engine_what_it_is_in_CSharp()
    {
        var random = TestSeed.Take().Random();
        var spans = Spans.Random(random, 40);
        AggregateLaws.Check(new EveryOperator(), Spans.Source, spans, random);
        AggregateLaws.Check(new EveryOperator(), Spans.Source, [.. spans.Take(1)], random);
        AggregateLaws.Check(new WorstStatus(), Spans.Source, spans, random);
        AggregateLaws.Check(new WorstStatus(), Spans.Source, [.. spans.Where(s => s.Note is null).Take(3)], random);
        AggregateLaws.Check(new FailureShare(), Spans.Source, spans, random);
    }

    [TestMethod]
    public void A_state_whose_parts_are_aggregates_is_those()
    {
        var share = Aggregate.Of(new FailureShare());
        var states = from s in Spans.Source group s by s.Service into g select new Part(g.Key, share.Of(g));
        var plain = from s in Spans.Source
                    group s by s.Service into g
                    select new Part(g.Key, g.Where(s => !(s.Note == null)).Where(s => s.Status >= 500).Count()
                        / (double)g.Where(s => !(s.Note == null)).Count());
        Assert.AreEqual(Plan(plain).Version, Plan(states).Version);
    }

    [TestMethod]
    public void Laws_that_do_not_hold_are_told_with_the_law_and_the_states()
    {
        var random = TestSeed.Take().Random();
        var spans = Spans.Random(random, 20);
        var wrong = Assert.ThrowsExactly<InvalidOperationException>(() => AggregateLaws.Check(
            new SaidState<long>(0, (s, e) => s + 1, (a, b) => a - b, s => s), Spans.Source, spans, random));
        Assert.Contains("Merge(Empty, a)", wrong.Message);
        wrong = Assert.ThrowsExactly<InvalidOperationException>(() => AggregateLaws.Check(
            new SaidState<long>(0, (s, e) => s + 2, (a, b) => a == 0 ? b : b == 0 ? a : a + b + 1, s => s), Spans.Source, spans, random));
        Assert.Contains("Merge of the parts", wrong.Message);
    }

    [TestMethod]
    public void A_merge_of_no_known_operator_is_refused() => Refused(
        new SaidState<long>(0, (s, e) => s + 1, (a, b) => a * b, s => s), "Merge makes the state of more than the two that are merged");

    [TestMethod]
    public void A_merge_across_parts_is_refused() => Refused(
        new SaidState<Pair>(new(0, 0), (s, e) => new Pair(s.Count + 1, s.Most), (a, b) => new Pair(a.Count + b.Count, a.Most + b.Count),
            s => s.Count), "Merge makes 'Most' of more than the two that are merged");

    [TestMethod]
    public void A_part_that_merge_leaves_out_is_refused() => Refused(
        new SaidState<State>(new(), (s, e) => new State { Count = s.Count + 1 }, (a, b) => new State { Count = a.Count + b.Count },
            s => s.Count), "it does not say what becomes of 'Other'");

    [TestMethod]
    public void The_larger_of_doubles_is_refused_for_NaN_has_no_place() => Refused(
        new SaidState<Pair>(new(0, double.NegativeInfinity), (s, e) => new Pair(s.Count + 1, Math.Max(s.Most, e.LatencyMs)),
            (a, b) => new Pair(a.Count + b.Count, Math.Max(a.Most, b.Most)), s => s.Count), "'Most' is Double, which Max does not take");

    [TestMethod]
    public void An_empty_state_that_changes_others_is_refused() => Refused(
        new SaidState<long>(1, (s, e) => s + 1, (a, b) => a + b, s => s), "the state of the empty state is 1, and merged by Sum");

    [TestMethod]
    public void An_event_that_is_added_by_another_operator_is_refused() => Refused(
        new SaidState<long>(0, (s, e) => Math.Max(s, e.Status), (a, b) => a + b, s => s), "by the operator that merges it, Sum");

    [TestMethod]
    public void What_an_event_adds_may_not_depend_on_the_state() => Refused(
        new SaidState<long>(0, (s, e) => s + (s > 10 ? 0 : 1), (a, b) => a + b, s => s), "by the operator that merges it, Sum");

    [TestMethod]
    public void A_result_of_more_than_the_parts_is_refused() => Refused(
        new SaidState<State>(new(), (s, e) => new State { Count = s.Count + 1, Other = s.Other },
            (a, b) => new State { Count = a.Count + b.Count, Other = a.Other + b.Other }, s => s.Twice),
        "its result takes more of the state");

    private sealed record Part(string Service, double Share);

    private sealed class State
    {
        public long Count { get; init; }

        public long Other { get; init; }

        public long Twice => Count * 2;
    }

    private static void Refused<TState>(SaidState<TState> aggregate, string reason)
    {
        var said = Aggregate.Of(aggregate);
        var mistake = Refusals.Of("UNI0072", from s in Spans.Source group s by s.Service into g select new Requests(g.Key, said.Of(g)));
        Assert.Contains(reason, mistake.Reason);
    }

    private static JobPlan Plan(Query<Part> query) => JobPlan.Create(new Logical.Wrapped<Part>(query));
}
