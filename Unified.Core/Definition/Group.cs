namespace Unified.Definition;

/// <summary>
/// A group of events in a <c>select</c>. Aggregates skip nulls, as SQL does; an aggregate over nullable values that are all null is null.
/// </summary>
public abstract class Group<TKey, T>
{
    /// <summary>The group's key.</summary>
    public abstract TKey Key { get; }

    /// <summary>The number of events. Exact.</summary>
    public abstract long Count();

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

    /// <summary>The exact sum divided once by the count, as double.</summary>
    public abstract double Average(Func<T, int> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double? Average(Func<T, int?> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double Average(Func<T, long> value);

    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double? Average(Func<T, long?> value);

    /// <summary>The exact sum divided once by the count, with four more digits than the column, halves away from zero.</summary>
    public abstract decimal Average(Func<T, decimal> value);

    /// <inheritdoc cref="Average(Func{T, decimal})"/>
    public abstract decimal? Average(Func<T, decimal?> value);

    /// <summary>The smallest value.</summary>
    public abstract int Min(Func<T, int> value);

    /// <inheritdoc cref="Min(Func{T, int})"/>
    public abstract int? Min(Func<T, int?> value);

    /// <inheritdoc cref="Min(Func{T, int})"/>
    public abstract long Min(Func<T, long> value);

    /// <inheritdoc cref="Min(Func{T, int})"/>
    public abstract long? Min(Func<T, long?> value);

    /// <inheritdoc cref="Min(Func{T, int})"/>
    public abstract decimal Min(Func<T, decimal> value);

    /// <inheritdoc cref="Min(Func{T, int})"/>
    public abstract decimal? Min(Func<T, decimal?> value);

    /// <summary>The largest value.</summary>
    public abstract int Max(Func<T, int> value);

    /// <inheritdoc cref="Max(Func{T, int})"/>
    public abstract int? Max(Func<T, int?> value);

    /// <inheritdoc cref="Max(Func{T, int})"/>
    public abstract long Max(Func<T, long> value);

    /// <inheritdoc cref="Max(Func{T, int})"/>
    public abstract long? Max(Func<T, long?> value);

    /// <inheritdoc cref="Max(Func{T, int})"/>
    public abstract decimal Max(Func<T, decimal> value);

    /// <inheritdoc cref="Max(Func{T, int})"/>
    public abstract decimal? Max(Func<T, decimal?> value);

    /// <summary>
    /// The value below which the share <paramref name="q"/> of the values lies, from a binned sketch: integers below 256 are exact,
    /// other values are within 1/256 of their size (relative), independent of the order of arrival.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="q">0 to 1, at most six decimal places: a constant.</param>
    public abstract double Quantile(Func<T, int> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double? Quantile(Func<T, int?> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double Quantile(Func<T, long> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double? Quantile(Func<T, long?> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double Quantile(Func<T, decimal> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double? Quantile(Func<T, decimal?> value, double q);
}
