using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Decoding;

namespace Unified.Simulation.Tests.Logs;

/// <summary>The archive in memory: an epoch is there as a whole or not at all.</summary>
internal sealed class MemoryArchive : IArchiveReader
{
    private readonly Dictionary<EpochId, Entry[]> _files = [];

    /// <summary>Which log the files are of.</summary>
    public string? Id { get; private set; }

    public void Write(EpochId epoch, string topicId, IEnumerable<Entry> entries)
    {
        Id ??= topicId;
        _files[epoch] = [.. entries];
    }

    /// <summary>The first epoch of a partition that is not there.</summary>
    public long End(LogPartition partition)
    {
        var epoch = 0L;
        while (_files.ContainsKey(new EpochId(partition, epoch)))
        {
            epoch++;
        }

        return epoch;
    }

    public IReadOnlyList<long> Epochs(SourceSchema source, LogPartition partition) =>
        [.. _files.Keys.Where(e => e.Partition == partition).Select(e => e.Epoch).Order()];

    public string? Identity(SourceSchema source) => Id;

    public IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Types.Field> columns)
    {
        var decoder = RecordDecoder.For(source, columns);
        foreach (var entry in Of(epoch))
        {
            decoder.Append(Record(entry));
        }

        yield return decoder.Take();
    }

    public (long Read, long Quarantined) Counts(SourceSchema source, EpochId epoch) =>
        (Of(epoch).Length, Of(epoch).LongCount(e => e.Event is null));

    public IReadOnlyList<QuarantinedRecord> Quarantined(SourceSchema source, EpochId epoch) =>
        [.. Of(epoch).Where(e => e.Event is null).Select(e => new QuarantinedRecord(epoch.Partition, e.Offset, "", "no json", e.Value))];

    private Entry[] Of(EpochId epoch) => _files.TryGetValue(epoch, out var file) ? file
        : throw new DataException($"{epoch} is not archived.");

    private static LogRecord Record(Entry entry) => new() { Offset = entry.Offset, Value = entry.Value, HasValue = true };
}
