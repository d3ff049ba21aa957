using System.ComponentModel;

namespace Unified.Definition;

// What is written first by who knows other systems: the same under a second name, which no list of completions shows.
public abstract partial class Group<T>
{
    /// <summary>The same as <see cref="StandardDeviation(Func{T, int})"/>, of all events: not of a sample.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double StdDev(Func<T, int> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double? StdDev(Func<T, int?> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double StdDev(Func<T, long> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double? StdDev(Func<T, long?> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double StdDev(Func<T, uint> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double? StdDev(Func<T, uint?> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double StdDev(Func<T, ulong> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double? StdDev(Func<T, ulong?> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double StdDev(Func<T, decimal> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double? StdDev(Func<T, decimal?> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double StdDev(Func<T, double> value) => StandardDeviation(value);

    /// <inheritdoc cref="StdDev(Func{T, int})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double? StdDev(Func<T, double?> value) => StandardDeviation(value);
}
