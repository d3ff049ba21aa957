namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>A value of each event: <c>g.Select(x =&gt; x.User).Distinct().Count()</c>. Null values are skipped.</summary>
    public abstract GroupValues<TValue> Select<TValue>(Func<T, TValue> value);

    /// <summary>The events from the smallest value on: <c>g.OrderBy(x =&gt; x.At).First().Price</c> is what <c>MinBy</c> gives.</summary>
    public abstract OrderedGroup<T> OrderBy<TBy>(Func<T, TBy> by);

    /// <summary>The events from the largest value on: <c>g.OrderByDescending(x =&gt; x.At).First().Price</c> is what <c>MaxBy</c>
    /// gives.</summary>
    public abstract OrderedGroup<T> OrderByDescending<TBy>(Func<T, TBy> by);
}
