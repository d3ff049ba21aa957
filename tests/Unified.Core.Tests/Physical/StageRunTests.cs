using System.Text;
using Apache.Arrow;
using Unified.Core.Tests.Logical;
using Unified.Epochs;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Physical;

[TestClass]
public sealed class StageRunTests
{
    private static readonly JobPlan[] Plans = [JobPlan.Create(new HourlyTrades()), JobPlan.Create(new SideTotals()),
        JobPlan.Create(new FragileTotals())];

    [TestMethod]
    public void Any_cut_of_the_events_into_batches_and_folds_gives_the_same_rows()
    {
        var seed = TestSeed.Take();
        for (var i = 0; i < 200; i++)
        {
            var random = seed.Random(i);
            var plan = Plans[random.Next(Plans.Length)];
            var program = StageProgram.Compile(plan);
            var events = Trades.Random(random, random.Next(0, 400));

            var whole = program.Open(EventOrigin.Log);
            whole.Add(EventBatches.From(plan.Sources[0], events));

            var folds = Enumerable.Range(0, random.Next(1, 4)).Select(_ => program.Open(EventOrigin.Log)).ToArray();
            for (var at = 0; at < events.Count;)
            {
                var take = Math.Min(random.Next(1, 60), events.Count - at);
                folds[random.Next(folds.Length)].Add(EventBatches.From(plan.Sources[0], events.Skip(at).Take(take).ToList(), at));
                at += take;
            }

            var rows = new RowTable(plan.Rows);
            foreach (var fold in folds)
            {
                rows.Add(fold.Rows(changedOnly: false));
            }

            var expected = new RowTable(plan.Rows).Add(whole.Rows(changedOnly: false));
            Assert.AreEqual(whole.RowCount, expected.Count, "a fold has one row a group");
            Assert.AreEqual(expected.ToString(), rows.ToString(), $"rows merged, case {i}");
            Assert.AreEqual(whole.Counts, folds.Aggregate(default(LedgerCounts), (sum, fold) => sum + fold.Counts));
            Assert.IsTrue(whole.Counts.Balanced);
        }
    }

    [TestMethod]
    public void Changed_rows_are_those_touched_since_the_last_flush_with_their_whole_state()
    {
        var plan = Plans[1];
        var fold = StageProgram.Compile(plan).Open(EventOrigin.Log);
        var random = TestSeed.Take().Random();
        var stored = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var flush = 0; flush < 20; flush++)
        {
            fold.Add(EventBatches.From(plan.Sources[0], Trades.Random(random, random.Next(0, 30))));
            foreach (var (identity, states) in new RowTable(plan.Rows).Add(fold.Rows(changedOnly: true)).Rows)
            {
                stored[identity] = states;
            }
        }

        var all = new RowTable(plan.Rows).Add(fold.Rows(changedOnly: false)).Rows;
        CollectionAssert.AreEquivalent(all.ToArray(), stored.ToArray());
        Assert.AreEqual(0, fold.Rows(changedOnly: true).Length, "nothing changed since");
    }

    [TestMethod]
    public void An_event_that_cannot_be_computed_is_rejected_by_name_and_leaves_no_trace()
    {
        var plan = Plans[2];
        var fold = StageProgram.Compile(plan).Open(EventOrigin.Log);
        var good = Trades.Next(new Random(1)) with { Symbol = "GOOD", Quantity = 100 };
        var rejected = fold.Add(EventBatches.From(plan.Sources[0], [good, good with { Quantity = 0 }, good with { Quantity = 1000 }, good],
            firstOffset: 40));

        Assert.AreEqual(2, rejected.Count);
        Assert.AreEqual(41, rejected[0].Offset);
        StringAssert.Contains(rejected[0].Reason, "where = less(divide(1000:int32, Quantity), 900:int32): division by zero");
        Assert.AreEqual(42, rejected[1].Offset);
        StringAssert.Contains(rejected[1].Reason,
            "job 'fragile_totals': column 'scaled' = multiply(Quantity, 5000000:int32): arithmetic overflow");
        Assert.AreEqual(new LedgerCounts(4, 2, 0, 2), fold.Counts);
        Assert.AreEqual("symbol=GOOD -> 2 | 1000000000\n", new RowTable(plan.Rows).Add(fold.Rows(false)).ToString());
    }

    [TestMethod]
    public void Clear_makes_it_the_fold_of_no_events()
    {
        var plan = Plans[0];
        var program = StageProgram.Compile(plan);
        var events = EventBatches.From(plan.Sources[0], Trades.Random(new Random(3), 300));
        var fold = program.Open(EventOrigin.Log);
        fold.Add(events);
        var first = new RowTable(plan.Rows).Add(fold.Rows(false)).ToString();
        fold.Close(changedOnly: false);
        Assert.AreEqual(0, fold.RowCount);
        Assert.AreEqual(default, fold.Counts);
        fold.Add(events);
        Assert.AreEqual(first, new RowTable(plan.Rows).Add(fold.Rows(false)).ToString());
    }

    [TestMethod]
    public void Clear_forgets_the_keys_so_that_epochs_of_new_ones_take_no_more_memory()
    {
        var program = StageProgram.Compile(JobPlan.Create(new HourlyTrades()));
        var fold = program.Open(EventOrigin.Log);
        var seed = Trades.Next(new Random(5)) with { Quantity = 7, Fee = 7 };
        long Taken(int epoch)
        {
            var events = EventBatches.From(program.Plan.Sources[0],
                Enumerable.Range(0, 2_000).Select(i => seed with { Symbol = $"S{epoch:D3}{i:D5}" }).ToList());
            var before = GC.GetAllocatedBytesForCurrentThread();
            fold.Add(events);
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            fold.Close(changedOnly: false);
            return taken;
        }

        var first = Taken(0);
        var later = Enumerable.Range(1, 8).Sum(Taken);
        Assert.IsLessThan(first, later, "eight epochs after the first");
    }

    [TestMethod]
    public void Rows_are_ordered_by_their_identity_nulls_first_and_text_by_its_bytes()
    {
        var query = from t in Trades.Source
                    group t by new { t.Venue, t.Flagged, Big = t.Price * 1_000_000_000_000m, t.Tax, t.Settled } into g
                    select new { g.Key.Venue, g.Key.Flagged, g.Key.Big, g.Key.Tax, g.Key.Settled, N = g.Count() };
        var program = StageProgram.Compile(JobPlan.Create(Job(query)));
        var random = TestSeed.Take().Random();
        var events = Enumerable.Range(0, 500)
            .Select(_ => Trades.Next(random) with
            {
                Venue = random.Next(4) == 0 ? null
            : new[] { "", "é", "z", "😀", "\uFFFD", "Z" }[random.Next(6)]
            })
            .Select(t => t with { Price = random.Next(3) * t.Price, Tax = random.Next(2) == 0 ? t.Tax : null }).ToList();
        var fold = program.Open(EventOrigin.Log);
        fold.Add(EventBatches.From(program.Plan.Sources[0], events));
        var rows = fold.Rows(changedOnly: false);

        var text = Comparer<string?>.Create((a, b) => a is null || b is null ? (a is null ? 0 : 1) - (b is null ? 0 : 1)
            : Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));
        var expected = events.Select(t => (t.Venue, t.Flagged, Big: (Int128)(t.Price * 10_000m) * 1_000_000_000_000, t.Tax, t.Settled))
            .Distinct()
            .OrderBy(k => k.Venue, text).ThenBy(k => k.Flagged).ThenBy(k => k.Big).ThenBy(k => k.Tax).ThenBy(k => k.Settled).ToList();
        Assert.HasCount(rows.Length, expected);
        var (venues, wide) = ((StringArray)rows.Column(0), rows.Column(2).Data.Buffers[1]);
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.AreEqual(expected[i].Venue, venues.GetString(i));
            Assert.AreEqual(expected[i].Flagged, ((BooleanArray)rows.Column(1)).GetValue(i));
            Assert.AreEqual(expected[i].Big, BitConverter.ToInt128(wide.Span[(i * 16)..]));
        }
    }

    [TestMethod]
    public void Between_history_and_log_every_event_counts_exactly_once()
    {
        var plan = JobPlan.Create(new BorderedTrades());
        var program = StageProgram.Compile(plan);
        var events = Trades.Random(TestSeed.Take().Random(), 500);
        var (log, history) = (program.Open(EventOrigin.Log), program.Open(EventOrigin.History));
        log.Add(EventBatches.From(plan.Sources[0], events));
        history.Add(EventBatches.From(plan.Sources[0], events));
        Assert.AreEqual(events.Count, log.Counts.Emitted + history.Counts.Emitted);
        Assert.IsTrue(log.Counts.Emitted > 0 && history.Counts.Emitted > 0, "both sides own some");
        Assert.AreEqual(events.Count(t => t.Time < Trades.WithHistory.HistoryUntil), history.Counts.Emitted);
    }

    private static Wrapped<T> Job<T>(Unified.Definition.Query<T> query) => new(query);

    private sealed record Border(string Symbol, long Trades);

    private sealed class BorderedTrades : Unified.Definition.Job<Border>
    {
        public override Unified.Definition.Query<Border> Define() =>
            from t in Trades.WithHistory group t by t.Symbol into g select new Border(g.Key, g.Count());
    }
}
