namespace Unified.Definition;

// What LINQ has and a source has not: the compiler says what to write instead.
public sealed partial record Source<T>
{
    /// <summary>Not part of the language: two streams are joined in a window.</summary>
    [Obsolete(WaysOut.NoJoin, error: true)]
    public Rows<TResult> Join<T2, TKey, TResult>(Source<T2> second, Func<T, TKey> key, Func<T2, TKey> other, Func<T, T2, TResult> result) =>
        throw new NotSupportedException();

    /// <summary>Not part of the language: events are not ordered.</summary>
    [Obsolete(WaysOut.NoOrder, error: true)]
    public Rows<T> OrderBy<TBy>(Func<T, TBy> by) => throw new NotSupportedException();

    /// <inheritdoc cref="OrderBy{TBy}"/>
    [Obsolete(WaysOut.NoOrder, error: true)]
    public Rows<T> OrderByDescending<TBy>(Func<T, TBy> by) => throw new NotSupportedException();

    /// <summary>Not part of the language: a total is a group.</summary>
    [Obsolete(WaysOut.NoTotal, error: true)]
    public long Count() => throw new NotSupportedException();
}
