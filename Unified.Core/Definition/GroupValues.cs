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

    /// <summary>Not part of the language: a group gives one row.</summary>
    [Obsolete("UNI0011: a group gives one row. Write g.TopBy(n, x => x.Value, x => x.By) for a list of the first ones' values.",
        error: true)]
    public IEnumerable<T> Take(int count) => throw new NotSupportedException();
}
