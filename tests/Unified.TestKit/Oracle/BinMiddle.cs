using Unified.Aggregates;
using Unified.Sql;

namespace Unified.TestKit.Oracle;

/// <summary>What the SQL of a quantile makes of a bin, in .NET.</summary>
internal static class BinMiddle
{
    /// <summary>A bin's middle; for integers the middle of the integers in it, which below 256 is the integer itself.</summary>
    public static double Of(int bin, bool integers)
    {
        if (bin == 0)
        {
            return 0;
        }

        if (bin == DoubleBins.NaN)
        {
            return double.NaN;
        }

        if (Math.Abs(bin) == DoubleBins.Infinity)
        {
            return bin < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        var low = BitConverter.Int64BitsToDouble((long)Math.Abs(bin) << BinSketch.Shift);
        var high = BitConverter.Int64BitsToDouble(((long)Math.Abs(bin) + 1) << BinSketch.Shift);
        // The last bin below infinity is 2^1016 wide.
        var middle = integers ? (Math.Ceiling(low) + Math.Ceiling(high) - 1) / 2
            : low + (double.IsInfinity(high) ? Math.ScaleB(1, 1015) : (high - low) / 2);
        return bin < 0 ? -middle : middle;
    }
}
