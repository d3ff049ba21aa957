namespace Unified.Definition;

/// <summary>
/// A group of events: its aggregates. They skip nulls, as SQL does; an aggregate over nullable values that are all null is null.
/// </summary>
public abstract partial class Group<T>
{
    /// <summary>
    /// Those events of the group for which <paramref name="predicate"/> is true: aggregates of it take only them. The group itself stays,
    /// with a count of 0, when none is. An aggregate that needs an event to have a value (<c>Min</c>, <c>Max</c>, <c>Average</c>,
    /// <c>Quantile</c>) takes a nullable value here: <c>g.Where(x =&gt; x.Paid).Max(x =&gt; (int?)x.Value)</c> is null when none is.
    /// </summary>
    public abstract Group<T> Where(Func<T, bool> predicate);

    /// <summary>The number of events. Exact.</summary>
    public abstract long Count();

    /// <summary>The number of events for which <paramref name="predicate"/> is true. Exact; 0 when none is.</summary>
    public abstract long Count(Func<T, bool> predicate);

    /// <summary>True when <paramref name="condition"/> is true for any event; false of no events.</summary>
    public abstract bool Any(Func<T, bool> condition);

    /// <summary>True when <paramref name="condition"/> is true for all events; true of no events.</summary>
    public abstract bool All(Func<T, bool> condition);

    /// <summary>
    /// How many distinct values there are, without null. Exact: the tables keep the values themselves, so a group with more than 10,000 of
    /// them is an error: <see cref="ApproximateCountDistinct{TValue}"/> takes any number.
    /// </summary>
    public abstract long CountDistinct<TValue>(Func<T, TValue> value);

    /// <summary>
    /// About how many distinct values there are, without null: a HyperLogLog sketch of 4,096 registers, whose standard error is 1.6 %. The
    /// same values give the same number, whatever their order and however often each comes.
    /// </summary>
    public abstract long ApproximateCountDistinct<TValue>(Func<T, TValue> value);
}
