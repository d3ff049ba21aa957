namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>
    /// The value below which the share <paramref name="q"/> of the values lies, from a binned sketch: integers below 256 are exact,
    /// other values are within 1/256 of their size (relative), independent of the order of arrival. Of doubles: NaN is smaller than all
    /// others, infinities are themselves, and what is smaller than 2^-1029 is 0.
    /// </summary>
    /// <param name="value">The value. Of decimals at most 15 digits.</param>
    /// <param name="q">0 to 1, at most six decimal places: a constant.</param>
    public abstract double Quantile(Func<T, int> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double? Quantile(Func<T, int?> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double Quantile(Func<T, long> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double? Quantile(Func<T, long?> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double Quantile(Func<T, ulong> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double? Quantile(Func<T, ulong?> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double Quantile(Func<T, decimal> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double? Quantile(Func<T, decimal?> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double Quantile(Func<T, double> value, double q);

    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double? Quantile(Func<T, double?> value, double q);

    /// <summary>The value below which half of the values lie: <c>Quantile(value, 0.5)</c>.</summary>
    public abstract double Median(Func<T, int> value);

    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double? Median(Func<T, int?> value);

    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double Median(Func<T, long> value);

    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double? Median(Func<T, long?> value);

    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double Median(Func<T, ulong> value);

    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double? Median(Func<T, ulong?> value);

    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double Median(Func<T, decimal> value);

    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double? Median(Func<T, decimal?> value);

    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double Median(Func<T, double> value);

    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double? Median(Func<T, double?> value);
}
