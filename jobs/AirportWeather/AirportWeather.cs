using Unified.Definition;

namespace Unified.Jobs;

/// <summary>An airport's day: what flew, and in which weather. Two sources, one row.</summary>
public sealed record AirportWeatherDay(
    string Airport, DateTime Day, long Flights, long LateFlights, long Reports, int? StrongestWind, decimal? AverageCelsius);

/// <inheritdoc cref="AirportWeatherDay"/>
public sealed class AirportWeather : Job<AirportWeatherDay>
{
    public override Query<AirportWeatherDay> Define() =>
        Sources.Flights.GroupBy(f => new { Airport = f.Origin, Day = Window.Tumbling(f.Date, TimeSpan.FromDays(1)) })
            .Cogroup(
                Sources.Weather.GroupBy(w => new { w.Airport, Day = Window.Tumbling(w.At, TimeSpan.FromDays(1)) }),
                (key, flights, weather) => new AirportWeatherDay(
                    key.Airport, key.Day, flights.Count(), flights.Sum(f => f.Delay > 15 ? 1 : 0), weather.Count(),
                    weather.Max(w => (int?)w.Wind), weather.Average(w => w.Celsius)));
}
