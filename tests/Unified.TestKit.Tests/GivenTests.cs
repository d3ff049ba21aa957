using Unified.Jobs;
using static Unified.TestKit.Tests.WrongJobs;

namespace Unified.TestKit.Tests;

/// <summary>Events of a test, from wherever they come.</summary>
[TestClass]
public sealed class GivenTests
{
    private static readonly DateTime Day = new(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    public void Sources_of_the_same_records_are_named() => JobTest.For<NetTotals>()
        .Given(Sales, new Sale(Day, "a", 5), new Sale(Day, "b", 9)).Given(Returns, new Sale(Day, "a", 2))
        .Then(new ShopTotal("b", 9), new ShopTotal("a", 3)).CutInvariant(20);

    [TestMethod]
    public void Sources_of_the_same_records_are_not_guessed() => Refused(
        () => JobTest.For<NetTotals>().Given(new Sale(Day, "a", 5)), "reads Sale from 'sales' and 'returns': say which");

    [TestMethod]
    public void A_source_that_the_job_does_not_read_is_refused() => Refused(
        () => JobTest.For<NetTotals>().Given(Sources.Flights, new Flight(Day, "a", "b", 1, 1)), "does not read source 'flights'");

    [TestMethod]
    public void Records_that_the_job_does_not_read_are_refused() => Refused(
        () => JobTest.For<NetTotals>().Given(new Flight(Day, "a", "b", 1, 1)), "reads no events of type Flight");

    [TestMethod]
    public void A_null_where_a_value_is_required_is_refused() => Refused(
        () => JobTest.For<CountedTotals>().Given(new Sale(Day, null!, 1)), "column 'Shop' of event 0: it is null, but required");

    [TestMethod]
    public void A_decimal_that_does_not_fit_its_column_is_refused() => Refused(
        () => JobTest.For<AirportWeather>().Given(new WeatherReport(Day, "a", 1, 1.25m)), "column 'Celsius'");

    [TestMethod]
    public void A_source_without_history_has_none() => Refused(
        () => JobTest.For<CountedTotals>().GivenHistory(new Sale(Day, "a", 1)), "has no history");

    [TestMethod]
    public void Events_on_the_wrong_side_of_the_border_are_said_where_rows_are_missing()
    {
        var early = new Flight(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc), "ATL", "JFK", 1, 1);
        Refused(() => JobTest.For<RouteTotals>().Given(early).Then(new RouteTotal("ATL", "JFK", 1, 1, 1, 1)),
            "1 events of 'flights' are on the other side of the border of its history, 2001-04-01");
        JobTest.For<RouteTotals>().Given(early).ThenNothing();
        JobTest.For<RouteTotals>().GivenHistory(early).Then(new RouteTotal("ATL", "JFK", 1, 1, 1, 1));
    }

    [TestMethod]
    public void Lines_of_a_file_go_through_the_decoder() => JobTest.For<RouteTotals>().GivenFile(Sources.Flights, "Files/flights.ndjson")
        .Then(new RouteTotal("ATL", "JFK", 2, 1520, 10, -3)).ThenQuarantined("Delay", "JSON", "UTF-8").CutInvariant(20);

    [TestMethod]
    public void A_parquet_file_is_read_as_history_is()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.parquet");
        try
        {
            ParquetFlights.Write(path, [new Flight(Day, "ATL", "JFK", 10, 760), new Flight(Day.AddYears(-30), "ATL", "JFK", 4, 760)]);
            JobTest.For<RouteTotals>().GivenFile(Sources.Flights, path).Then(new RouteTotal("ATL", "JFK", 1, 760, 10, 10));
            JobTest.For<RouteTotals>().GivenHistoryFile(Sources.Flights, path).Then(new RouteTotal("ATL", "JFK", 1, 760, 4, 4));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void A_file_that_is_not_there_is_named() => Refused(
        () => JobTest.For<RouteTotals>().GivenFile(Sources.Flights, "nowhere.ndjson"), "nowhere.ndjson");

    [TestMethod]
    public void A_file_of_another_kind_is_refused() => Refused(
        () => JobTest.For<RouteTotals>().GivenFile(Sources.Flights, typeof(GivenTests).Assembly.Location), ".ndjson");

    private static void Refused(Action act, string message) =>
        StringAssert.Contains(Assert.ThrowsExactly<JobTestException>(act).Message, message);
}
