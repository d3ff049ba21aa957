using System.Collections.Immutable;
using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Serving.Manifests;

/// <summary>How far a job's answer reaches, under one manifest.</summary>
/// <param name="Manifest">The manifest that the answer is under.</param>
/// <param name="Frontier">For each partition the next offset: everything below it is in the answer.</param>
/// <param name="Begins">For each partition the first offset that can be in the answer: 0, or that of the declared origin.</param>
/// <param name="Notes">What the answer leaves out by declaration; nothing of it is missing.</param>
/// <param name="Reasons">Why the answer is not complete; empty when it is.</param>
internal sealed record JobState(
    Manifest Manifest, IReadOnlyDictionary<LogPartition, long> Frontier, IReadOnlyDictionary<LogPartition, long> Begins,
    IReadOnlyList<string> Notes, IReadOnlyList<IncompleteReason> Reasons)
{
    public bool Complete => Reasons.Count == 0;

    /// <summary>For each partition how many offsets the stream is behind the log's end; none while nobody knows where that is.</summary>
    public IReadOnlyDictionary<LogPartition, long> Behind { get; init; } = ImmutableSortedDictionary<LogPartition, long>.Empty;

    /// <summary>For how long at least the stream has been behind; null while nobody knows.</summary>
    public TimeSpan? BehindFor { get; init; }

    /// <summary>When a stream has written last, by the server's clock; null when none ever has.</summary>
    public DateTimeOffset? Written { get; init; }
}
