using System.Collections.Immutable;

namespace Unified.Epochs;

/// <summary>
/// The only mutable truth of a job version: an append-only row; the one with the highest (seq, id) wins. Promotion and rollback append one.
/// </summary>
public sealed record Manifest
{
    public required string Job { get; init; }

    /// <summary>The definition version.</summary>
    public required string Version { get; init; }

    /// <summary>1 for the first; the base's plus one for each that follows. Two writers that race write the same number; the higher <see cref="Id"/> wins.</summary>
    public required long Seq { get; init; }

    /// <summary>A UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Day bucket to the generation whose rows are its answer: a (keys, window) has at most one active batch row.</summary>
    public required ImmutableSortedDictionary<int, ulong> Days { get; init; }

    /// <summary>The days of the history dataset that are in the answer.</summary>
    public required ImmutableSortedSet<int> HistoryDays { get; init; }

    /// <summary>
    /// History day to the promotion that brought it in: under its id the files are kept that the day was computed from. A day that was promoted before they
    /// were kept is not named.
    /// </summary>
    public ImmutableSortedDictionary<int, ulong> HistoryFiles { get; init; } = ImmutableSortedDictionary<int, ulong>.Empty;

    /// <summary>For each partition the first epoch that the stream still owns.</summary>
    public required Cut Cut { get; init; }

    /// <summary>Microseconds; history owns event times before it. Null without history.</summary>
    public required long? HistoryUntil { get; init; }

    /// <summary>The version of the code that wrote it.</summary>
    public required string Code { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string Who { get; init; }

    public required string Why { get; init; }

    /// <summary>The planned generation (<see cref="Generation.Id"/>) that this row promoted; 0 for the rows of rollbacks and grown topics.</summary>
    public ulong Promoted { get; init; }

    /// <summary>The generations in the answer, by the ids that their merged rows carry.</summary>
    public IEnumerable<ulong> Generations => Days.Values.Distinct().Order();

    /// <summary>The manifest before anything was promoted: seq 0, never stored.</summary>
    public static Manifest Empty(string job, string version, long? historyUntil) => new()
    {
        Job = job,
        Version = version,
        Seq = 0,
        Id = Guid.Empty,
        Days = ImmutableSortedDictionary<int, ulong>.Empty,
        HistoryDays = [],
        Cut = Cut.Zero,
        HistoryUntil = historyUntil,
        Code = "",
        Created = DateTimeOffset.UnixEpoch,
        Who = "",
        Why = "nothing promoted yet",
    };
}
