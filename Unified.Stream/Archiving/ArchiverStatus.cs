using System.Collections.Immutable;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>How an archiver stands. Immutable. Its life is that of <see cref="StreamState"/> without holding.</summary>
/// <param name="State">State.</param>
/// <param name="Partitions">
/// The partitions that this member of the group owns, ascending: covered and committed are the end of the last complete file.
/// </param>
/// <param name="Read">Records read since the start.</param>
/// <param name="Quarantined">Of those, quarantined.</param>
/// <param name="Files">Epochs written since the start.</param>
/// <param name="Error">Why it failed, or null.</param>
public sealed record ArchiverStatus(
    StreamState State, ImmutableArray<PartitionStatus> Partitions, long Read, long Quarantined, long Files, string? Error)
{
    internal static readonly ArchiverStatus Initial = new(StreamState.Created, [], 0, 0, 0, null);

    /// <summary>Members of the consumer group that are not of this installation: what they read is in no archive here.</summary>
    public ImmutableArray<ForeignMember> Strangers { get; init; } = [];

    /// <summary>Records behind the end of the log, as far as known.</summary>
    public long Lag => Partitions.Sum(p => p.Lag ?? 0);

    /// <summary>Why too many records are quarantined; null when they are not.</summary>
    public string? QuarantineProblem { get; init; }

    /// <summary>Why the archive cannot be written; null when it can.</summary>
    public string? WriteProblem { get; init; }

    /// <summary>What somebody should look at, while everything else goes on.</summary>
    public IEnumerable<string> Problems =>
        Partitions.Select(p => p.Problem).Append(QuarantineProblem).Append(WriteProblem).OfType<string>();
}
