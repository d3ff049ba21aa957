namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>
    /// The <paramref name="n"/> largest values, from the largest on, ordered as <see cref="Max{TValue}"/> says; fewer when there are not so
    /// many. Equal values are there as often as they come. Null values are skipped.
    /// </summary>
    /// <param name="n">1 to 1,000: a constant.</param>
    /// <param name="value">The value.</param>
    public abstract IReadOnlyList<TValue> Top<TValue>(int n, Func<T, TValue> value);

    /// <summary>The <paramref name="n"/> smallest values, from the smallest on, as <see cref="Top{TValue}"/>.</summary>
    /// <inheritdoc cref="Top{TValue}"/>
    public abstract IReadOnlyList<TValue> Bottom<TValue>(int n, Func<T, TValue> value);

    /// <summary>
    /// The values of the <paramref name="n"/> events for which <paramref name="by"/> is largest, from the largest on; of equal ones that
    /// with the smallest place in the log first. Events for which either is null are skipped.
    /// </summary>
    /// <param name="n">1 to 1,000: a constant.</param>
    /// <param name="value">The value.</param>
    /// <param name="by">What the events are ordered by.</param>
    public abstract IReadOnlyList<TValue> TopBy<TValue, TBy>(int n, Func<T, TValue> value, Func<T, TBy> by);

    /// <summary>
    /// The values of the <paramref name="n"/> events for which <paramref name="by"/> is smallest, as <see cref="TopBy{TValue, TBy}"/>.
    /// </summary>
    /// <inheritdoc cref="TopBy{TValue, TBy}"/>
    public abstract IReadOnlyList<TValue> BottomBy<TValue, TBy>(int n, Func<T, TValue> value, Func<T, TBy> by);

    /// <summary>
    /// The <paramref name="n"/> values that come most often, from the most frequent on; of equally frequent ones the smaller first. Exact:
    /// the tables keep how often each value comes, so a group with more than 10,000 distinct values is an error. Null values are skipped.
    /// </summary>
    /// <param name="n">1 to 1,000: a constant.</param>
    /// <param name="value">The value; ordered as <see cref="Min{TValue}"/> says.</param>
    public abstract IReadOnlyList<TValue> TopFrequent<TValue>(int n, Func<T, TValue> value);

    /// <summary>
    /// How many values lie below the first bound, between each and the next, and from the last on: one count more than there are bounds.
    /// A value that is equal to a bound counts above it; NaN counts below all. Null values are skipped.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="bounds">1 to 100 numbers that ascend: constants.</param>
    public abstract IReadOnlyList<long> Histogram(Func<T, long> value, params long[] bounds);

    /// <inheritdoc cref="Histogram(Func{T, long}, long[])"/>
    public abstract IReadOnlyList<long> Histogram(Func<T, long?> value, params long[] bounds);

    /// <inheritdoc cref="Histogram(Func{T, long}, long[])"/>
    public abstract IReadOnlyList<long> Histogram(Func<T, decimal> value, params decimal[] bounds);

    /// <inheritdoc cref="Histogram(Func{T, long}, long[])"/>
    public abstract IReadOnlyList<long> Histogram(Func<T, decimal?> value, params decimal[] bounds);

    /// <inheritdoc cref="Histogram(Func{T, long}, long[])"/>
    public abstract IReadOnlyList<long> Histogram(Func<T, double> value, params double[] bounds);

    /// <inheritdoc cref="Histogram(Func{T, long}, long[])"/>
    public abstract IReadOnlyList<long> Histogram(Func<T, double?> value, params double[] bounds);

    /// <inheritdoc cref="Histogram(Func{T, long}, long[])"/>
    public abstract IReadOnlyList<long> Histogram(Func<T, ulong> value, params ulong[] bounds);

    /// <inheritdoc cref="Histogram(Func{T, long}, long[])"/>
    public abstract IReadOnlyList<long> Histogram(Func<T, ulong?> value, params ulong[] bounds);
}
