using System.Collections.Immutable;

namespace Unified.Epochs;

/// <summary>
/// The only mutable truth of a job version: an append-only row; the one with the highest (seq, id) wins. Promotion and rollback append one.
/// </summary>
public sealed record Manifest
{
    /// <summary>The job.</summary>
    public required string Job { get; init; }

    /// <summary>The definition version.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// 1 for the first; the base's plus one for each that follows. One writer gets a number; an earlier build could give it to two, of
    /// which the higher <see cref="Id"/> wins.
    /// </summary>
    public required long Seq { get; init; }

    /// <summary>A UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Day bucket to the generation whose rows are its answer: a (keys, window) has at most one active batch row.</summary>
    public required ImmutableSortedDictionary<int, ulong> Days { get; init; }

    /// <summary>The days of the history dataset that are in the answer.</summary>
    public required ImmutableSortedSet<HistoryDay> HistoryDays { get; init; }

    /// <summary>
    /// History day to the promotion that brought it in: under its id the files are kept that the day was computed from. A day that was
    /// promoted before they were kept is not named.
    /// </summary>
    public ImmutableSortedDictionary<HistoryDay, ulong> HistoryFiles { get; init; } = ImmutableSortedDictionary<HistoryDay, ulong>.Empty;

    /// <summary>For each partition the first epoch that the stream still owns.</summary>
    public required Cut Cut { get; init; }

    /// <summary>
    /// For each partition the first epoch that can ever be in the answer: what came before was gone when the job version began. Names
    /// nothing unless it was declared, then every partition that the topic had; once declared it never changes.
    /// </summary>
    public Cut Origin { get; init; } = Cut.Zero;

    /// <summary>For each log that has a history: microseconds; history owns event times before it.</summary>
    public ImmutableSortedDictionary<string, long> HistoryUntil { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>For each log its identity, Kafka's topic id, where it is known: offsets mean something only together with it.</summary>
    public ImmutableSortedDictionary<string, string> Logs { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// The first day bucket that is in the answer: older rows have been kept for their time. Null when rows are kept for ever.
    /// </summary>
    public int? KeptFrom { get; init; }

    /// <summary>The version of the code that wrote it.</summary>
    public required string Code { get; init; }

    /// <summary>When it was made, by the server's clock.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Who asked for it: a user, the schedule.</summary>
    public required string Who { get; init; }

    /// <summary>The reason that was given.</summary>
    public required string Why { get; init; }

    /// <summary>
    /// The planned generation (<see cref="Generation.Id"/>) that this row promoted; 0 for the rows of rollbacks, grown topics and declared
    /// origins.
    /// </summary>
    public ulong Promoted { get; init; }

    /// <summary>
    /// True while no epoch of the log is a generation's and no origin of it is declared: only then may one be, for partitions of which the
    /// stream has stored nothing either.
    /// </summary>
    public bool MayDeclareOrigin(string log) => !Origin.Epochs.Keys.Any(p => p.Log == log)
        && Cut.Epochs.All(e => e.Key.Log != log || e.Value == 0);

    /// <summary>
    /// The same content where the partitions that are named in <paramref name="origin"/> begin there: no border lies before it. What is
    /// declared of other logs stays.
    /// </summary>
    public Manifest BeginningAt(Cut origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return this with
        {
            Origin = origin.Epochs.Aggregate(Origin, (all, p) => all.With(p.Key, p.Value)),
            Cut = origin.Epochs.Aggregate(Cut, (cut, p) => cut.With(p.Key, Math.Max(cut.Of(p.Key), p.Value))),
        };
    }

    /// <summary>The generations in the answer, by the ids that their merged rows carry.</summary>
    public IEnumerable<ulong> Generations => Days.Values.Distinct().Order();

    /// <summary>The manifest before anything was promoted: seq 0, never stored.</summary>
    public static Manifest Empty(string job, string version) => new()
    {
        Job = job,
        Version = version,
        Seq = 0,
        Id = Guid.Empty,
        Days = ImmutableSortedDictionary<int, ulong>.Empty,
        HistoryDays = [],
        Cut = Cut.Zero,
        Code = "",
        Created = DateTimeOffset.UnixEpoch,
        Who = "",
        Why = "nothing promoted yet",
    };
}
