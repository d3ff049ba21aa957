using System.Globalization;

namespace Unified.Hosting.Supervision;

/// <summary>A part of a process that runs for itself: a job's streams, a source's archiver, the schedule, the API.</summary>
/// <param name="Layer"><c>stream</c>, <c>archive</c>, <c>schedule</c> or <c>serve</c>.</param>
/// <param name="Name">The job, or the source.</param>
/// <param name="Version">The job's version; "" where there is none.</param>
/// <param name="RunAsync">Runs it until cancelled, any number of times one after the other; tells what it waits for, or null.</param>
internal sealed record Part(string Layer, string Name, string Version, Func<Action<string?>, CancellationToken, Task> RunAsync)
{
    /// <summary>What somebody should look at although it runs: a partition that stands still, a growing quarantine. Null: none.</summary>
    public Func<string?> Problem { get; init; } = static () => null;

    /// <summary>The first of several problems, and how many there are; null when there is none.</summary>
    public static string? First(IEnumerable<string> problems)
    {
        string[] all = [.. problems];
        return all.Length < 2
            ? all.SingleOrDefault()
            : string.Create(CultureInfo.InvariantCulture, $"{all[0]} (and {all.Length - 1} more)");
    }

    public override string ToString() => Layer == Name ? Layer : $"{Layer} '{Name}'";
}
