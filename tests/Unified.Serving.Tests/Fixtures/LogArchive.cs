using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>The archive of a log of readings: all complete epochs.</summary>
internal sealed class LogArchive(ReadingLog log) : IArchiveReader
{
    /// <summary>Epochs whose files are lost.</summary>
    public Predicate<EpochId> Hidden { get; set; } = _ => false;

    public IReadOnlyList<int> Partitions(SourceSchema source) => [.. Enumerable.Range(0, log.Partitions)];

    public IReadOnlyList<long> Epochs(SourceSchema source, int partition) =>
        [.. ReadingLog.LongRange(0, source.Epochs.Of(log.Next(partition))).Where(e => !Hidden(new EpochId(partition, e)))];

    public IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Logical.Field> columns)
    {
        yield return ReadingLog.Batch(source, [.. log.Of(epoch.Partition, source.Epochs.First(epoch.Epoch), source.Epochs.End(epoch.Epoch))]);
    }

    public (long Read, long Quarantined) Counts(SourceSchema source, EpochId epoch) =>
        (log.Of(epoch.Partition, source.Epochs.First(epoch.Epoch), source.Epochs.End(epoch.Epoch)).LongCount(), 0);
}
