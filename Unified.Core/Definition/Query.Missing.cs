namespace Unified.Definition;

// What LINQ has and a result has not: the compiler says what to write instead.
public sealed partial class Query<TResult>
{
    /// <summary>Not part of the language: the columns of a result are computed in its own select.</summary>
    [Obsolete("UNI0011: the columns of a result are computed in its own select. Its rows are grouped for totals of totals: from r in query "
        + "group r by r.Key into g select new Row(g.Key, g.Count()).", error: true)]
    public Query<TOther> Select<TOther>(Func<TResult, TOther> selector) => throw new NotSupportedException();

    /// <summary>Not part of the language: the first rows of a result are its Top.</summary>
    [Obsolete("UNI0011: the first rows of a result are query.Top(n, r => r.Count, of: r => r.Hour).", error: true)]
    public Query<TResult> Take(int count) => throw new NotSupportedException();

    /// <summary>Not part of the language: a table is sorted upwards.</summary>
    [Obsolete("UNI0011: a table is sorted upwards. The order of the answer is said on the groups: group ... into g orderby g.Count() "
        + "descending select ...; the first rows are query.Top(n, r => r.Count).", error: true)]
    public Query<TResult> OrderByDescending(Func<TResult, object?> column) => throw new NotSupportedException();
}
