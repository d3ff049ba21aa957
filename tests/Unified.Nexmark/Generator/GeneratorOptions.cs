namespace Unified.Nexmark.Generator;

/// <summary>Which events there are, and when. The proportions are those of the Nexmark generator: 1 person, 3 auctions, 46 bids.</summary>
public sealed record GeneratorOptions
{
    /// <summary>Another seed gives other values of the same distribution.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many events, of all three kinds together.</summary>
    public long Events { get; init; } = 1_000_000;

    /// <summary>The day of the first event. Default: 59 days before <see cref="Nexmark.Events.Border"/>, so that all is history.</summary>
    public DateOnly FirstDay { get; init; } = new(2026, 1, 1);

    /// <summary>
    /// How many events a day has. They follow each other from an hour on that differs from day to day; then the next day begins. Nexmark's
    /// own generator has no days: its million events are a hundred seconds.
    /// </summary>
    public long EventsPerDay { get; init; } = 100_000;

    /// <summary>Events a second of event time while a day's events come. The times are whole milliseconds.</summary>
    public double EventsPerSecond { get; init; } = 1_000;

    /// <summary>The number of days that have events.</summary>
    public int Days => checked((int)((Events + EventsPerDay - 1) / EventsPerDay));

    /// <summary>When event <paramref name="number"/> happens.</summary>
    public DateTime TimeOf(long number)
    {
        var day = checked((int)(number / EventsPerDay));
        return FirstDay.AddDays(day).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)
            .AddHours(day * 7 % 24).AddMilliseconds((long)(number % EventsPerDay * 1_000 / EventsPerSecond));
    }
}
