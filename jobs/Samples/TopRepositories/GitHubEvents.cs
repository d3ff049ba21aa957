using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>Who did it.</summary>
/// <param name="Id">The account.</param>
/// <param name="Login">Its name.</param>
public sealed record Actor(long Id, string Login);

/// <summary>Where it was done.</summary>
/// <param name="Id">The repository.</param>
/// <param name="Name">Owner and name.</param>
public sealed record Repo(long Id, string Name);

/// <summary>A public event, as the archive of GitHub's events has it. The payload differs from type to type, and is left out.</summary>
/// <param name="Id">The event.</param>
/// <param name="Type"><c>PushEvent</c>, <c>WatchEvent</c> and so on.</param>
/// <param name="Actor">Who.</param>
/// <param name="Repo">Where.</param>
/// <param name="CreatedAt">When.</param>
public sealed record GitHubEvent(string Id, string Type, Actor Actor, Repo Repo, DateTime CreatedAt);

/// <summary>Where events come from.</summary>
public static class GitHubEvents
{
    /// <summary>Snake case, as the archive's files.</summary>
    public static Source<GitHubEvent> Source { get; } = new()
    {
        Topic = "github-events",
        Partitions = 4,
        EpochLength = 64, // so small that a sample has a few; leave it out for a topic of yours
        EventTime = e => e.CreatedAt,
        Json = new() { Names = JsonNames.SnakeCase },
        History = "history/github-events",
        HistoryUntil = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc),
    };
}
