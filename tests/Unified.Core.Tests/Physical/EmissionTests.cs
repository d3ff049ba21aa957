using Unified.Core.Tests.Linq;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Epochs;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Time;

namespace Unified.Core.Tests.Physical;

/// <summary>Jobs of one row an event.</summary>
[TestClass]
public sealed class EmissionTests
{
    private static readonly JobPlan Plan = Of((
        from o in Shop.Orders
        where o.Pieces > 2
        let total = o.Price * 2m
        select new { o.Product, Total = total + 1m, Coupon = o.Coupon ?? -1, At = o.At.Date, Big = total > 100m }).ToQuery());

    private static readonly JobPlan Both = Of(Shop.Orders.Where(o => o.Pieces > 2).Select(o => new { o.Product, o.User })
        .Concat(Shop.Orders.Where(o => o.User > 2).Select(o => new { o.Product, o.User }))
            .Concat(Shop.Views.Select(v => new { v.Product, v.User })).ToQuery());

    [TestMethod]
    public void Rows_hold_a_value_of_every_type_that_an_event_has()
    {
        var plan = Of(Parcels.Source.All().ToQuery());
        var parcel = Parcels.Next(new Random(3)) with { Count = uint.MaxValue, Big = ulong.MaxValue, Ratio = 0.1f, MaybeBig = null };
        var run = StageProgram.Compile(plan).Open(EventOrigin.Log);
        Assert.IsEmpty(run.Add(EventBatches.From(plan.Sources[0], [parcel])));
        var row = new RowTable(plan.Rows).Add(run.Rows(changedOnly: false)).Values.Single();
        object? Value(string name) => row[plan.Rows.Columns.Select(c => c.Name).ToList().IndexOf(name)];
        Assert.AreEqual((Int128)uint.MaxValue, Value("count"));
        Assert.AreEqual((Int128)ulong.MaxValue, Value("big"));
        Assert.AreEqual(0.1f, Value("ratio"));
        Assert.IsNull(Value("maybe_big"));
    }

    [TestMethod]
    public void Rows_are_the_events_that_pass_with_their_place_and_time()
    {
        var events = ShopEvents.Next(TestSeed.Take().Random());
        var border = Shop.Orders.HistoryUntil!.Value;
        var run = StageProgram.Compile(Plan).Open(new LogPartition("orders", 1), EventOrigin.Log, StageState.Empty);
        Assert.IsEmpty(run.Add(EventBatches.From(Plan.Sources[0], events.Orders, firstOffset: 70)));

        var expected = events.Orders.Select((o, i) => (o, Offset: (Int128)(70 + i))).Where(x => x.o.Pieces > 2 && x.o.At >= border)
            .Select(x => Carriers.Line(
        [
            "orders", (Int128)1, x.Offset, (Int128)0, Micros(x.o.At), x.o.Product, (Int128)((x.o.Price * 200m) + 100m),
                (Int128)(x.o.Coupon ?? -1), Micros(x.o.At.Date), x.o.Price * 2m > 100m,
        ]));
        var rows = run.Rows(changedOnly: false);
        CollectionAssert.AreEquivalent(expected.ToList(), new RowTable(Plan.Rows).Add(rows).Values.Select(Carriers.Line).ToList());
        Assert.AreEqual(events.Orders.Count, run.Counts.Read);
        Assert.AreEqual(rows.Length, run.Counts.Emitted);
        Assert.IsTrue(run.Counts.Balanced);
    }

    [TestMethod]
    public void The_oracle_gives_the_same_rows_for_one_log_and_for_several()
    {
        var seed = TestSeed.Take();
        using var oracle = new DuckDbOracle();
        for (var i = 0; i < 20; i++)
        {
            var plan = i % 2 == 0 ? Plan : Both;
            var random = seed.Random(i);
            var run = new ShopRun(plan, ShopEvents.Next(random));
            var values = plan.Rows.Columns.Length - plan.Outputs.Length;

            var found = run.Cut(random).Values.Select(row => Carriers.Line(row.Skip(values))).Order(StringComparer.Ordinal).ToList();
            var expected = oracle.Answer(plan, run.Load(oracle, history: true)).Rows.Select(Carriers.Line).Order(StringComparer.Ordinal)
                .ToList();

            CollectionAssert.AreEqual(expected, found, $"case {i}");
        }
    }

    [TestMethod]
    public void An_event_that_two_branches_take_makes_a_row_of_each_and_is_counted_once()
    {
        var order = new Order(Shop.Orders.HistoryUntil!.Value, "ACME", 3, 3, 1m, null);
        var run = StageProgram.Compile(Both).Open(new LogPartition("orders", 0), EventOrigin.Log, StageState.Empty);
        run.Add(EventBatches.From(Both.Source("orders"), [order, order with { Pieces = 1 }, order with { User = 1 },
            order with { User = 1, Pieces = 1 }]));
        Assert.AreEqual(
            """
            0 0
            0 1
            1 1
            2 0
            """, string.Join('\n', new RowTable(Both.Rows).Add(run.Rows(false)).Values.Select(r => $"{r[2]} {r[3]}")));
        Assert.AreEqual(new LedgerCounts(4, 3, 1, 0), run.Counts);
    }

    [TestMethod]
    public void An_event_that_one_branch_cannot_compute_makes_no_row_at_all()
    {
        var plan = Of(Shop.Views.Select(v => new { v.Product, N = v.User })
            .Concat(Shop.Views.Select(v => new { v.Product, N = 100 / v.Seconds })).ToQuery());
        var run = StageProgram.Compile(plan).Open(new LogPartition("views", 0), EventOrigin.Log, StageState.Empty);
        var view = new View(Shop.Orders.HistoryUntil!.Value, "ACME", 1, 50);
        var rejected = run.Add(EventBatches.From(plan.Sources[0], [view, view with { Seconds = 0 }]));
        Assert.AreEqual(1L, rejected.Single().Offset);
        StringAssert.Contains(rejected[0].Reason, "column 'N' = divide(100:int32, Seconds): division by zero");
        Assert.AreEqual(2, run.Rows(false).Length);
        Assert.AreEqual(new LedgerCounts(2, 1, 0, 1), run.Counts);
    }

    private static Int128 Micros(DateTime time) => Timestamps.FromDateTime(time);

    private static JobPlan Of<T>(Query<T> query) => JobPlan.Create(new Wrapped<T>(query));
}
