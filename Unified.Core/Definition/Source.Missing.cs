namespace Unified.Definition;

// What LINQ has and a source has not: the compiler says what to write instead.
public sealed partial record Source<T>
{
    /// <summary>Not part of the language: two streams are joined in a window.</summary>
    [Obsolete("UNI0011: two streams are joined in a window: group both by key and window, and write first.Join(second, (key, a, b) => ..). "
        + "A small table is a Dimension that values are looked up in.", error: true)]
    public Rows<TResult> Join<T2, TKey, TResult>(Source<T2> second, Func<T, TKey> key, Func<T2, TKey> other, Func<T, T2, TResult> result) =>
        throw new NotSupportedException();

    /// <summary>Not part of the language: events are not ordered.</summary>
    [Obsolete("UNI0011: events are not ordered in a definition. Order groups by what they give (group e by key into g orderby g.Count() "
        + "descending select ...), or rows by columns of the result: rows.ToQuery().OrderBy(r => r.At).", error: true)]
    public Rows<T> OrderBy<TBy>(Func<T, TBy> by) => throw new NotSupportedException();

    /// <inheritdoc cref="OrderBy{TBy}"/>
    [Obsolete("UNI0011: events are not ordered in a definition. Order groups by what they give (group e by key into g orderby g.Count() "
        + "descending select ...), or rows by columns of the result: rows.ToQuery().OrderBy(r => r.At).", error: true)]
    public Rows<T> OrderByDescending<TBy>(Func<T, TBy> by) => throw new NotSupportedException();

    /// <summary>Not part of the language: a total is a group.</summary>
    [Obsolete("UNI0011: a total of everything is a group of one key. Write group e by 1 into g select new Row(g.Count()).", error: true)]
    public long Count() => throw new NotSupportedException();
}
