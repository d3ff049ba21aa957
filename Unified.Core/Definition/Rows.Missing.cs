namespace Unified.Definition;

// What LINQ has and events have not: the compiler says what to write instead.
public sealed partial class Rows<T>
{
    /// <summary>Not part of the language: events are not ordered.</summary>
    [Obsolete(WaysOut.NoOrder, error: true)]
    public Rows<T> OrderBy<TBy>(Func<T, TBy> by) => throw new NotSupportedException();

    /// <inheritdoc cref="OrderBy{TBy}"/>
    [Obsolete(WaysOut.NoOrder, error: true)]
    public Rows<T> OrderByDescending<TBy>(Func<T, TBy> by) => throw new NotSupportedException();

    /// <summary>Not part of the language: a log has no end.</summary>
    [Obsolete(WaysOut.NoEnd, error: true)]
    public Rows<T> Take(int count) => throw new NotSupportedException();

    /// <inheritdoc cref="Take"/>
    [Obsolete(WaysOut.NoEnd, error: true)]
    public Rows<T> Skip(int count) => throw new NotSupportedException();

    /// <inheritdoc cref="Take"/>
    [Obsolete(WaysOut.NoEnd, error: true)]
    public T First() => throw new NotSupportedException();

    /// <summary>Not part of the language: a total is a group.</summary>
    [Obsolete(WaysOut.NoTotal, error: true)]
    public long Count() => throw new NotSupportedException();

    /// <inheritdoc cref="Count"/>
    [Obsolete(WaysOut.NoTotal, error: true)]
    public TValue Sum<TValue>(Func<T, TValue> value) => throw new NotSupportedException();

    /// <summary>Not part of the language: each event once is a group.</summary>
    [Obsolete("UNI0011: rows that are alike are one group. Group by what makes them alike: group e by new { e.A, e.B } into g select ...",
        error: true)]
    public Rows<T> Distinct() => throw new NotSupportedException();

    /// <summary>Not part of the language: it is called Concat.</summary>
    [Obsolete("UNI0011: the events of both are a.Concat(b); each one that is alike once is a group.", error: true)]
    public Rows<T> Union(Rows<T> other) => throw new NotSupportedException();

    /// <summary>Not part of the language: two streams are joined in a window.</summary>
    [Obsolete(WaysOut.NoJoin, error: true)]
    public Rows<TResult> Join<T2, TKey, TResult>(Source<T2> second, Func<T, TKey> key, Func<T2, TKey> other, Func<T, T2, TResult> result) =>
        throw new NotSupportedException();
}
