namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>
    /// All texts of the group in one, by event time; of equal times by place in the log. Null values are skipped. A group with more than
    /// 1,000 texts is an error.
    /// </summary>
    /// <param name="value">The text. Where it is nullable, the result of no text is null.</param>
    /// <param name="separator">What stands between two of them: a constant.</param>
    public abstract TText StringJoin<TText>(Func<T, TText> value, string separator) where TText : class?;

    /// <summary>
    /// All texts of the group in one, from the smallest <paramref name="by"/> on; of equal ones by place in the log. Events for
    /// which either is null are skipped. A group with more than 1,000 texts is an error.
    /// </summary>
    /// <param name="value">The text. Where it is nullable, the result of no text is null.</param>
    /// <param name="by">What the events are ordered by.</param>
    /// <param name="separator">What stands between two of them: a constant.</param>
    public abstract TText StringJoinBy<TText, TBy>(Func<T, TText> value, Func<T, TBy> by, string separator) where TText : class?;
}
