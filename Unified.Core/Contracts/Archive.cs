using Apache.Arrow;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Contracts;

/// <summary>Reads the archive of a log. Thread-safe.</summary>
public interface IArchiveReader
{
    /// <summary>
    /// The partitions that may have archived epochs, ascending: those that are declared, and those by which the topic has grown since.
    /// </summary>
    IReadOnlyList<LogPartition> Partitions(SourceSchema source) => [.. Enumerable.Range(0, source.Partitions).Select(source.Partition)];

    /// <summary>The epochs of a partition that are archived, ascending; there may be holes.</summary>
    IReadOnlyList<long> Epochs(SourceSchema source, LogPartition partition);

    /// <summary>
    /// The accepted events of an epoch in offset order, in batches that the caller disposes of: the wanted columns and <see
    /// cref="LineageColumns.Offset"/>.
    /// </summary>
    /// <exception cref="Errors.DataException">The epoch is not archived, or its file is not what its name says.</exception>
    IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Types.Field> columns);

    /// <summary>How many records the epoch had, and how many of them could not be decoded.</summary>
    (long Read, long Quarantined) Counts(SourceSchema source, EpochId epoch);

    /// <summary>The identity of the log that was archived, Kafka's topic id; null when nothing is archived or nobody knew it.</summary>
    string? Identity(SourceSchema source) => null;

    /// <summary>
    /// The first records of the epoch that could not be decoded, at least as many as tables keep (<see cref="QuarantineBudget"/>), and as
    /// far as there are any: they may be removed, and only the count remains.
    /// </summary>
    IReadOnlyList<QuarantinedRecord> Quarantined(SourceSchema source, EpochId epoch) => [];

    /// <summary>
    /// Up to where the archive has the records of an epoch that is still filling, from its first offset on; null when it has none.
    /// </summary>
    long? PartialCovered(SourceSchema source, EpochId epoch) => null;

    /// <summary>
    /// All of those records before an offset, as they came, in the order of their offsets. Null when the archive has not all of them there:
    /// the epoch's own file takes the place of these files, at any moment.
    /// </summary>
    IEnumerable<RawRecord>? Partial(SourceSchema source, EpochId epoch, long covered) => null;
}

/// <summary>A record as the log gave it.</summary>
/// <param name="Offset">The offset.</param>
/// <param name="Value">The value's bytes; null for a null value.</param>
public sealed record RawRecord(long Offset, ReadOnlyMemory<byte>? Value);
