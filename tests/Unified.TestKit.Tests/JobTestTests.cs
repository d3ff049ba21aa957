using Unified.Jobs;

namespace Unified.TestKit.Tests;

/// <summary>What a team writes for its job.</summary>
[TestClass]
public sealed class JobTestTests
{
    private static readonly DateTime Day = new(2001, 4, 2, 0, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    public void Events_of_a_log_give_the_rows_of_the_job() =>
        JobTest.For<AirportDelays>()
            .Given(
                new Flight(Day.AddHours(9), "ATL", "JFK", Delay: 10, Distance: 760),
                new Flight(Day.AddHours(11), "ATL", "ORD", Delay: -4, Distance: 606),
                new Flight(Day.AddHours(12), "ATL", "ATL", Delay: 500, Distance: 0))
            .Then(new AirportDay("ATL", Day, Flights: 2, AverageDelay: 3, WorstDelay: 10, P95Delay: 10));

    [TestMethod]
    public void Several_sources_are_told_apart_by_their_records() =>
        JobTest.For<AirportWeather>()
            .Given(new Flight(Day.AddHours(9), "ATL", "JFK", Delay: 20, Distance: 760))
            .Given(new WeatherReport(Day.AddHours(1), "ATL", Wind: 12, Celsius: 17.5m), new WeatherReport(Day, "ATL", 3, null))
            .Then(new AirportWeatherDay("ATL", Day, 1, 1, 2, 12, 17.5m));

    [TestMethod]
    public void A_row_an_event_is_an_answer_too() =>
        JobTest.For<LongDelays>()
            .Given(new Flight(Day.AddHours(9), "ATL", "JFK", Delay: 181, Distance: 760))
            .Then(new LongDelay(Day.AddHours(9), "ATL", "JFK", 3, 1));
}
