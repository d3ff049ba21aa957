namespace Unified.Definition;

// What LINQ has and events have not: the compiler says what to write instead.
public sealed partial class Rows<T>
{
    private const string NoOrder = "UNI0011: events are not ordered in a definition. Order groups by what they give (group e by key into g "
        + "orderby g.Count() descending select ...), or rows by columns of the result: rows.ToQuery().OrderBy(r => r.At).";

    private const string NoEnd = "UNI0011: a log has no end, so events are not counted off. Group them and write "
        + "query.Top(n, r => r.Count), or g.TopBy(n, x => x.Value, x => x.By) in the select.";

    private const string NoTotal =
        "UNI0011: a total of everything is a group of one key. Write group e by 1 into g select new Row(g.Count()).";

    /// <summary>Not part of the language: events are not ordered.</summary>
    [Obsolete(NoOrder, error: true)]
    public Rows<T> OrderBy<TBy>(Func<T, TBy> by) => throw new NotSupportedException();

    /// <inheritdoc cref="OrderBy{TBy}"/>
    [Obsolete(NoOrder, error: true)]
    public Rows<T> OrderByDescending<TBy>(Func<T, TBy> by) => throw new NotSupportedException();

    /// <summary>Not part of the language: a log has no end.</summary>
    [Obsolete(NoEnd, error: true)]
    public Rows<T> Take(int count) => throw new NotSupportedException();

    /// <inheritdoc cref="Take"/>
    [Obsolete(NoEnd, error: true)]
    public Rows<T> Skip(int count) => throw new NotSupportedException();

    /// <inheritdoc cref="Take"/>
    [Obsolete(NoEnd, error: true)]
    public T First() => throw new NotSupportedException();

    /// <summary>Not part of the language: a total is a group.</summary>
    [Obsolete(NoTotal, error: true)]
    public long Count() => throw new NotSupportedException();

    /// <inheritdoc cref="Count"/>
    [Obsolete(NoTotal, error: true)]
    public TValue Sum<TValue>(Func<T, TValue> value) => throw new NotSupportedException();

    /// <summary>Not part of the language: each event once is a group.</summary>
    [Obsolete("UNI0011: rows that are alike are one group. Group by what makes them alike: group e by new { e.A, e.B } into g select ...",
        error: true)]
    public Rows<T> Distinct() => throw new NotSupportedException();

    /// <summary>Not part of the language: it is called Concat.</summary>
    [Obsolete("UNI0011: the events of both are a.Concat(b); each one that is alike once is a group.", error: true)]
    public Rows<T> Union(Rows<T> other) => throw new NotSupportedException();

    /// <summary>Not part of the language: two streams are joined in a window.</summary>
    [Obsolete("UNI0011: two streams are joined in a window: group both by key and window, and write first.Join(second, (key, a, b) => ..). "
        + "A small table is a Dimension that values are looked up in.", error: true)]
    public Rows<TResult> Join<T2, TKey, TResult>(Source<T2> second, Func<T, TKey> key, Func<T2, TKey> other, Func<T, T2, TResult> result) =>
        throw new NotSupportedException();
}
