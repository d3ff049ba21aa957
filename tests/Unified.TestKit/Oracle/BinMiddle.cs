using Unified.Aggregates;

namespace Unified.TestKit.Oracle;

/// <summary>What the SQL of a quantile makes of a bin, in .NET.</summary>
public static class BinMiddle
{
    /// <summary>A bin's middle; for integers the middle of the integers in it, which below 256 is the integer itself.</summary>
    public static double Of(int bin, bool integers)
    {
        if (bin == 0)
        {
            return 0;
        }

        var low = BitConverter.Int64BitsToDouble((long)Math.Abs(bin) << BinSketch.Shift);
        var high = BitConverter.Int64BitsToDouble(((long)Math.Abs(bin) + 1) << BinSketch.Shift);
        var middle = integers ? (Math.Ceiling(low) + Math.Ceiling(high) - 1) / 2 : (low + high) / 2;
        return bin < 0 ? -middle : middle;
    }
}
