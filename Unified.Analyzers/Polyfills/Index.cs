namespace System;

/// <summary>What the compiler asks for where a list is matched, and .NET Standard does not have.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;

    public static implicit operator Index(int value) => new(value);
}

/// <inheritdoc cref="Index"/>
internal readonly struct Range(Index start, Index end)
{
    public Index Start => start;

    public Index End => end;
}
