using System.Globalization;

namespace Unified.Epochs;

/// <summary>
/// Offsets an epoch: a power of two. Epoch e of a partition is the offsets [e·E, (e+1)·E): a range, never a count, since offsets have gaps.
/// </summary>
public readonly record struct EpochLength(long Offsets)
{
    /// <summary>The epoch that holds <paramref name="offset"/>.</summary>
    public long Of(long offset) => offset >> System.Numerics.BitOperations.Log2((ulong)Offsets);

    /// <summary>The first offset of <paramref name="epoch"/>.</summary>
    public long First(long epoch) => checked(epoch * Offsets);

    /// <summary>The offset after the last of <paramref name="epoch"/>.</summary>
    public long End(long epoch) => checked((epoch + 1) * Offsets);

    /// <inheritdoc />
    public override string ToString() => Offsets.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One epoch of one partition: the unit of computing, archiving and ownership. Ordered by partition, then epoch.</summary>
public readonly record struct EpochId(LogPartition Partition, long Epoch) : IComparable<EpochId>
{
    /// <summary>By partition, then by number.</summary>
    public int CompareTo(EpochId other) => Partition != other.Partition ? Partition.CompareTo(other.Partition)
        : Epoch.CompareTo(other.Epoch);

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition} epoch {Epoch}");

    /// <summary>True when the first comes before the second.</summary>
    public static bool operator <(EpochId left, EpochId right) => left.CompareTo(right) < 0;

    /// <summary>True when the first comes behind the second.</summary>
    public static bool operator >(EpochId left, EpochId right) => left.CompareTo(right) > 0;

    /// <summary>True when the first does not come behind the second.</summary>
    public static bool operator <=(EpochId left, EpochId right) => left.CompareTo(right) <= 0;

    /// <summary>True when the first does not come before the second.</summary>
    public static bool operator >=(EpochId left, EpochId right) => left.CompareTo(right) >= 0;
}
