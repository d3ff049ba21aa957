using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Types;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>The archive of a log of readings: all complete epochs.</summary>
internal sealed class LogArchive(ReadingLog log) : IArchiveReader
{
    /// <summary>Epochs whose files are lost.</summary>
    public Predicate<EpochId> Hidden { get; set; } = _ => false;

    public IReadOnlyList<LogPartition> Partitions(SourceSchema source) => [.. Enumerable.Range(0, log.Partitions).Select(source.Partition)];

    public IReadOnlyList<long> Epochs(SourceSchema source, LogPartition partition) =>
        [.. ReadingLog.LongRange(0, source.Epochs.Of(log.Next(partition.Number))).Where(e => !Hidden(new EpochId(partition, e)))];

    public IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Types.Field> columns)
    {
        var events = log.Of(epoch, source.Epochs).ToArray();
        yield return ReadingLog.Batch(source, [.. events.Select(e => e.Event)], events.Select(e => e.Offset));
    }

    public (long Read, long Quarantined) Counts(SourceSchema source, EpochId epoch) => (log.Of(epoch, source.Epochs).LongCount(), 0);
}
