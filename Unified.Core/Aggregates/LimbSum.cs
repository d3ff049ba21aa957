using System.Runtime.CompilerServices;

namespace Unified.Aggregates;

/// <summary>
/// The exact sum of doubles. Each is a whole number of units of 2^-1074, cut into limbs of 20 bits; equal limbs are added and never
/// carried, so that the sums depend on the values alone: not on their order, nor on how they were cut. A limb is in range for 2^43 events.
/// Infinities and NaN are counted under limbs of their own.
/// </summary>
internal sealed class LimbSum
{
    /// <summary>Bits of a limb.</summary>
    public const int Width = 20;

    /// <summary>Limb 0 is of this power of two.</summary>
    public const int LeastExponent = -1074;

    /// <summary>The places of counts: above the limbs of any number.</summary>
    public const int PositiveInfinities = 1000;

    public const int NegativeInfinities = 1001;
    public const int NaNs = 1002;

    private const int Piece = 3 * Width;
    private const long Mask = (1L << Width) - 1;
    private long[] _limbs = [];
    private int _first;
    private long _positive;
    private long _negative;
    private long _nans;

    public void Add(double value)
    {
        if (double.IsFinite(value))
        {
            var parts = ExactParts.Of(value);
            Add((long)parts.Magnitude, parts.Shift, parts.Negative);
        }
        else
        {
            AddSpecial(value);
        }
    }

    /// <summary>Adds a number of at most 63 bits times a power of two.</summary>
    /// <param name="number">Not negative.</param>
    /// <param name="shift">The power.</param>
    /// <param name="negative">True to subtract it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long number, int shift, bool negative)
    {
        if (number == 0)
        {
            return;
        }

        var (limb, inside) = Math.DivRem(shift, Width);
        // The lowest limb takes fewer bits of the number, the others 20 each.
        var digit = (number & (Mask >> inside)) << inside;
        for (var rest = number >> (Width - inside); ; rest >>= Width)
        {
            if (digit != 0)
            {
                At(limb) += negative ? -digit : digit;
            }

            if (rest == 0)
            {
                return;
            }

            limb++;
            digit = rest & Mask;
        }
    }

    /// <summary>Adds a number of at most 128 bits times a power of two.</summary>
    public void Add(UInt128 number, int shift, bool negative)
    {
        // In pieces of three limbs.
        for (; number != 0; shift += Piece, number >>= Piece)
        {
            Add((long)(number & ((UInt128.One << Piece) - 1)), shift, negative);
        }
    }

    /// <summary>The limbs that are not zero, by ascending place; the counts of infinities and NaN last.</summary>
    public IEnumerable<KeyValuePair<int, long>> Limbs()
    {
        for (var i = 0; i < _limbs.Length; i++)
        {
            if (_limbs[i] != 0)
            {
                yield return KeyValuePair.Create(_first + i, _limbs[i]);
            }
        }

        foreach (var (place, count) in new[] { (PositiveInfinities, _positive), (NegativeInfinities, _negative), (NaNs, _nans) })
        {
            if (count != 0)
            {
                yield return KeyValuePair.Create(place, count);
            }
        }
    }

    private void AddSpecial(double value)
    {
        if (double.IsNaN(value))
        {
            _nans++;
        }
        else if (value > 0)
        {
            _positive++;
        }
        else
        {
            _negative++;
        }
    }

    private ref long At(int limb)
    {
        if (limb < _first || limb >= _first + _limbs.Length)
        {
            var first = _limbs.Length == 0 ? limb : Math.Min(limb, _first);
            var end = Math.Max(limb + 1, _first + _limbs.Length);
            var limbs = new long[end - first];
            _limbs.CopyTo(limbs, _limbs.Length == 0 ? 0 : _first - first);
            (_first, _limbs) = (first, limbs);
        }

        return ref _limbs[limb - _first];
    }
}
