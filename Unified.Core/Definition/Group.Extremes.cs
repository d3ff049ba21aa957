namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>
    /// The smallest value: of numbers, times, days, durations, and of text by its UTF-8 bytes. A double that is NaN is smaller than all
    /// others, as in LINQ, and zero has no sign.
    /// </summary>
    public abstract TValue Min<TValue>(Func<T, TValue> value);

    /// <summary>The largest value; ordered as <see cref="Min{TValue}"/> says.</summary>
    public abstract TValue Max<TValue>(Func<T, TValue> value);

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
    /// The value of the event with the smallest event time; of equal ones that with the smallest place in the log. Null values are skipped.
    /// </summary>
    public abstract TValue First<TValue>(Func<T, TValue> value);

    /// <summary>
    /// The value of the event with the largest event time; of equal ones that with the largest place in the log. Null values are skipped.
    /// </summary>
    public abstract TValue Last<TValue>(Func<T, TValue> value);
}
