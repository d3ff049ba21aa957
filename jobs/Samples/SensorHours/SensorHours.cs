using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>What a sensor has read in an hour.</summary>
/// <param name="Device">The sensor.</param>
/// <param name="Hour">The hour's start, in UTC.</param>
/// <param name="Readings">How many.</param>
/// <param name="Mean">Degrees on average.</param>
/// <param name="Deviation">The standard deviation: what drifts or flickers has a large one.</param>
/// <param name="Lowest">The lowest.</param>
/// <param name="Highest">The highest.</param>
/// <param name="First">The first by event time, however late it came.</param>
/// <param name="Last">The last by event time.</param>
/// <param name="Humidity">Percent on average; null without any.</param>
public sealed record SensorHour(
    string Device, DateTime Hour, long Readings, double Mean, double Deviation, double Lowest, double Highest, double First, double Last,
    double? Humidity);

/// <inheritdoc cref="SensorHour"/>
public sealed class SensorHours : Job<SensorHour>
{
    public override Query<SensorHour> Define() =>
        from r in Readings.Source
        where r.Celsius > -55 && r.Celsius < 85 // what such a probe can read
        group r by new { r.Device, Hour = Window.Tumbling(r.At, TimeSpan.FromHours(1)) } into g
        select new SensorHour(
            g.Key.Device, g.Key.Hour, g.Count(), g.Average(r => r.Celsius), g.StandardDeviation(r => r.Celsius),
            g.Min(r => r.Celsius), g.Max(r => r.Celsius), g.First(r => r.Celsius), g.Last(r => r.Celsius), g.Average(r => r.Humidity));
}
