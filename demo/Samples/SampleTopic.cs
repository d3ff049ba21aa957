using Unified.Epochs;
using Unified.Hosting.Records;
using Unified.Hosting.Topics;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Demo.Samples;

/// <summary>A topic of a sample: its records, and how many of them are sent.</summary>
internal sealed class SampleTopic
{
    private readonly IReadOnlyList<FileRecord> _records;
    private readonly RecordProducer _producer;
    private readonly SortedDictionary<int, long> _offsets = [];
    private int _sent;

    public SampleTopic(SourceSchema source, string file, KafkaOptions kafka, TimeProvider time)
    {
        (Source, _producer) = (source, new RecordProducer(kafka, time));
        _records = [.. RecordFile.Read(file, source)];
        var verdict = new SourceVerdict(source);
        Undecodable = _records.Count(r => verdict.Of(r.Json) is not null);
    }

    public SourceSchema Source { get; }

    public int Records => _records.Count;

    /// <summary>Records that the source refuses.</summary>
    public int Undecodable { get; }

    /// <summary>The partitions, and the offset behind the last record of each.</summary>
    public IEnumerable<(LogPartition Id, long Records)> Sent => _offsets.Select(o => (Source.Partition(o.Key), o.Value));

    /// <summary>Sends records up to a share of all; the partitions take turns, since no query depends on who has what.</summary>
    public async Task<Produced> SendAsync(double share, CancellationToken cancellation)
    {
        var until = (int)(Records * share);
        var produced = await _producer.RunAsync(Source.Topic, [.. Enumerable.Range(0, Source.Partitions)],
            _records.Skip(_sent).Take(until - _sent), key: null, rate: null, cancellation).ConfigureAwait(false);
        _sent = until;
        foreach (var (partition, (_, next)) in produced.Offsets)
        {
            _offsets[partition] = next;
        }

        return produced;
    }
}
