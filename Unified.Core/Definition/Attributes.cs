namespace Unified.Definition;

/// <summary>
/// Precision and scale of a decimal column: <c>[Precision(18, 4)]</c> holds 14 digits before the point and 4 after.
/// Every decimal column of a source needs it, because a sum must know its scale before it sees the data; so does a user function that
/// returns a decimal: <c>[return: Precision(18, 4)]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class PrecisionAttribute(int precision, int scale) : Attribute
{
    /// <summary>Digits in all, 1 to 28.</summary>
    public int Precision { get; } = precision;

    /// <summary>Digits after the point, 0 to <see cref="Precision"/>.</summary>
    public int Scale { get; } = scale;
}

/// <summary>
/// A promise that a static method is a pure function of its arguments: no clock, random, culture, I/O or mutable state.
/// Its IL, and that of every method of the same assembly that it calls, is part of the definition version.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DeterministicAttribute : Attribute;
