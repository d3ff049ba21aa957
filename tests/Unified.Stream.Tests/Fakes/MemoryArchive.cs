using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Decoding;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>The archive of a log in memory: all its complete epochs, except those that were lost.</summary>
internal sealed class MemoryArchive(MemoryLog log, int partition, params long[] lost) : IArchiveReader
{
    public List<long> WasRead { get; } = [];

    public IReadOnlyList<long> Epochs(SourceSchema source, int p) =>
        p != partition ? [] : [.. Enumerable.Range(0, (int)source.Epochs.Of(log.End)).Select(e => (long)e).Except(lost)];

    public IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Logical.Field> columns)
    {
        if (!Epochs(source, epoch.Partition).Contains(epoch.Epoch))
        {
            throw new DataException($"{epoch} is not archived.");
        }

        WasRead.Add(epoch.Epoch);
        var decoder = RecordDecoder.For(source, columns);
        foreach (var record in Of(source, epoch))
        {
            if (decoder.Append(MemoryLog.Record(record)) is null && decoder.Count == 10)
            {
                yield return decoder.Take();
            }
        }

        yield return decoder.Take();
    }

    public (long Read, long Quarantined) Counts(SourceSchema source, EpochId epoch)
    {
        var decoder = RecordDecoder.For(source, []);
        var records = Of(source, epoch).ToArray();
        return (records.Length, records.Count(r => decoder.Append(MemoryLog.Record(r)) is not null));
    }

    public IReadOnlyList<QuarantinedRecord> Quarantined(SourceSchema source, EpochId epoch)
    {
        var decoder = RecordDecoder.For(source, []);
        return [.. Of(source, epoch).Select(r => (Record: r, Reason: decoder.Append(MemoryLog.Record(r)))).Where(r => r.Reason is not null)
            .Select(r => new QuarantinedRecord(source.Topic, epoch.Partition, r.Record.Offset, "", r.Reason!, r.Record.Value))];
    }

    private IEnumerable<(long Offset, byte[]? Value)> Of(SourceSchema source, EpochId epoch) =>
        log.Records.Where(r => source.Epochs.Of(r.Offset) == epoch.Epoch);
}
