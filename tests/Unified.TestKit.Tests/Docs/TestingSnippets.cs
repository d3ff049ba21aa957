using Unified.Jobs;

namespace Unified.TestKit.Tests.Docs;

/// <summary>The snippets of docs/testing.md.</summary>
[TestClass]
public sealed class TestingSnippets
{
    #region first
    private static readonly DateTime Day = new(2001, 4, 2, 0, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    public void Delays_of_an_airport_are_those_of_its_departures() =>
        JobTest.For<AirportDelays>()
            .Given(
                new Flight(Day.AddHours(9), "ATL", "JFK", Delay: 10, Distance: 760),
                new Flight(Day.AddHours(11), "ATL", "ORD", Delay: -4, Distance: 606),
                new Flight(Day.AddHours(12), "ATL", "ATL", Delay: 500, Distance: 0)) // no flight: it goes nowhere
            .Then(new AirportDay("ATL", Day, Flights: 2, AverageDelay: 3, WorstDelay: 10, P95Delay: 10));
    #endregion

    #region sources
    [TestMethod]
    public void Flights_and_weather_of_a_day_are_one_row() =>
        JobTest.For<AirportWeather>()
            .Given(Sources.Flights, new Flight(Day.AddHours(9), "ATL", "JFK", Delay: 20, Distance: 760))
            .Given(Sources.Weather, new WeatherReport(Day.AddHours(1), "ATL", Wind: 12, Celsius: null))
            .Then(new AirportWeatherDay("ATL", Day, Flights: 1, LateFlights: 1, Reports: 1, StrongestWind: 12, AverageCelsius: null));
    #endregion

    #region history
    [TestMethod]
    public void A_route_goes_on_over_the_border_of_history()
    {
        var before = new Flight(new DateTime(2001, 3, 31, 23, 59, 0, DateTimeKind.Utc), "ATL", "JFK", Delay: 5, Distance: 760);
        var after = new Flight(new DateTime(2001, 4, 1, 0, 0, 0, DateTimeKind.Utc), "ATL", "JFK", Delay: -2, Distance: 760);
        JobTest.For<RouteTotals>().GivenHistory(before).Given(after)
            .Then(new RouteTotal("ATL", "JFK", Flights: 2, Miles: 1520, MinutesLate: 5, BestDelay: -2));
    }
    #endregion

    #region quarantine
    [TestMethod]
    public void A_delay_that_is_no_number_is_quarantined() =>
        JobTest.For<RouteTotals>()
            .GivenJson(Sources.Flights,
                """{"Date":"2001-04-02T09:00:00Z","Origin":"ATL","Destination":"JFK","Delay":5,"Distance":760}""",
                """{"Date":"2001-04-02T09:00:00Z","Origin":"ATL","Destination":"JFK","Delay":"late","Distance":760}""")
            .Then(new RouteTotal("ATL", "JFK", Flights: 1, Miles: 760, MinutesLate: 5, BestDelay: 5))
            .ThenQuarantined("Delay");

    [TestMethod]
    public void A_file_of_records_is_read_as_the_topic_is() =>
        JobTest.For<RouteTotals>()
            .GivenFile(Sources.Flights, "Files/flights.ndjson")
            .Then(new RouteTotal("ATL", "JFK", Flights: 2, Miles: 1520, MinutesLate: 10, BestDelay: -3))
            .ThenQuarantined("Delay", "JSON", "UTF-8");
    #endregion

    #region cuts
    [TestMethod]
    public void Delays_do_not_depend_on_how_their_events_are_cut() =>
        JobTest.For<AirportDelays>()
            .Given(Enumerable.Range(0, 50).Select(i =>
                new Flight(Day.AddMinutes(37 * i), i % 3 == 0 ? "ATL" : "JFK", "ORD", Delay: i * 7 % 90, Distance: 606)))
            .CutInvariant();
    #endregion

    #region answer
    [TestMethod]
    public void Every_airport_has_its_row()
    {
        var rows = JobTest.For<AirportDelays>()
            .Given(new Flight(Day, "ATL", "JFK", 10, 760), new Flight(Day, "JFK", "ATL", 20, 760))
            .Answer<AirportDay>();
        CollectionAssert.AreEquivalent(new[] { "ATL", "JFK" }, rows.Select(r => r.Origin).ToArray());
    }
    #endregion
}
