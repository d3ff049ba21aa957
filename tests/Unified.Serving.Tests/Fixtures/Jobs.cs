using Unified.Definition;
using Unified.Epochs;

namespace Unified.Serving.Tests.Fixtures;

public sealed record Reading(DateTime At, string Place, string? Tag, int Value, int? Extra, [property: Precision(12, 2)] decimal Amount,
    long Big);

/// <summary>Keys are named as Unified's own columns might be, on purpose.</summary>
public sealed record PlaceHour(
    string Place, string? P, DateTime Day, long Epoch, long Total, double Mean, int? Lowest, int? Highest, long? ExtraSum,
        double? ExtraMean,
    decimal Amount, decimal MeanAmount, double P90);

public sealed class PlaceHours : Job<PlaceHour>
{
    public override Query<PlaceHour> Define() =>
        from r in Readings.Source
        where r.Value != 13
        group r by new { r.Place, P = r.Tag, Day = Window.Tumbling(r.At, TimeSpan.FromHours(6)) } into g
        select new PlaceHour(
            g.Key.Place, g.Key.P, g.Key.Day, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Extra),
                g.Max(r => r.Extra),
            g.Sum(r => r.Extra), g.Average(r => r.Extra), g.Sum(r => r.Amount), g.Average(r => r.Amount), g.Quantile(r => r.Value, 0.9));
}

public sealed record TagTotal(string? Tag, long Readings, long Big, int Lowest);

/// <summary>Lifetime, over a nullable key.</summary>
public sealed class TagTotals : Job<TagTotal>
{
    public override Query<TagTotal> Define() =>
        from r in Readings.Source
        group r by r.Tag into g
        select new TagTotal(g.Key, g.Count(), g.Sum(r => r.Big), g.Min(r => r.Value));
}

public static class Readings
{
    public const int Partitions = 3;

    /// <summary>A partition of the log of readings.</summary>
    public static LogPartition P(int number) => new("readings", number);

    public static Source<Reading> Source { get; } = new()
    {
        Topic = "readings",
        Partitions = Partitions,
        EpochLength = 16,
        EventTime = r => r.At
    };
}
