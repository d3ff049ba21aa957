using System.Runtime.CompilerServices;
using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>
/// Counts of values by logarithmic bins: 128 bins an octave, taken from the bits of the double (<c>bits &gt;&gt; 45</c>), so that a bin is
/// at most 1/128 of its values wide and needs no logarithm. Merging adds counts: the sketch depends on the values only, not on their order.
/// The method is that of DDSketch (Masson, Rim, Lee, VLDB 2019) with the bins of a floating-point format.
/// </summary>
internal sealed class BinSketch
{
    /// <summary>Bits of the double below a bin.</summary>
    public const int Shift = 45;

    private int[] _bins = new int[8];
    private long[] _counts = new long[8];
    private int _used;

    /// <summary>Distinct bins.</summary>
    public int Count => _used;

    /// <summary>
    /// The bin of a value: positive for positive values, its negation for their negatives, 0 for zero. Ordered as the values are; those
    /// that are not finite have bins of their own.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BinOf(double value)
    {
        if (double.IsNaN(value))
        {
            return DoubleBins.NaN;
        }

        var bin = (int)(BitConverter.DoubleToInt64Bits(Math.Abs(value)) >> Shift);
        return value < 0 ? -bin : bin;
    }

    /// <summary>Adds to a bin. Open addressing, load at most one half.</summary>
    public void Add(int bin, long count)
    {
        var mask = _bins.Length - 1;
        for (var slot = unchecked((int)((uint)bin * 0x9E3779B1u) >> 7) & mask; ; slot = (slot + 1) & mask)
        {
            if (_counts[slot] == 0)
            {
                _bins[slot] = bin;
                _counts[slot] = count;
                if (++_used * 2 > _bins.Length)
                {
                    Grow();
                }

                return;
            }

            if (_bins[slot] == bin)
            {
                _counts[slot] = checked(_counts[slot] + count);
                return;
            }
        }
    }

    public void Merge(BinSketch other)
    {
        for (var slot = 0; slot < other._bins.Length; slot++)
        {
            if (other._counts[slot] != 0)
            {
                Add(other._bins[slot], other._counts[slot]);
            }
        }
    }

    /// <summary>Bins and counts by ascending bin.</summary>
    public KeyValuePair<int, long>[] Sorted()
    {
        // No LINQ: a stream gives out about as many bins as it reads events.
        var sorted = new KeyValuePair<int, long>[_used];
        var next = 0;
        for (var slot = 0; next < sorted.Length; slot++)
        {
            if (_counts[slot] != 0)
            {
                sorted[next++] = KeyValuePair.Create(_bins[slot], _counts[slot]);
            }
        }

        Array.Sort(sorted, static (a, b) => a.Key.CompareTo(b.Key));
        return sorted;
    }

    /// <summary>Forgets all counts; keeps the memory.</summary>
    public void Clear()
    {
        _counts.AsSpan().Clear();
        _used = 0;
    }

    private void Grow()
    {
        var (bins, counts) = (_bins, _counts);
        _bins = new int[bins.Length * 2];
        _counts = new long[bins.Length * 2];
        _used = 0;
        for (var slot = 0; slot < bins.Length; slot++)
        {
            if (counts[slot] != 0)
            {
                Add(bins[slot], counts[slot]);
            }
        }
    }
}
