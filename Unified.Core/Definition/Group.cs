namespace Unified.Definition;

/// <summary>
/// A group of events in a <c>select</c>. Aggregates skip nulls, as SQL does; an aggregate over nullable values that are all null is null.
/// </summary>
public abstract class Group<TKey, T>
{
    /// <summary>The group's key.</summary>
    public abstract TKey Key { get; }

    /// <summary>
    /// Those events of the group for which <paramref name="predicate"/> is true: aggregates of it take only them. The group itself stays,
    /// with a count of 0, when none is. An aggregate that needs an event to have a value (<c>Min</c>, <c>Max</c>, <c>Average</c>,
    /// <c>Quantile</c>) takes a nullable value here: <c>g.Where(x =&gt; x.Paid).Max(x =&gt; (int?)x.Value)</c> is null when none is.
    /// </summary>
    public abstract Group<TKey, T> Where(Func<T, bool> predicate);

    /// <summary>The number of events. Exact.</summary>
    public abstract long Count();

    /// <summary>The number of events for which <paramref name="predicate"/> is true. Exact; 0 when none is.</summary>
    public abstract long Count(Func<T, bool> predicate);

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

    /// <summary>
    /// The smallest value: of numbers, times, days, durations, and of text by its UTF-8 bytes. A double that is NaN is smaller than all
    /// others, as in LINQ, and zero has no sign.
    /// </summary>
    public abstract TValue Min<TValue>(Func<T, TValue> value);

    /// <summary>The largest value; ordered as <see cref="Min{TValue}"/> says.</summary>
    public abstract TValue Max<TValue>(Func<T, TValue> value);

    /// <summary>
    /// How many distinct values there are, without null. Exact: the tables keep the values themselves, so a group with more than 10,000 of
    /// them is an error.
    /// </summary>
    public abstract long CountDistinct<TValue>(Func<T, TValue> value);

    /// <summary>True when <paramref name="condition"/> is true for any event; false of no events.</summary>
    public abstract bool Any(Func<T, bool> condition);

    /// <summary>True when <paramref name="condition"/> is true for all events; true of no events.</summary>
    public abstract bool All(Func<T, bool> condition);

    /// <summary>The bits that all values have: <c>&amp;</c> of them.</summary>
    public abstract int BitAnd(Func<T, int> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract int? BitAnd(Func<T, int?> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract long BitAnd(Func<T, long> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract long? BitAnd(Func<T, long?> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract uint BitAnd(Func<T, uint> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract uint? BitAnd(Func<T, uint?> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract ulong BitAnd(Func<T, ulong> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract ulong? BitAnd(Func<T, ulong?> value);

    /// <summary>The bits that any value has: <c>|</c> of them.</summary>
    public abstract int BitOr(Func<T, int> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract int? BitOr(Func<T, int?> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract long BitOr(Func<T, long> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract long? BitOr(Func<T, long?> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract uint BitOr(Func<T, uint> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract uint? BitOr(Func<T, uint?> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract ulong BitOr(Func<T, ulong> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract ulong? BitOr(Func<T, ulong?> value);

    /// <summary>
    /// The variance of all values: the nearest double of the exact one, whatever the order of the events. Of decimals at most 18 digits.
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

    /// <summary>
    /// The value of the event with the smallest event time; of equal ones that with the smallest place in the log. Null values are skipped.
    /// </summary>
    public abstract TValue First<TValue>(Func<T, TValue> value);

    /// <summary>
    /// The value of the event with the largest event time; of equal ones that with the largest place in the log. Null values are skipped.
    /// </summary>
    public abstract TValue Last<TValue>(Func<T, TValue> value);

    /// <summary>
    /// The value of the event for which <paramref name="by"/> is smallest, ordered as <see cref="Min{TValue}"/> says; of equal ones that
    /// with the smallest place in the log. Events for which either is null are skipped.
    /// </summary>
    public abstract TValue MinBy<TValue, TBy>(Func<T, TValue> value, Func<T, TBy> by);

    /// <summary>
    /// The value of the event for which <paramref name="by"/> is largest; of equal ones that with the smallest place in the log. Events for
    /// which either is null are skipped.
    /// </summary>
    public abstract TValue MaxBy<TValue, TBy>(Func<T, TValue> value, Func<T, TBy> by);

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
