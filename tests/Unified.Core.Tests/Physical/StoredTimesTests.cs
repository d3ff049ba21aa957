using Unified.Columnar;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Epochs;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Physical;

[TestClass]
public sealed class StoredTimesTests
{
    private static readonly Trade Good = Trades.Next(new Random(7)) with { Time = new DateTime(2024, 3, 1), Settled = null };

    [TestMethod]
    [DataRow("0001-01-01T00:00:00", false)]
    [DataRow("1899-12-31T23:59:59.999999", false)]
    [DataRow("1900-01-01T00:00:00", true)]
    [DataRow("2299-12-31T23:59:59.999999", true)]
    [DataRow("2300-01-01T00:00:00", false)]
    [DataRow("9999-12-31T23:59:59.999999", false)]
    public void A_window_or_key_outside_the_years_that_tables_hold_is_rejected_with_its_reason(string text, bool accepted)
    {
        var time = DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var byWindow =
            StageProgram.Compile(
            JobPlan.Create(
            new Wrapped<Row>(from t in Trades.Source
                             group t by Window.Tumbling(t.Time,
            TimeSpan.FromMinutes(1)) into g
                             select new Row(g.Key, g.Count()))));
        var byKey = StageProgram.Compile(
            JobPlan.Create(
            new Wrapped<NullableRow>(from t in Trades.Source group t by t.Settled into g select new NullableRow(g.Key, g.Count()))));
        foreach (var (program, odd) in new[] { (byWindow, Good with { Time = time }), (byKey, Good with { Settled = time }) })
        {
            var fold = program.Open(EventOrigin.Log);
            var rejected = fold.Add(EventBatches.From(program.Plan.Sources[0], [Good, odd, Good], firstOffset: 5));
            Assert.AreEqual(new LedgerCounts(3, accepted ? 3 : 2, 0, accepted ? 0 : 1), fold.Counts);
            if (!accepted)
            {
                Assert.AreEqual(6, rejected.Single().Offset);
                StringAssert.EndsWith(rejected.Single().Reason, "a time outside the years 1900 to 2299, which tables can hold");
            }
        }
    }

    [TestMethod]
    public void A_window_that_begins_before_1900_is_rejected_although_the_event_does_not()
    {
        var program =
            StageProgram.Compile(
            JobPlan.Create(
            new Wrapped<Row>(from t in Trades.Source
                             group t by Window.Tumbling(t.Time, TimeSpan.FromDays(7)) into g
                             select new Row(g.Key,
            g.Count()))));
        Assert.HasCount(1, program.Open(EventOrigin.Log).Add(
            EventBatches.From(program.Plan.Sources[0], [Good with { Time = new DateTime(1900, 1, 1) }])));
    }

    [TestMethod]
    public void An_event_that_a_window_may_hold_which_begins_before_1900_is_rejected_with_its_reason()
    {
        var (hour, quarter) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(15));
        foreach (var query in new[]
        {
            from t in Trades.Source group t by Window.Hopping(t.Time, hour, quarter) into g select new Row(g.Key, g.Count()),
            from t in Trades.Source group t by Window.Session(t.Time, hour) into g select new Row(g.Key, g.Count()),
            from t in Trades.Source group t by new { W = Window.Each(t.Time, quarter, hour) } into g
            where g.Key.W.Length == hour select new Row(g.Key.W.Start, g.Count(), g.Key.W.Length),
        })
        {
            var fold = StageProgram.Compile(JobPlan.Create(new Wrapped<Row>(query))).Open(EventOrigin.Log);
            var first = new DateTime(1900, 1, 1, 1, 0, 0, DateTimeKind.Utc);
            var rejected = fold.Add(EventBatches.From(fold.Program.Plan.Sources[0],
                [Good with { Time = first.AddMicroseconds(-1) }, Good with { Time = first }, Good]));
            Assert.AreEqual(0, rejected.Single().Offset);
            StringAssert.Contains(rejected.Single().Reason, "1900");
        }
    }

    [TestMethod]
    public void Groups_beyond_what_offsets_reach_are_an_error_that_names_the_job()
    {
        var table = new GroupTable(keyWords: 1, stateWords: 1, maxWords: 64 * 4);
        long[][] keys = [[.. Enumerable.Range(0, 40).Select(i => (long)i)]];
        var error = Assert.ThrowsExactly<GroupsExhausted>(() => table.FindOrAdd(keys, 40, new int[40], 1));
        Assert.AreEqual("32 groups of 4 words", error.Limit);
    }

    private sealed record Row(DateTime At, long N, TimeSpan Length = default);

    private sealed record NullableRow(DateTime? At, long N);
}
