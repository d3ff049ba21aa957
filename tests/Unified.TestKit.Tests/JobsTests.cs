using Unified.Jobs;

namespace Unified.TestKit.Tests;

/// <summary>The jobs of this repository, over random events on both sides of the border of history.</summary>
[TestClass]
public sealed class JobsTests
{
    private static readonly DateTime Border = new(2001, 4, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Airports = ["ATL", "JFK", "ORD", "päron"];

    [TestMethod]
    public void Airport_delays() => Flights<AirportDelays>(40).CutInvariant();

    [TestMethod]
    public void Route_totals() => Flights<RouteTotals>(40).CutInvariant();

    [TestMethod]
    public void Long_delays() => Flights<LongDelays>(40).CutInvariant();

    [TestMethod]
    public void Airport_weather()
    {
        var random = TestSeed.Take().Random();
        var reports = Enumerable.Range(0, 30).Select(_ => new WeatherReport(Time(random), Airports[random.Next(4)], random.Next(40),
            random.Next(4) == 0 ? null : random.Next(-300, 300) / 10m)).ToList();
        Flights<AirportWeather>(30).Given(reports).GivenHistory(reports).CutInvariant();
    }

    private static JobTest Flights<TJob>(int count)
        where TJob : Definition.Job, new()
    {
        var random = TestSeed.Take().Random();
        IEnumerable<Flight> Events() => [.. Enumerable.Range(0, count).Select(_ => new Flight(Time(random), Airports[random.Next(4)],
            Airports[random.Next(4)], random.Next(-60, 400), random.Next(-1, 3000)))];
        return JobTest.For<TJob>().Given(Events()).GivenHistory(Events());
    }

    private static DateTime Time(Random random) => Border.AddMinutes(random.Next(-5000, 5000));
}
