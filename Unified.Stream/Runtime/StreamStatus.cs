using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// The life of a stream job.
/// <code>
///                             store slower than the log
///   Created --RunAsync--> Reading &lt;-------------------> Holding
///                           |   \                       /   |
///                           |    +---- cancellation ---+    |
///                           |              |                |
///                     error |         Stopping              | error
///                           |              | last flush stored, offsets committed, group left
///                           v              v                v
///                        Failed         Stopped          Failed
/// </code>
/// A failed job has stored and committed nothing wrong: it may be started again.
/// </summary>
public enum StreamState
{
    /// <summary>Not started.</summary>
    Created,

    /// <summary>Reads records and stores rows.</summary>
    Reading,

    /// <summary>Stays in the group without reading, until the tables have taken what was read.</summary>
    Holding,

    /// <summary>Stores the last rows.</summary>
    Stopping,

    /// <summary>Ended as asked.</summary>
    Stopped,

    /// <summary>Ended by an error that somebody must look at.</summary>
    Failed,
}

/// <summary>How a stream job stands. Immutable.</summary>
/// <param name="State">State.</param>
/// <param name="Partitions">The partitions that this member of the group owns, ascending.</param>
/// <param name="Read">Records read since the start, those that a restart repeated included.</param>
/// <param name="Quarantined">Of those, quarantined.</param>
/// <param name="RecordsPerSecond">Over the last seconds.</param>
/// <param name="Flushes">Flushes stored since the start.</param>
/// <param name="LastFlush">How long the last one took; null before the first.</param>
/// <param name="Error">Why it failed, or null.</param>
public sealed record StreamStatus(
    StreamState State, ImmutableArray<PartitionStatus> Partitions, long Read, long Quarantined, double RecordsPerSecond, long Flushes,
    TimeSpan? LastFlush, string? Error)
{
    internal static readonly StreamStatus Initial = new(StreamState.Created, [], 0, 0, 0, 0, null, null);

    /// <summary>Members of the consumer group that are not of this installation: what they read is in no answer here.</summary>
    public ImmutableArray<ForeignMember> Strangers { get; init; } = [];

    /// <summary>Records behind the end of the log, as far as known.</summary>
    public long Lag => Partitions.Sum(p => p.Lag ?? 0);

    /// <summary>Why too many records are quarantined; null when they are not.</summary>
    public string? QuarantineProblem { get; init; }

    /// <summary>Partitions that the topic has; 0 while that is not known. One that is new is read a moment later.</summary>
    public int TopicPartitions { get; init; }

    /// <summary>
    /// What somebody should look at, while everything else goes on: partitions that stand still, a quarantine that grows.
    /// </summary>
    public IEnumerable<string> Problems => Partitions.Select(p => p.Problem).Append(QuarantineProblem).OfType<string>();
}

/// <summary>How a partition stands.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Position">The next offset to read.</param>
/// <param name="Covered">Everything below is in the tables.</param>
/// <param name="Committed">
/// What the group has committed: a hint for those who watch it; the tables say where another owner would begin.
/// </param>
/// <param name="Lag">Offsets between position and the end of the log; null before the log has said where it ends.</param>
/// <param name="FromArchive">True while epochs that Kafka has dropped are read from the archive.</param>
public sealed record PartitionStatus(LogPartition Partition, long Position, long Covered, long Committed, long? Lag, bool FromArchive)
{
    /// <summary>Why it stands still: an error that names topic, partition, offset and way out; null when it moves or is idle.</summary>
    public string? Problem { get; init; }
}
