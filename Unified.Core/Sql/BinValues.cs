namespace Unified.Sql;

/// <summary>What values the bins of a sketch are of: it decides what a bin's middle is.</summary>
public enum BinValues
{
    /// <summary>Whole numbers: the middle of those in the bin, which below 256 is the number itself.</summary>
    Integers,

    /// <summary>Finite numbers with a fraction.</summary>
    Decimals,

    /// <summary>Any doubles, infinities and NaN among them.</summary>
    Doubles,
}
