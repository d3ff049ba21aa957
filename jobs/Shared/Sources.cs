using Unified.Definition;

namespace Unified.Jobs;

/// <summary>A flight of a US carrier.</summary>
/// <param name="Date">Scheduled departure, read as UTC.</param>
/// <param name="Origin">Airport of departure.</param>
/// <param name="Destination">Airport of arrival.</param>
/// <param name="Delay">Minutes late on arrival; negative when early.</param>
/// <param name="Distance">Miles.</param>
public sealed record Flight(DateTime Date, string Origin, string Destination, int Delay, int Distance);

/// <summary>What an airport reports of its weather.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Airport">The airport.</param>
/// <param name="Wind">Knots.</param>
/// <param name="Celsius">Degrees; null when the thermometer is broken.</param>
public sealed record WeatherReport(DateTime At, string Airport, int Wind, [property: Precision(4, 1)] decimal? Celsius);

/// <summary>The sources that the jobs of this folder share.</summary>
public static class Sources
{
    /// <summary>Flights: live in Kafka from April 2001, before that as Parquet.</summary>
    public static Source<Flight> Flights { get; } = new()
    {
        Topic = "flights",
        Partitions = 4,
        EpochLength = 8_192,
        EventTime = f => f.Date,
        History = "history/flights",
        HistoryUntil = new DateTime(2001, 4, 1, 0, 0, 0, DateTimeKind.Utc),
    };

    /// <summary>Weather reports: a log of its own, with its own partitions, epochs and border to its history.</summary>
    public static Source<WeatherReport> Weather { get; } = new()
    {
        Topic = "weather",
        Partitions = 6,
        EpochLength = 2_048,
        EventTime = w => w.At,
        History = "history/weather",
        HistoryUntil = new DateTime(2001, 3, 29, 0, 0, 0, DateTimeKind.Utc),
    };
}
