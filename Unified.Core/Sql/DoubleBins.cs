namespace Unified.Sql;

/// <summary>The bins of doubles that are not finite. Ordered as C# orders them: NaN is below all others.</summary>
internal static class DoubleBins
{
    /// <summary>The bin of infinity: its bits without the lower 45. Its negation is that of negative infinity.</summary>
    public const int Infinity = 0x7FF << 7;

    public const int NaN = -Infinity - 1;
}
