using Unified.Definition;
using Unified.Epochs;
using Unified.Json;
using Unified.Lowering;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Sql;

/// <summary>Aggregates of doubles and of places, from a definition to the answer of DuckDB.</summary>
[TestClass]
public sealed class OracleAggregateTests
{
    [TestMethod]
    public void The_oracle_has_the_exact_states_of_doubles_that_the_step_function_has()
    {
        var (seed, plan) = (TestSeed.Take(), JobPlan.Create(new Latencies()));
        using var oracle = new DuckDbOracle();
        for (var i = 0; i < 10; i++)
        {
            var events = Spans.Random(seed.Random(i), seed.Random(i).Next(1, 120));
            var fold = StageProgram.Compile(plan).Open(EventOrigin.Log);
            Assert.IsEmpty(fold.Add(EventBatches.From(plan.Sources[0], events)));

            var found = oracle.Rows(plan, new OracleInput(oracle.Load(plan.Sources[0], events), EventOrigin.Log));

            Assert.AreEqual(new RowTable(plan.Rows).Add(fold.Rows(changedOnly: false)).ToString(),
                new RowTable(plan.Rows).Add(found.ToBatch()).ToString(), $"case {i}");
        }
    }

    [TestMethod]
    public void The_oracle_orders_events_as_LINQ_does_where_their_places_are_known()
    {
        var (seed, plan) = (TestSeed.Take(), JobPlan.Create(new Rankings()));
        using var oracle = new DuckDbOracle();
        for (var i = 0; i < 20; i++)
        {
            var events = Spans.Random(seed.Random(i), seed.Random(i).Next(1, 60));
            var input = new OracleInput($"(SELECT *, rowid AS \"#row\" FROM {oracle.Load(plan.Sources[0], events)})", null)
            {
                Partition = "0",
                Offset = "\"#row\"",
            };

            var found = oracle.Answer(plan, input).Rows.Select(r => string.Join(" | ", r.Select(Text))).Order(StringComparer.Ordinal);

            CollectionAssert.AreEqual(Expected(events).Order(StringComparer.Ordinal).ToList(), found.ToList(), $"case {i}");
        }
    }

    [TestMethod]
    [DataRow(typeof(Latencies))]
    [DataRow(typeof(Rankings))]
    public void A_document_of_these_aggregates_reads_back_to_the_same_plan(Type job)
    {
        var plan = JobPlan.Create((Job)Activator.CreateInstance(job)!);
        Assert.AreEqual(plan.Version, PlanJson.Read(PlanJson.Write(plan), job.Assembly).Version);
    }

    [TestMethod]
    public void A_rate_is_per_second_of_the_window_also_where_windows_overlap()
    {
        var query = from s in Spans.Source
                    group s by Window.Hopping(s.Time, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1)) into g
                    select new { g.Key, PerSecond = g.Rate() };
        var plan = JobPlan.Create(Wrap(query));
        Assert.AreEqual(300_000_000m, plan.Aggregates.Single(a => a.Function.Name == "Rate").Parameter);
    }

    private static Logical.Wrapped<T> Wrap<T>(Query<T> query) => new(query);

    [TestMethod]
    public void An_aggregate_of_ones_own_is_what_it_is_composed_of() =>
        Assert.AreEqual(JobPlan.Create(new PlainLoads()).Version, JobPlan.Create(new Loads()).Version);

    [TestMethod]
    public void The_laws_hold_for_an_aggregate_that_is_what_it_says_and_find_one_that_is_not()
    {
        var random = TestSeed.Take().Random();
        var spans = Spans.Random(random, 40);
        var failures = Aggregate.Of((Group<Span> g) => g.Count(s => s.Status >= 500) / (double)g.Count());
        AggregateLaws.Check(failures, Spans.Source, spans, all => all.Count(s => s.Status >= 500) / (double)all.Count, random);
        var last = Aggregate.Of((Group<Span> g) => g.Last(s => s.Bytes));
        AggregateLaws.Check(last, Spans.Source, spans, all => all.OrderBy(s => s.Time).Last().Bytes, random);

        var wrong = Assert.ThrowsExactly<InvalidOperationException>(() =>
            AggregateLaws.Check(last, Spans.Source, spans, all => all.OrderBy(s => s.Time).Last().Bytes + 1, random));
        Assert.Contains("Of 40 events the result is", wrong.Message);
    }

    [TestMethod]
    public void An_aggregate_of_ones_own_has_no_result_outside_of_a_definition() =>
        Assert.ThrowsExactly<NotSupportedException>(() => Aggregate.Of((Group<Span> g) => g.Count()).Of(null!));

    private static IEnumerable<string> Expected(IReadOnlyList<Span> spans) => spans
        .GroupBy(s => (s.Service, Minute: Window.Tumbling(s.Time, TimeSpan.FromMinutes(1))))
        .Select(g =>
        {
            // In the order of their offsets; LINQ's sorts are stable.
            var noted = g.Where(s => s.Note is not null).ToList();
            var failed = g.Where(s => s.Status >= 500).ToList();
            return string.Join(" | ", new object?[]
            {
                g.Key.Service, Unified.Time.Timestamps.FromDateTime(g.Key.Minute), noted.OrderBy(s => s.Time).FirstOrDefault()?.Note,
                g.OrderBy(s => s.Time).Last().LatencyMs, g.OrderByDescending(s => s.LatencyMs).First().Load,
                g.OrderByDescending(s => s.LatencyMs).Take(3).Select(s => s.LatencyMs),
                g.OrderBy(s => s.Bytes).Take(2).Select(s => (Int128)(s.Bytes * 1000)),
                noted.OrderByDescending(s => s.Status).Take(2).Select(s => s.Note),
                g.Where(s => s.Cost is not null).OrderBy(s => s.Cost).Take(4).Select(s => s.Trace),
                noted.Count == 0 ? null : string.Join("; ", noted.OrderBy(s => s.Time).Select(s => s.Note)),
                noted.Count == 0 ? null : string.Concat(noted.OrderBy(s => s.Bytes).Select(s => s.Note)),
                failed.OrderByDescending(s => s.Time).Take(2).Select(s => s.Status),
                failed.Any(s => s.Note is not null)
                    ? string.Join(",", failed.Where(s => s.Note is not null).OrderBy(s => s.Time).Select(s => s.Note)) : null,
            }.Select(Text));
        });

    private static string Text(object? value) => value switch
    {
        null => "null",
        System.Collections.IEnumerable list and not string => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        double number => (number + 0.0).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
