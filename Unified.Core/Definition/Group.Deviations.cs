namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>The square root of <c>Variance</c>.</summary>
    public abstract double StandardDeviation(Func<T, int> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double? StandardDeviation(Func<T, int?> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double StandardDeviation(Func<T, long> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double? StandardDeviation(Func<T, long?> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double StandardDeviation(Func<T, uint> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double? StandardDeviation(Func<T, uint?> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double StandardDeviation(Func<T, ulong> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double? StandardDeviation(Func<T, ulong?> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double StandardDeviation(Func<T, decimal> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double? StandardDeviation(Func<T, decimal?> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double StandardDeviation(Func<T, double> value);

    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double? StandardDeviation(Func<T, double?> value);

    /// <summary>The square root of <c>SampleVariance</c>.</summary>
    public abstract double SampleStandardDeviation(Func<T, int> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double? SampleStandardDeviation(Func<T, int?> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double SampleStandardDeviation(Func<T, long> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double? SampleStandardDeviation(Func<T, long?> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double SampleStandardDeviation(Func<T, uint> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double? SampleStandardDeviation(Func<T, uint?> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double SampleStandardDeviation(Func<T, ulong> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double? SampleStandardDeviation(Func<T, ulong?> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double SampleStandardDeviation(Func<T, decimal> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double? SampleStandardDeviation(Func<T, decimal?> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double SampleStandardDeviation(Func<T, double> value);

    /// <inheritdoc cref="SampleStandardDeviation(Func{T, int})"/>
    public abstract double? SampleStandardDeviation(Func<T, double?> value);
}
