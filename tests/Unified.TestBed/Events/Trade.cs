using Unified.Definition;

namespace Unified.TestKit.Events;

/// <summary>An event with a column of every type that a source may have.</summary>
public sealed record Trade(
    DateTime Time, string Symbol, string? Venue, int Quantity, long Serial, [property: Precision(15, 4)] decimal Price,
    bool Buy, int? Fee, long? Reference, [property: Precision(12, 2)] decimal? Tax, bool? Flagged, DateTime? Settled);

/// <summary>Random trades: duplicates, nulls, extremes, few keys and many, times before 1970 too.</summary>
public static class Trades
{
    /// <summary>The source of trades: epochs of 64 offsets.</summary>
    public static Source<Trade> Source { get; } = new() { Topic = "trades", Partitions = 3, EpochLength = 64, EventTime = t => t.Time };

    /// <summary>The same with history before 2024-03-02.</summary>
    public static Source<Trade> WithHistory { get; } = Source with
    {
        History = "history/trades",
        HistoryUntil = new DateTime(2024, 3, 2, 0, 0, 0, DateTimeKind.Utc)
    };

    public static IReadOnlyList<Trade> Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Next(random))];

    public static Trade Next(Random random)
    {
        var start = random.Next(20) == 0 ? new DateTime(1969, 12, 31, 20, 0, 0, DateTimeKind.Utc)
            : new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        return new Trade(
            start.AddTicks(random.NextInt64(0, TimeSpan.FromDays(3).Ticks / 10) * 10),
            Pick(random, "", "ACME", "Ünïcode", "日本", "😀", "a\"b\\c", $"K{random.Next(200)}"),
            random.Next(4) == 0 ? null : Pick(random, "XETRA", "NYSE", "it's"),
            random.Next(50) == 0 ? (random.Next(2) == 0 ? int.MaxValue : int.MinValue) : random.Next(-500, 500),
            random.Next(50) == 0 ? (random.Next(2) == 0 ? long.MaxValue : long.MinValue)
                : random.NextInt64(-1_000_000_000_000, 1_000_000_000_000),
            random.NextInt64(-99_999_999_999, 99_999_999_999) / 10_000m,
            random.Next(2) == 0,
            random.Next(3) == 0 ? null : random.Next(-20, 300),
            random.Next(3) == 0 ? null : random.NextInt64(-5, 5),
            random.Next(3) == 0 ? null : random.Next(-100_000, 100_000) / 100m,
            random.Next(3) == 0 ? null : random.Next(2) == 0,
            random.Next(3) == 0 ? null : start.AddSeconds(random.Next(0, 1000)));
    }

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
