using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Decoding;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>The archive of a topic in memory: all its complete epochs, except those that were lost.</summary>
internal sealed class MemoryArchive(SourceSchema declared, MemoryTopic topic, params EpochId[] lost) : IArchiveReader
{
    public MemoryArchive(SourceSchema declared, LogPartition partition, MemoryLog log, params long[] lost)
        : this(declared, new MemoryTopic { Logs = { [partition.Number] = log } }, [.. lost.Select(e => new EpochId(partition, e))])
    {
    }

    /// <summary>Which log the files are of.</summary>
    public string? Id { get; init; }

    public List<EpochId> WasRead { get; } = [];

    /// <summary>Up to where there are partial files of the epoch that is filling.</summary>
    public Dictionary<EpochId, long> Partials { get; } = [];

    public long? PartialCovered(SourceSchema source, EpochId epoch) =>
        Partials.TryGetValue(epoch, out var covered) ? covered : null;

    public IEnumerable<RawRecord>? Partial(SourceSchema source, EpochId epoch, long covered)
    {
        OnPartial(epoch);
        return Partials.GetValueOrDefault(epoch, -1) < covered ? null : Before(source, epoch, covered);
    }

    /// <summary>Called before partial files are read.</summary>
    public Action<EpochId> OnPartial { get; set; } = _ => { };

    private IEnumerable<RawRecord> Before(SourceSchema source, EpochId epoch, long covered) => Of(source, epoch)
        .Where(r => r.Offset < covered)
        .Select(r => new RawRecord(r.Offset, r.Value is null ? null : (ReadOnlyMemory<byte>?)r.Value));

    public IReadOnlyList<long> Epochs(SourceSchema source, LogPartition partition) =>
        !topic.Logs.TryGetValue(partition.Number, out var log) ? []
        : [.. Enumerable.Range(0, (int)declared.Epochs.Of(log.End)).Select(e => (long)e)
            .Where(e => !lost.Contains(new EpochId(partition, e)))];

    public string? Identity(SourceSchema source) => Id;

    public IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Types.Field> columns)
    {
        if (!Epochs(source, epoch.Partition).Contains(epoch.Epoch))
        {
            throw new DataException($"{epoch} is not archived.");
        }

        WasRead.Add(epoch);
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
            .Select(r => new QuarantinedRecord(epoch.Partition, r.Record.Offset, "", r.Reason!, r.Record.Value))];
    }

    private IEnumerable<(long Offset, byte[]? Value)> Of(SourceSchema source, EpochId epoch) =>
        topic.Logs[epoch.Partition.Number].Records.Where(r => source.Epochs.Of(r.Offset) == epoch.Epoch);
}
