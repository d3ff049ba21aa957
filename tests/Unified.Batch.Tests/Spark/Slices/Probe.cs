using System.Text.Json.Serialization;
using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Spark.Slices;

/// <summary>An event with columns of the types that Spark reads, one of them called otherwise in files.</summary>
public sealed record Probe(
    DateTime Time, int Key, string Name, string? MaybeName, int Number, int? MaybeNumber, long Serial, uint Count, ulong Big, short Small,
    [property: Precision(15, 4)] decimal Price, [property: Precision(12, 2)] decimal? MaybePrice, double Weight, double? MaybeWeight,
    float Ratio, bool Flag, bool? MaybeFlag, DateTime At, DateTime? MaybeAt, DateOnly Day, DateOnly? MaybeDay, TimeSpan Took,
    ParcelState State, [property: JsonPropertyName("the `label`")] string Label);

/// <summary>The logs of probes.</summary>
public static class Probes
{
    public static DateTime Border { get; } = new(2024, 3, 31, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>With history.</summary>
    public static Source<Probe> Left { get; } = new()
    {
        Topic = "left",
        Partitions = 2,
        EpochLength = 64,
        EventTime = p => p.Time,
        History = "history/left",
        HistoryUntil = Border,
    };

    /// <summary>With a log alone.</summary>
    public static Source<Probe> Right { get; } = new() { Topic = "right", Partitions = 1, EpochLength = 128, EventTime = p => p.Time };
}
