using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Oracle;

/// <summary>An event with a column of every type, and a nullable one of each.</summary>
public sealed record Sample(
    DateTime Time, bool Flag, byte Tiny, sbyte Signed, short Small, ushort Port, int Number, uint Count, long Serial, ulong Big,
    [property: Precision(15, 4)] decimal Price, [property: Precision(5, 1)] decimal Rate, double Weight, float Ratio, string Name,
    string Label, DateTime At, DateTimeOffset Seen, DateOnly Day, TimeOnly Clock, TimeSpan Took, Guid Id, ParcelState State,
    ParcelMarks Marks, bool? MaybeFlag, byte? MaybeTiny, short? MaybeSmall, int? MaybeNumber, uint? MaybeCount, long? MaybeSerial,
    ulong? MaybeBig, [property: Precision(12, 2)] decimal? MaybePrice, double? MaybeWeight, float? MaybeRatio, string? MaybeName,
    DateTime? MaybeAt, DateTimeOffset? MaybeSeen, DateOnly? MaybeDay, TimeOnly? MaybeClock, TimeSpan? MaybeTook, Guid? MaybeId,
    ParcelState? MaybeState);

/// <summary>The two logs that random queries read.</summary>
public static class SampleSources
{
    public static Source<Sample> Left { get; } = new() { Topic = "left", Partitions = 3, EpochLength = 16, EventTime = s => s.Time };

    public static Source<Sample> Right { get; } = new() { Topic = "right", Partitions = 2, EpochLength = 16, EventTime = s => s.Time };
}
