using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>One of the busiest repositories of an hour.</summary>
/// <param name="Repository">Owner and name.</param>
/// <param name="Hour">The hour's start, in UTC.</param>
/// <param name="Events">What happened, bots left out.</param>
/// <param name="People">How many did it: exactly.</param>
/// <param name="Pushes">Of the events, pushes.</param>
/// <param name="Stars">Of the events, stars.</param>
public sealed record RepositoryHour(string Repository, DateTime Hour, long Events, long People, long Pushes, long Stars);

/// <inheritdoc cref="RepositoryHour"/>
public sealed class TopRepositories : Job<RepositoryHour>
{
    public override Query<RepositoryHour> Define() => Busy().Top(3, r => r.Events, of: r => r.Hour);

    // Where two people or more are at work.
    private static Query<RepositoryHour> Busy() =>
        from e in GitHubEvents.Source
        where !e.Actor.Login.EndsWith("[bot]", StringComparison.Ordinal)
        group e by new { Repository = e.Repo.Name, Hour = Window.Tumbling(e.CreatedAt, TimeSpan.FromHours(1)) } into g
        where g.CountDistinct(e => e.Actor.Id) >= 2
        select new RepositoryHour(
            g.Key.Repository, g.Key.Hour, g.Count(), g.CountDistinct(e => e.Actor.Id), g.Count(e => e.Type == "PushEvent"),
            g.Count(e => e.Type == "WatchEvent"));
}
