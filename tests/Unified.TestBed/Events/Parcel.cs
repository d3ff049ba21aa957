using Unified.Definition;

namespace Unified.TestKit.Events;

/// <summary>Where a parcel is; two names for one number, and numbers with gaps.</summary>
public enum ParcelState
{
    Lost = -3,
    Open = 0,
    New = Open,
    Sent = 1,
    Delivered = 300,
}

/// <summary>What was done to a parcel: flags.</summary>
[Flags]
public enum ParcelMarks : byte
{
    None = 0,
    Fragile = 1,
    Insured = 2,
}

/// <summary>An event with a column of every type that <see cref="Trade"/> has not.</summary>
public sealed record Parcel(
    DateTime At, byte Tiny, sbyte Signed, short Small, ushort Port, uint Count, ulong Big, float Ratio, double Weight, DateOnly Day,
    TimeOnly Opens, TimeSpan Took, DateTimeOffset Seen, Guid Id, ParcelState State, ParcelMarks Marks, short? MaybeSmall, uint? MaybeCount,
    ulong? MaybeBig, float? MaybeRatio, double? MaybeWeight, DateOnly? Due, TimeOnly? Closes, TimeSpan? Delay, DateTimeOffset? Returned,
    Guid? Parent, ParcelState? Before);

/// <summary>Random parcels: extremes of each type, NaN, both zeros, infinities, days before 1970, many nulls.</summary>
public static class Parcels
{
    /// <summary>The source of parcels: epochs of 64 offsets.</summary>
    public static Source<Parcel> Source { get; } = new() { Topic = "parcels", Partitions = 3, EpochLength = 64, EventTime = p => p.At };

    public static IReadOnlyList<Parcel> Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Next(random))];

    public static Parcel Next(Random random) => new(
        new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(random.NextInt64(0, TimeSpan.FromDays(3).Ticks / 10) * 10),
        (byte)random.Next(256), (sbyte)random.Next(-128, 128), (short)random.Next(short.MinValue, short.MaxValue + 1),
        (ushort)random.Next(65_536), Pick<uint>(random, 0, uint.MaxValue, (uint)random.Next(100)),
        Pick<ulong>(random, 0, ulong.MaxValue, (ulong)random.Next(100)), Single(random), Double(random), Date(random), Clock(random),
            Span(random),
        Offset(random), Id(random), Pick(random, Enum.GetValues<ParcelState>()), (ParcelMarks)random.Next(4),
        Maybe(random, () => (short)random.Next(-3, 3)), Maybe(random, () => (uint)random.Next(3)),
        Maybe(random, () => Pick<ulong>(random, ulong.MaxValue, 1, 2)), Maybe(random, () => Single(random)), Maybe(random, () =>
            Double(random)),
        Maybe(random, () => Date(random)), Maybe(random, () => Clock(random)), Maybe(random, () => Span(random)),
        Maybe(random, () => Offset(random)), Maybe(random, () => Id(random)), Maybe(random, () => Pick(random,
            Enum.GetValues<ParcelState>())));

    private static double Double(Random random) => Pick<double>(random, 0.0, -0.0, double.NaN, double.PositiveInfinity,
        double.NegativeInfinity,
        double.Epsilon, double.MaxValue, 0.1, -1.5, random.NextDouble() * 1e6, random.Next(5));

    private static float Single(Random random) => Pick<float>(random, 0f, -0f, float.NaN, float.PositiveInfinity, float.Epsilon,
        float.MinValue, 0.1f,
        -1.5f, random.NextSingle(), random.Next(5));

    private static DateOnly Date(Random random) => Pick(random, new DateOnly(1900, 1, 1), new DateOnly(2299, 12, 31),
        new DateOnly(1969, 12, 31), new DateOnly(2024, 2, 29), new DateOnly(2024, 3, 1).AddDays(random.Next(-400, 400)));

    private static TimeOnly Clock(Random random) => Pick(random, TimeOnly.MinValue, new TimeOnly(23, 59, 59, 999, 999),
        new TimeOnly(random.NextInt64(0, TimeSpan.TicksPerDay / 10) * 10));

    private static TimeSpan Span(Random random) => Pick(random, TimeSpan.Zero, TimeSpan.FromDays(-1), TimeSpan.FromMicroseconds(-1),
        TimeSpan.FromMicroseconds(1), TimeSpan.FromDays(400_000), TimeSpan.FromMicroseconds(random.NextInt64(-100_000_000_000,
            100_000_000_000)));

    private static DateTimeOffset Offset(Random random) => new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.FromHours(random.Next(-14, 15)))
        .AddTicks(random.NextInt64(0, TimeSpan.FromDays(3).Ticks / 10) * 10);

    private static Guid Id(Random random) => Pick(random, Guid.Empty, Guid.AllBitsSet, new Guid("01234567-89ab-cdef-0123-456789abcdef"),
        new Guid(random.Next(3), 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]));

    private static T? Maybe<T>(Random random, Func<T> value) where T : struct => random.Next(3) == 0 ? null : value();

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
