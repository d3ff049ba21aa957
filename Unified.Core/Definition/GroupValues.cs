namespace Unified.Definition;

/// <summary>One value of each event of a group, in a <c>select</c>.</summary>
public abstract partial class GroupValues<TValue>
{
    /// <summary>Each value once.</summary>
    public abstract DistinctValues<TValue> Distinct();
}

/// <summary>The distinct values of a group's events, in a <c>select</c>.</summary>
public abstract class DistinctValues<TValue>
{
    /// <summary>How many there are: <see cref="Group{T}.CountDistinct{TValue}"/>.</summary>
    public abstract long Count();
}

/// <summary>The events of a group by a value, in a <c>select</c>.</summary>
public abstract class OrderedGroup<T>
{
    /// <summary>The first of them; of equal ones that with the smallest place in the log. One of its columns is taken.</summary>
    public abstract T First();

    /// <summary>The next value that they are ordered by.</summary>
    public abstract OrderedGroup<T> ThenBy<TBy>(Func<T, TBy> by);

    /// <inheritdoc cref="ThenBy{TBy}"/>
    public abstract OrderedGroup<T> ThenByDescending<TBy>(Func<T, TBy> by);

    /// <summary>The first ones, for a row each: of <see cref="Groups{TKey, T}"/> SelectMany makes them.</summary>
    /// <param name="count">1 to 1,000: a constant.</param>
    public abstract FirstEvents<T> Take(int count);
}
