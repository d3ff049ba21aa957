namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>The sum, exact in 128 bits; a total that leaves the result's range is an error, never a wrapped number.</summary>
    public abstract long Sum(Func<T, int> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract long? Sum(Func<T, int?> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract long Sum(Func<T, long> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract long? Sum(Func<T, long?> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract decimal Sum(Func<T, decimal> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract decimal? Sum(Func<T, decimal?> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract ulong Sum(Func<T, uint> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract ulong? Sum(Func<T, uint?> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract ulong Sum(Func<T, ulong> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract ulong? Sum(Func<T, ulong?> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract TimeSpan Sum(Func<T, TimeSpan> value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract TimeSpan? Sum(Func<T, TimeSpan?> value);

    /// <summary>
    /// The exact sum, rounded once to the nearest double: whatever the order of the events, the same bits. Beyond the largest double it is
    /// infinite; with NaN, or with both infinities, it is NaN. Floats are summed as doubles.
    /// </summary>
    public abstract double Sum(Func<T, double> value);

    /// <inheritdoc cref="Sum(Func{T, double})"/>
    public abstract double? Sum(Func<T, double?> value);

    /// <summary>The exact sum divided once by the count, as double.</summary>
    public abstract double Average(Func<T, int> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double? Average(Func<T, int?> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double Average(Func<T, long> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double? Average(Func<T, long?> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double Average(Func<T, uint> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double? Average(Func<T, uint?> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double Average(Func<T, ulong> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double? Average(Func<T, ulong?> value);

    /// <summary>The exact sum of doubles, rounded to the nearest double and divided once by the count.</summary>
    public abstract double Average(Func<T, double> value);

    /// <inheritdoc cref="Average(Func{T, double})"/>
    public abstract double? Average(Func<T, double?> value);

    /// <summary>The exact sum divided once by the count, in whole microseconds, halves away from zero.</summary>
    public abstract TimeSpan Average(Func<T, TimeSpan> value);

    /// <inheritdoc cref="Average(Func{T, TimeSpan})"/>
    public abstract TimeSpan? Average(Func<T, TimeSpan?> value);

    /// <summary>The exact sum divided once by the count, with four more digits than the column, halves away from zero.</summary>
    public abstract decimal Average(Func<T, decimal> value);

    /// <inheritdoc cref="Average(Func{T, decimal})"/>
    public abstract decimal? Average(Func<T, decimal?> value);
}
