namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>
    /// How two values vary together, of the events that have both: the nearest double of the exact covariance, whatever the order of the
    /// events. NaN with a value that is not finite; below 2^-1022 it is 0. Of decimals at most 18 digits.
    /// </summary>
    public abstract double Covariance(Func<T, long> value, Func<T, long> second);

    /// <inheritdoc cref="Covariance(Func{T, long}, Func{T, long})"/>
    public abstract double? Covariance(Func<T, long?> value, Func<T, long?> second);

    /// <inheritdoc cref="Covariance(Func{T, long}, Func{T, long})"/>
    public abstract double Covariance(Func<T, decimal> value, Func<T, decimal> second);

    /// <inheritdoc cref="Covariance(Func{T, long}, Func{T, long})"/>
    public abstract double? Covariance(Func<T, decimal?> value, Func<T, decimal?> second);

    /// <inheritdoc cref="Covariance(Func{T, long}, Func{T, long})"/>
    public abstract double Covariance(Func<T, double> value, Func<T, double> second);

    /// <inheritdoc cref="Covariance(Func{T, long}, Func{T, long})"/>
    public abstract double? Covariance(Func<T, double?> value, Func<T, double?> second);

    /// <summary>
    /// The covariance of the values as a sample of more, divided by one less; NaN of one event. Exact as <c>Covariance</c>.
    /// </summary>
    public abstract double SampleCovariance(Func<T, long> value, Func<T, long> second);

    /// <inheritdoc cref="SampleCovariance(Func{T, long}, Func{T, long})"/>
    public abstract double? SampleCovariance(Func<T, long?> value, Func<T, long?> second);

    /// <inheritdoc cref="SampleCovariance(Func{T, long}, Func{T, long})"/>
    public abstract double SampleCovariance(Func<T, decimal> value, Func<T, decimal> second);

    /// <inheritdoc cref="SampleCovariance(Func{T, long}, Func{T, long})"/>
    public abstract double? SampleCovariance(Func<T, decimal?> value, Func<T, decimal?> second);

    /// <inheritdoc cref="SampleCovariance(Func{T, long}, Func{T, long})"/>
    public abstract double SampleCovariance(Func<T, double> value, Func<T, double> second);

    /// <inheritdoc cref="SampleCovariance(Func{T, long}, Func{T, long})"/>
    public abstract double? SampleCovariance(Func<T, double?> value, Func<T, double?> second);

    /// <summary>
    /// Pearson's correlation of two values, of the events that have both: from -1 to 1, of exact sums. NaN where one of them never varies,
    /// and with a value that is not finite. Of decimals at most 18 digits.
    /// </summary>
    public abstract double Correlation(Func<T, long> value, Func<T, long> second);

    /// <inheritdoc cref="Correlation(Func{T, long}, Func{T, long})"/>
    public abstract double? Correlation(Func<T, long?> value, Func<T, long?> second);

    /// <inheritdoc cref="Correlation(Func{T, long}, Func{T, long})"/>
    public abstract double Correlation(Func<T, decimal> value, Func<T, decimal> second);

    /// <inheritdoc cref="Correlation(Func{T, long}, Func{T, long})"/>
    public abstract double? Correlation(Func<T, decimal?> value, Func<T, decimal?> second);

    /// <inheritdoc cref="Correlation(Func{T, long}, Func{T, long})"/>
    public abstract double Correlation(Func<T, double> value, Func<T, double> second);

    /// <inheritdoc cref="Correlation(Func{T, long}, Func{T, long})"/>
    public abstract double? Correlation(Func<T, double?> value, Func<T, double?> second);
}
