using System.Text.Json.Serialization;
using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>What a sensor of a greenhouse reads.</summary>
/// <param name="At">When.</param>
/// <param name="Device">The sensor.</param>
/// <param name="Celsius">Degrees, in steps of a sixteenth; -127 when the probe is not there, 85 when it has just been switched on.</param>
/// <param name="Humidity">Percent; null for a sensor that has none.</param>
public sealed record Reading(
    [property: JsonPropertyName("t")] DateTime At, string Device, [property: JsonPropertyName("temp")] double Celsius, double? Humidity);

/// <summary>Where readings come from.</summary>
public static class Readings
{
    /// <summary>Camel case, seconds since 1970.</summary>
    public static Source<Reading> Source { get; } = new()
    {
        Topic = "readings",
        Partitions = 2,
        EpochLength = 128, // so small that a sample has a few; leave it out for a topic of yours
        EventTime = r => r.At,
        Json = new() { Names = JsonNames.CamelCase, Times = UnixTimeUnit.Seconds },
        History = "history/readings",
        HistoryUntil = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc),
    };
}
