using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Batch.Tests.Fakes;

/// <summary>An archive that only knows which epochs there are.</summary>
internal sealed class FakeArchive(IReadOnlyDictionary<string, long[][]> logs) : IArchiveReader
{
    /// <summary>Of one log.</summary>
    public FakeArchive(long[][] epochs) : this(new Dictionary<string, long[][]> { ["trades"] = epochs })
    {
    }

    /// <summary>The topic id that the archive names.</summary>
    public string? TopicId { get; init; }

    /// <summary>Up to five partitions a log (the sources declare fewer), most epochs there, some missing.</summary>
    public static FakeArchive Random(Random random, params string[] logs) => new(
        logs.DefaultIfEmpty("trades").ToDictionary(log => log,
            _ => Enumerable.Range(0, random.Next(1, 6)).Select(_ => Epochs(random)).ToArray()));

    public IReadOnlyList<LogPartition> Partitions(SourceSchema source) =>
        [.. Enumerable.Range(0, Math.Max(source.Partitions, logs.GetValueOrDefault(source.Name)?.Length ?? 0)).Select(source.Partition)];

    public IReadOnlyList<long> Epochs(SourceSchema source, LogPartition partition) =>
        logs.TryGetValue(partition.Log, out var epochs) && partition.Number < epochs.Length ? epochs[partition.Number] : [];

    public string? Identity(SourceSchema source) => TopicId;

    public IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Types.Field> columns) =>
        throw new NotSupportedException();

    public (long Read, long Quarantined) Counts(SourceSchema source, EpochId epoch) => throw new NotSupportedException();

    private static long[] Epochs(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 20)).Where(_ => random.Next(8) > 0).Select(e => (long)e).DefaultIfEmpty(0)];
}
