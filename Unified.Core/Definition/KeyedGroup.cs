namespace Unified.Definition;

/// <summary>A group of events in a <c>select</c>: its key, and the aggregates of <see cref="Group{T}"/>.</summary>
public abstract class Group<TKey, T> : Group<T>
{
    /// <summary>The group's key.</summary>
    public abstract TKey Key { get; }

    /// <inheritdoc/>
    public abstract override Group<TKey, T> Where(Func<T, bool> predicate);
}
