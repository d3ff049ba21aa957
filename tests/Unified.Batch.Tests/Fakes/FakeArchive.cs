using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Batch.Tests.Fakes;

/// <summary>An archive that only knows which epochs there are.</summary>
internal sealed class FakeArchive(long[][] epochs) : IArchiveReader
{
    public int Count => epochs.Length;

    public IReadOnlyList<int> Partitions(SourceSchema source) => [.. Enumerable.Range(0, Math.Max(source.Partitions, epochs.Length))];

    /// <summary>Up to five partitions (the source declares three), most epochs there, some missing.</summary>
    public static FakeArchive Random(Random random) => new(
        [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Enumerable.Range(0, random.Next(1, 20)).Where(_ => random.Next(8) > 0).Select(e => (long)e).DefaultIfEmpty(0).ToArray())]);

    public IReadOnlyList<long> Epochs(SourceSchema source, int partition) => partition < epochs.Length ? epochs[partition] : [];

    public IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Logical.Field> columns) => throw new NotSupportedException();

    public (long Read, long Quarantined) Counts(SourceSchema source, EpochId epoch) => throw new NotSupportedException();
}
