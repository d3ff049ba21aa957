using System.Collections.Immutable;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Physical;

[TestClass]
public sealed class RejectionTests
{
    private static readonly Trade Good = Trades.Next(new Random(7)) with { Symbol = "GOOD", Quantity = 10, Fee = 1, Flagged = true };

    [TestMethod]
    public void An_event_that_fails_is_rejected_wherever_it_stands_and_whatever_fails()
    {
        var program =
            Compile(from t in Trades.Source
                    where 10 / t.Quantity >= 0 || t.Flagged!.Value
                    group t by new { K = 100 / t.Fee!.Value } into g
                    select new { g.Key.K, N = g.Count(), S = g.Sum(t => t.Quantity + 2_000_000_000) });
        var bad = new[] { Good with { Quantity = 0 }, Good with { Fee = 0 }, Good with { Fee = null },
            Good with { Quantity = 2_000_000_000 }, Good with { Quantity = -20, Flagged = null, Fee = null },
            Good with { Quantity = -2, Flagged = null } };
        var seed = TestSeed.Take();
        for (var i = 0; i < 100; i++)
        {
            var random = seed.Random(i);
            var events = Enumerable.Range(0, random.Next(1, 30))
                .Select(_ => random.Next(3) == 0 ? bad[random.Next(bad.Length)] : Good with { Fee = random.Next(1, 5) }).ToList();
            var fails = events.Select(bad.Contains).ToList();
            var (mixed, clean) = (program.Open(EventOrigin.Log), program.Open(EventOrigin.Log));
            var rejected = mixed.Add(EventBatches.From(program.Plan.Sources[0], events, firstOffset: 100));
            clean.Add(EventBatches.From(program.Plan.Sources[0], events.Where((_, at) => !fails[at]).ToList()));
            CollectionAssert.AreEqual(Enumerable.Range(0, events.Count).Where(at => fails[at]).Select(at => 100L + at).ToArray(),
                rejected.Select(r => r.Offset).ToArray());
            Assert.AreEqual(Print(clean), Print(mixed));
            Assert.AreEqual(new LedgerCounts(events.Count, events.Count - rejected.Count, 0, rejected.Count), mixed.Counts);
        }
    }

    [TestMethod]
    public void An_event_whose_text_cannot_be_computed_meets_no_function_that_counts_on_a_text()
    {
        var program = Compile(Trades.Source.Select(t => new { t.Time, Part = t.Symbol.Substring(1, 2) })
            .Concat(Trades.Source.Select(t => new { t.Time, Part = t.Symbol }))
            .Where(x => x.Part.TrimEnd() == "CM").GroupBy(x => x.Part).Select(g => new { g.Key, N = g.Count() }));
        var run = program.Open(EventOrigin.Log);
        var rejected = run.Add(EventBatches.From(program.Plan.Sources[0],
            [Good with { Symbol = "A" }, Good with { Symbol = "ACME" }, Good with { Symbol = "" }]));
        CollectionAssert.AreEqual(new[] { 0L, 2L }, rejected.Select(r => r.Offset).ToArray());
        Assert.AreEqual(1, run.RowCount);
    }

    [TestMethod]
    public void Nor_does_one_that_another_input_has_rejected_already()
    {
        var parts = Trades.Source.Select(t => new { t.Time, Part = t.Symbol.Substring(1, 2) })
            .Concat(Trades.Source.Select(t => new { t.Time, Part = t.Symbol })).Where(x => x.Part.TrimEnd() == "CM").GroupBy(x =>
                new { x.Part });
        var program = Compile(Trades.Source.Where(t => t.Symbol.Substring(1) != "").GroupBy(t => new { Part = t.Symbol })
            .Cogroup(parts, (key, all, some) => new { key.Part, N = all.Count(), M = some.Count() }));
        var run = program.Open(EventOrigin.Log);
        var rejected = run.Add(EventBatches.From(program.Plan.Sources[0],
            [Good with { Symbol = "" }, Good with { Symbol = "ACME" }, Good with { Symbol = "A" }]));
        CollectionAssert.AreEqual(new[] { 0L, 2L }, rejected.Select(r => r.Offset).ToArray());
    }

    [TestMethod]
    public void Both_operands_are_computed_also_where_the_first_is_null()
    {
        var program = Compile(Trades.Source.GroupBy(t => t.Symbol)
            .Select(g => new { g.Key, S = g.Sum(t => t.Tax + (decimal)t.Fee!.Value), N = g.Count(t => t.Tax > (decimal)t.Fee!.Value) }));
        var run = program.Open(EventOrigin.Log);
        var rejected = run.Add(EventBatches.From(program.Plan.Sources[0],
            [Good with { Tax = null, Fee = null }, Good with { Tax = null, Fee = 1 }, Good with { Tax = 1, Fee = null }]));
        CollectionAssert.AreEqual(new[] { 0L, 2L }, rejected.Select(r => r.Offset).ToArray());
    }

    [TestMethod]
    public void An_aggregate_behind_a_filter_fails_only_for_events_that_pass_it_and_its_filter_for_all()
    {
        var program = Compile(Trades.Source.GroupBy(t => t.Symbol).Select(g => new
        {
            g.Key,
            N = g.Count(),
            Guarded = g.Where(t => t.Quantity != 0).Sum(t => 100 / t.Quantity),
            Unguarded = g.Where(t => t.Quantity > -5).Min(t => (int?)(100 / t.Quantity)),
            Odd = g.Count(t => 12 / (t.Fee ?? 1) > 0),
        }));
        var run = program.Open(EventOrigin.Log);
        Trade[] events = [Good with { Quantity = -10 }, Good with { Quantity = 0 }, Good with { Fee = 0 }, Good with { Quantity = 50 }];
        var rejected = run.Add(EventBatches.From(program.Plan.Sources[0], events, firstOffset: 7));
        CollectionAssert.AreEqual(new long[] { 8, 9 }, rejected.Select(r => r.Offset).ToArray());
        StringAssert.Contains(rejected[0].Reason, "column 'unguarded' = cast(divide(100:int32, Quantity) as int32?): division by zero");
        StringAssert.Contains(rejected[1].Reason, "column 'odd' where = greater(divide(12:int32, ");
        Assert.AreEqual("symbol=GOOD -> 2 | -8 | 2 | 2\n",
            new RowTable(program.Plan.Rows).Add(run.Rows(changedOnly: false)).ToString());
    }

    [TestMethod]
    public void A_time_that_is_no_date_is_rejected_and_not_retried_for_ever()
    {
        var program = Compile(from t in Trades.Source
                              group t by new
                              {
                                  t.Time.Year,
                                  Day = Window.Tumbling(t.Time, TimeSpan.FromDays(1))
                              } into g
                              select new { g.Key.Year, g.Key.Day, N = g.Count() });
        var times = new TimestampArray(new TimestampType(TimeUnit.Microsecond, "UTC"),
            new ArrowBuffer.Builder<long>().AppendRange([0, long.MaxValue, 5, long.MinValue, 6]).Build(), ArrowBuffer.Empty, 5, 0, 0);
        var fold = program.Open(EventOrigin.Log);
        var rejected = fold.Add(new RecordBatch(new Schema([new Apache.Arrow.Field("Time", times.Data.DataType, false)], null), [times],
            5));
        CollectionAssert.AreEqual(new[] { 1, 3 }, rejected.Select(r => r.Row).ToArray());
        Assert.AreEqual(3, fold.Counts.Emitted);
    }

    [TestMethod]
    public void A_batch_that_does_not_fit_the_plan_is_refused_by_name_and_adds_nothing()
    {
        var plan = JobPlan.Create(new HourlyTrades());
        var fold = StageProgram.Compile(plan).Open(EventOrigin.Log);
        var batch = EventBatches.From(plan.Sources[0], [Good, Good]);
        foreach (var (column, replacement, says) in new (string, IArrowArray?, string)[]
        {
            ("Symbol", null, "no column 'Symbol'"),
            ("Quantity", new Int64Array.Builder().Append(1).Append(2).Build(), "'Quantity' is int64"),
            ("Quantity", new Int32Array.Builder().Append(1).AppendNull().Build(), "'Quantity' is required"),
            ("Price", new Decimal128Array.Builder(new Decimal128Type(38, 2)).Append(1m).Append(2m).Build(),
                "'Price' is decimal128 of scale 2"),
            ("Time", new TimestampArray.Builder(TimeUnit.Millisecond).Append(DateTimeOffset.UnixEpoch).Append(DateTimeOffset.UnixEpoch)
                .Build(), "'Time' is timestamp in Milliseconds"),
            ("Venue", new DictionaryArray(new DictionaryType(Int32Type.Default, StringType.Default, false),
                new Int32Array.Builder().Append(0).Append(0).Build(), new StringArray.Builder().AppendNull().Build()),
                "'Venue' is a dictionary"),
        })
        {
            var error = Assert.ThrowsExactly<DataException>(() => fold.Add(With(batch, column, replacement)));
            StringAssert.Contains(error.Message, says);
            Assert.AreEqual(default, fold.Counts);
            Assert.AreEqual(0, fold.RowCount);
        }

        fold.Add(batch);
        Assert.AreEqual(2, fold.Counts.Emitted, "the fold can be used on");
    }

    [TestMethod]
    public void Batches_of_no_rows_many_rows_and_many_groups_are_all_the_same()
    {
        var program = Compile(from t in Trades.Source
                              group t by t.Serial into g
                              select new
                              {
                                  g.Key,
                                  N = g.Count(),
                                  S = g.Sum(t => t.Quantity)
                              });
        var fold = program.Open(EventOrigin.Log);
        Assert.HasCount(0, fold.Add(EventBatches.From<Trade>(program.Plan.Sources[0], [])));
        Assert.AreEqual(0, fold.Rows(changedOnly: false).Length);
        fold.Add(EventBatches.From(program.Plan.Sources[0], Enumerable.Range(0, 200_000).Select(i => Good with { Serial = i, Quantity = i })
            .ToList()));
        fold.Add(EventBatches.From(program.Plan.Sources[0], Enumerable.Range(100_000, 200_000)
            .Select(i => Good with { Serial = i, Quantity = 1 }).ToList()));
        Assert.AreEqual(300_000, fold.RowCount);
        var rows = fold.Rows(changedOnly: false);
        var (keys, counts, sums) = ((Int64Array)rows.Column(0), (Int64Array)rows.Column(1), rows.Column(2).Data.Buffers[1]);
        for (var i = 0; i < rows.Length; i++)
        {
            var (first, second) = (i < 200_000, i >= 100_000);
            Assert.AreEqual((long)i, keys.Values[i], "ordered by key");
            Assert.AreEqual((first ? 1 : 0) + (second ? 1 : 0), (int)counts.Values[i]);
            Assert.AreEqual((Int128)((first ? i : 0) + (second ? 1 : 0)), BitConverter.ToInt128(sums.Span[(i * 16)..]));
        }
    }

    [TestMethod]
    public void A_sum_beyond_128_bits_is_an_error_that_names_job_column_and_group()
    {
        // 28 digits a value would need 10^10 events: a state that leaves its range at once stands for them.
        var plan = (FinishNode)JobPlan.Create(new Wrapped<Hour>(
            from t in Trades.Source
            group t by new { t.Symbol, t.Venue, t.Buy, Hour = Window.Tumbling(t.Time, TimeSpan.FromHours(1)) } into g
            select new Hour(g.Key.Symbol, g.Key.Venue, g.Key.Buy, g.Key.Hour, g.Count()))).Logical;
        var group = plan.Groups[0] with { Aggregates = [new AggregateCall("big", new Leaving(), null, null, DataType.Int64)] };
        var program = StageProgram.Compile(JobPlan.Create("wrapped", (ResultNode)plan.With([group])));
        var trade = Good with { Venue = null, Buy = true, Time = new DateTime(2024, 3, 1, 5, 6, 7) };
        var run = program.Open(EventOrigin.Log);
        var error = Assert.ThrowsExactly<StateOverflowException>(() =>
            run.Add(EventBatches.From(program.Plan.Sources[0], [trade with { Symbol = "OTHER" }, trade])));
        Assert.AreEqual(("wrapped", "big", "{symbol=GOOD, venue=null, buy=true, hour=2024-03-01T05:00:00Z}"),
            (error.Job, error.Column, error.Group));
    }

    private static StageProgram Compile<T>(Query<T> query) => StageProgram.Compile(JobPlan.Create(new Wrapped<T>(query)));

    private static string Print(StageRun fold) => new RowTable(fold.Program.Plan.Rows).Add(fold.Rows(changedOnly: false)).ToString();

    private static RecordBatch With(RecordBatch batch, string column, IArrowArray? replacement)
    {
        var kept = Enumerable.Range(0, batch.ColumnCount).Where(i =>
            replacement is not null || batch.Schema.GetFieldByIndex(i).Name != column).ToList();
        var columns = kept.Select(i => batch.Schema.GetFieldByIndex(i).Name == column ? replacement! : batch.Column(i)).ToList();
        return new RecordBatch(
            new Schema(
            kept.Select((i, at) => new Apache.Arrow.Field(batch.Schema.GetFieldByIndex(i).Name, columns[at].Data.DataType, true)), null),
            columns, batch.Length);
    }

    private sealed record Hour(string Symbol, string? Venue, bool Buy, DateTime Start, long N);

    /// <summary>An aggregate whose state does not hold the second event of a batch.</summary>
    private sealed class Leaving : AggregateFunction
    {
        public override string Name => "Leaving";

        public override DataType? ResultType(DataType? argument) => DataType.Int64;

        public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) => [new SumState("n", DataType.Int64)];

        public override AggregateKernel CreateKernel(AggregateCall call) => new Kernel();

        public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
            throw new NotSupportedException();

        public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
            throw new NotSupportedException();

        private sealed class Kernel : AggregateKernel
        {
            public override int Words => 1;

            public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words) =>
                throw new StateOverflow(1, "128 bits");

            public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) => columns[0].Int64(state[0]);
        }
    }
}
