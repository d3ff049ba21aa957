using Unified.Demo.Data;

namespace Unified.Demo.Shared;

/// <summary>What the demo runs on.</summary>
internal sealed record DemoOptions
{
    /// <summary>Days that are history.</summary>
    public DayRange History { get; init; } = DayRange.Months(2001, 1, 3);

    /// <summary>Days that are produced to Kafka.</summary>
    public DayRange Live { get; init; } = DayRange.Months(2001, 4, 6);

    /// <summary>Leave everything running at the end.</summary>
    public bool Keep { get; init; }

    /// <summary>The folder for tables, archive and history; emptied at the start.</summary>
    public string Root { get; init; } = Path.GetFullPath(Path.Combine(".unified", "demo"));

    /// <summary>Where the API listens.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>A week of history and two live weeks: for tests and the impatient.</summary>
    public DemoOptions Small() => this with
    {
        History = new DayRange(new DateOnly(2001, 3, 25), new DateOnly(2001, 4, 1)),
        Live = new DayRange(new DateOnly(2001, 4, 1), new DateOnly(2001, 4, 15)),
    };
}
