using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Unified.Types;

namespace Unified.Definition;

/// <summary>Grouped events; a <c>select</c> makes them a query. Immutable.</summary>
public sealed class Groups<TKey, T>
{
    internal Groups(GroupStep step) => Step = step;

    internal GroupStep Step { get; }

    /// <summary>
    /// Only the groups for which <paramref name="predicate"/> is true: SQL's <c>having</c>, over keys and aggregates. The other groups are
    /// in no answer, but their states are kept, and they come back when the predicate is true again.
    /// </summary>
    public Groups<TKey, T> Where(Expression<Func<Group<TKey, T>, bool>> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(Step with { Conditions = [.. Step.Conditions, predicate] });
    }

    /// <summary>
    /// The order of the answer, when nobody asks for another: by columns of the result. The tables keep theirs.
    /// </summary>
    public Groups<TKey, T> OrderBy<TBy>(Expression<Func<Group<TKey, T>, TBy>> by) => Sorted([], by, false);

    /// <inheritdoc cref="OrderBy{TBy}"/>
    public Groups<TKey, T> OrderByDescending<TBy>(Expression<Func<Group<TKey, T>, TBy>> by) => Sorted([], by, true);

    /// <summary>The next column of the order.</summary>
    public Groups<TKey, T> ThenBy<TBy>(Expression<Func<Group<TKey, T>, TBy>> by) => Sorted(Step.Sort, by, false);

    /// <inheritdoc cref="ThenBy{TBy}"/>
    public Groups<TKey, T> ThenByDescending<TBy>(Expression<Func<Group<TKey, T>, TBy>> by) => Sorted(Step.Sort, by, true);

    /// <summary>
    /// A row for each of the events that come first in a group: <c>g.OrderByDescending(x =&gt; x.Price).Take(10)</c>. Computed when the
    /// answer is read; the tables keep the first events of each group. Of equal ones that with the smallest place in the log comes first.
    /// </summary>
    public EventsOfGroups<TElement> SelectMany<TElement>(
        Expression<Func<Group<TKey, T>, FirstEvents<TElement>>> events, [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        new(new FirstEventsStep(Step, events, null, null, DefinitionStep.At(file, line)));

    /// <summary>The same, each row made of the group and one of its first events: what a second <c>from</c> compiles to.</summary>
    public EventsOfGroups<TResult> SelectMany<TElement, TResult>(
        Expression<Func<Group<TKey, T>, FirstEvents<TElement>>> events, Expression<Func<Group<TKey, T>, TElement, TResult>> result,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new FirstEventsStep(Step, events, result, null, DefinitionStep.At(file, line)));

    /// <summary>Not part of the language: a group has no end.</summary>
    [Obsolete("UNI0011: all events of a group are the rows themselves: leave the group out, or take its first ones, "
        + "g.OrderBy(x => x.At).Take(n). For the first rows of a result write query.Top(n, r => r.Count, r => r.Hour).", error: true)]
    public Rows<TElement> SelectMany<TElement>(Func<Group<TKey, T>, IEnumerable<TElement>> elements) => throw new NotSupportedException();

    private Groups<TKey, T> Sorted(EquatableArray<SortLambda> before, LambdaExpression by, bool descending)
    {
        ArgumentNullException.ThrowIfNull(by);
        return new(Step with { Sort = [.. before, new SortLambda(by, descending)] });
    }

    /// <summary>The result row of each group: keys and aggregates.</summary>
    public Query<TResult> Select<TResult>(
        Expression<Func<Group<TKey, T>, TResult>> selector, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new ResultStep(Step, selector, DefinitionStep.At(file, line)));

    /// <summary>
    /// One result row for every key that either has: the group of the other may be empty. An aggregate that needs an event to have a value
    /// (<c>Min</c>, <c>Max</c>, <c>Average</c>, <c>Quantile</c>) takes a nullable value there: <c>g.Max(x =&gt; (int?)x.Value)</c> is null
    /// for an empty group.
    /// </summary>
    public Query<TResult> Cogroup<T2, TResult>(
        Groups<TKey, T2> second, Expression<Func<TKey, Group<TKey, T>, Group<TKey, T2>, TResult>> selector,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(second);
        return Together([Step, second.Step], false, selector, file, line).As<TResult>();
    }

    /// <summary><inheritdoc cref="Cogroup{T2, TResult}"/></summary>
    public Query<TResult> Cogroup<T2, T3, TResult>(
        Groups<TKey, T2> second, Groups<TKey, T3> third,
        Expression<Func<TKey, Group<TKey, T>, Group<TKey, T2>, Group<TKey, T3>, TResult>> selector,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        return Together([Step, second.Step, third.Step], false, selector, file, line).As<TResult>();
    }

    /// <summary><inheritdoc cref="Cogroup{T2, TResult}"/></summary>
    public Query<TResult> Cogroup<T2, T3, T4, TResult>(
        Groups<TKey, T2> second, Groups<TKey, T3> third, Groups<TKey, T4> fourth,
        Expression<Func<TKey, Group<TKey, T>, Group<TKey, T2>, Group<TKey, T3>, Group<TKey, T4>, TResult>> selector,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(fourth);
        return Together([Step, second.Step, third.Step, fourth.Step], false, selector, file, line).As<TResult>();
    }

    /// <summary>One result row for every key that both have: the join of two streams in a window.</summary>
    public Query<TResult> Join<T2, TResult>(
        Groups<TKey, T2> second, Expression<Func<TKey, Group<TKey, T>, Group<TKey, T2>, TResult>> selector,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(second);
        return Together([Step, second.Step], true, selector, file, line).As<TResult>();
    }

    private static ResultStep Together(GroupStep[] groups, bool inner, LambdaExpression selector, string file, int line)
    {
        var place = DefinitionStep.At(file, line);
        return new ResultStep(new CogroupStep([.. groups], inner, place), selector, place);
    }
}
