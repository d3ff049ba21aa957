using System.Collections.Immutable;

namespace Unified.Epochs;

/// <summary>
/// The border between the layers: for each partition the first epoch that the stream still owns. A partition that is not named is the
/// stream's from epoch 0.
/// </summary>
public sealed class Cut : IEquatable<Cut>
{
    /// <summary>Everything is the stream's.</summary>
    public static readonly Cut Zero = new(ImmutableSortedDictionary<LogPartition, long>.Empty);

    /// <summary>A cut.</summary>
    /// <param name="epochs">For each partition the first epoch that is not in it; 0 for one that is not named.</param>
    public Cut(ImmutableSortedDictionary<LogPartition, long> epochs) => Epochs = epochs;

    /// <summary>Partition to first epoch of the stream, by partition.</summary>
    public ImmutableSortedDictionary<LogPartition, long> Epochs { get; }

    /// <summary>The first epoch of <paramref name="partition"/> that the stream owns.</summary>
    public long Of(LogPartition partition) => Epochs.GetValueOrDefault(partition);

    /// <summary>The cut with one partition's border moved.</summary>
    public Cut With(LogPartition partition, long epoch) => new(Epochs.SetItem(partition, epoch));

    /// <summary>Equal borders: a partition at epoch 0 is the same as one that is not named.</summary>
    public bool Equals(Cut? other) => other is not null && Moved.SequenceEqual(other.Moved);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Cut);

    /// <inheritdoc />
    public override int GetHashCode() => Moved.Aggregate(0, (hash, e) => HashCode.Combine(hash, e.Key, e.Value));

    private IEnumerable<KeyValuePair<LogPartition, long>> Moved => Epochs.Where(e => e.Value != 0);

    /// <inheritdoc />
    public override string ToString() => "{" + string.Join(", ", Epochs.Select(e => $"{e.Key.Text}: {e.Value}")) + "}";
}
