using Unified.Jobs;

namespace Unified.TestKit.Tests;

/// <summary>What a test expects, and what it says when that is not so.</summary>
[TestClass]
public sealed class ThenTests
{
    private static readonly DateTime Day = new(2001, 4, 2, 0, 0, 0, DateTimeKind.Utc);

    private static JobTest Totals => JobTest.For<RouteTotals>().Given(
        new Flight(Day, "ATL", "JFK", 10, 760), new Flight(Day, "ATL", "JFK", -2, 760), new Flight(Day, "ORD", "JFK", 0, 740));

    [TestMethod]
    public void Rows_are_compared_in_any_order() => Totals.Then(new RouteTotal("ORD", "JFK", 1, 740, 0, 0),
        new RouteTotal("ATL", "JFK", 2, 1520, 10, -2));

    [TestMethod]
    public void What_is_missing_unexpected_and_different_is_said_column_by_column()
    {
        var message = Fails(() => Totals.Then(new RouteTotal("ATL", "JFK", 3, 1520, 10, -3), new RouteTotal("LAX", "JFK", 1, 1, 1, 1)));
        StringAssert.Contains(message,
            "differs     origin=\"ATL\", destination=\"JFK\": flights is 2 and not 3; best_delay is -2 and not -3");
        StringAssert.Contains(message, "missing     origin=\"LAX\", destination=\"JFK\", flights=1");
        StringAssert.Contains(message, "unexpected  origin=\"ORD\", destination=\"JFK\", flights=1");
        // To paste where it is right.
        StringAssert.Contains(message, "new RouteTotal(\"ATL\", \"JFK\", 2L, 1520L, 10L, -2)");
    }

    [TestMethod]
    public void A_row_that_is_there_twice_is_expected_twice()
    {
        var late = new Flight(Day, "ATL", "JFK", 200, 760);
        var test = JobTest.For<LongDelays>().Given(late, late);
        test.Then(new LongDelay(Day, "ATL", "JFK", 3, 20), new LongDelay(Day, "ATL", "JFK", 3, 20));
        StringAssert.Contains(Fails(() => test.Then(new LongDelay(Day, "ATL", "JFK", 3, 20))), "unexpected");
    }

    [TestMethod]
    public void An_answer_that_the_definition_orders_is_compared_in_its_order()
    {
        var test = JobTest.For<NetTotals>().Given(WrongJobs.Sales, new Sale(Day, "a", 1), new Sale(Day, "b", 2));
        test.Then(new ShopTotal("b", 2), new ShopTotal("a", 1));
        StringAssert.Contains(Fails(() => test.Then(new ShopTotal("a", 1), new ShopTotal("b", 2))),
            "in another order: row 1 is shop=\"b\"");
    }

    [TestMethod]
    public void No_rows_are_an_answer()
    {
        JobTest.For<RouteTotals>().ThenNothing();
        StringAssert.Contains(Fails(() => Totals.ThenNothing()), "unexpected");
    }

    [TestMethod]
    public void The_answer_is_the_jobs_own_records() =>
        Assert.AreEqual(1520, Totals.Answer<RouteTotal>().Single(r => r.Origin == "ATL").Miles);

    [TestMethod]
    public void Rows_of_another_type_are_refused() => StringAssert.Contains(Fails(() => Totals.Answer<AirportDay>()),
        "has rows of type RouteTotal, and not AirportDay");

    [TestMethod]
    public void A_reason_that_is_not_there_is_named() => StringAssert.Contains(
        Fails(() => JobTest.For<RouteTotals>().GivenJson(Sources.Flights, "{}").ThenQuarantined("Delay")),
        "quarantined flights partition 0 offset 0: ");

    [TestMethod]
    public void A_group_that_cannot_be_computed_is_an_error_that_names_it() => StringAssert.Contains(
        Fails(() => JobTest.For(new Shares()).Given(WrongJobs.Sales, new Sale(Day, "a", 0)).Answer<ShopTotal>()),
        "column 'pieces' of group {shop=a} cannot be computed");

    [TestMethod]
    public void Explain_is_what_the_command_prints_first()
    {
        var text = JobTest.For<AirportDelays>().Explain();
        StringAssert.StartsWith(text, "job      airport_delays\nversion  ");
        StringAssert.Contains(text, "Scan");
        Assert.AreEqual(text, JobTest.For<AirportDelays>().Explain());
    }

    private static string Fails(Action act) => Assert.ThrowsExactly<JobTestException>(act).Message;

    private sealed class Shares : Definition.Job<ShopTotal>
    {
        public override Definition.Query<ShopTotal> Define() =>
            from s in WrongJobs.Sales
            group s by s.Shop into g
            select new ShopTotal(g.Key, 100 / g.Sum(s => s.Pieces));
    }
}
