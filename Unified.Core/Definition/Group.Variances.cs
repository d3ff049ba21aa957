namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>
    /// The variance of all values: the nearest double of the exact one, whatever the order of the events. Of decimals at most 18 digits; of
    /// doubles NaN when a value is not finite, and 0 below 2^-1022.
    /// </summary>
    public abstract double Variance(Func<T, int> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double? Variance(Func<T, int?> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double Variance(Func<T, long> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double? Variance(Func<T, long?> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double Variance(Func<T, uint> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double? Variance(Func<T, uint?> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double Variance(Func<T, ulong> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double? Variance(Func<T, ulong?> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double Variance(Func<T, decimal> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double? Variance(Func<T, decimal?> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double Variance(Func<T, double> value);

    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double? Variance(Func<T, double?> value);

    /// <summary>The variance of the values as a sample of more, divided by one less; NaN of one value. Exact as <c>Variance</c>.</summary>
    public abstract double SampleVariance(Func<T, int> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double? SampleVariance(Func<T, int?> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double SampleVariance(Func<T, long> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double? SampleVariance(Func<T, long?> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double SampleVariance(Func<T, uint> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double? SampleVariance(Func<T, uint?> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double SampleVariance(Func<T, ulong> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double? SampleVariance(Func<T, ulong?> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double SampleVariance(Func<T, decimal> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double? SampleVariance(Func<T, decimal?> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double SampleVariance(Func<T, double> value);

    /// <inheritdoc cref="SampleVariance(Func{T, int})"/>
    public abstract double? SampleVariance(Func<T, double?> value);
}
