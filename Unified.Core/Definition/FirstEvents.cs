using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Unified.Definition;

/// <summary>
/// The first events of a group in an order, of which rows are made:
/// <c>from x in g.OrderByDescending(x =&gt; x.Price).Take(10) select ...</c>.
/// </summary>
public abstract class FirstEvents<T>
{
    /// <summary>A row, or some values, of each.</summary>
    public abstract FirstEvents<TResult> Select<TResult>(Func<T, TResult> selector);

    /// <summary>A row, or some values, of each and of its place, which counts from 0.</summary>
    public abstract FirstEvents<TResult> Select<TResult>(Func<T, int, TResult> selector);

    /// <summary>Not part of the language: events are chosen before they are taken.</summary>
    [Obsolete("UNI0011: events are chosen before the first of them are taken. Write g.Where(x => ..).OrderBy(x => x.At).Take(n).",
        error: true)]
    public FirstEvents<T> Where(Func<T, bool> predicate) => throw new NotSupportedException();

    /// <summary>Not part of the language: a list is an aggregate.</summary>
    [Obsolete(WaysOut.FirstsInRow, error: true)]
    public IReadOnlyList<T> ToList() => throw new NotSupportedException();

    /// <inheritdoc cref="ToList"/>
    [Obsolete(WaysOut.FirstsInRow, error: true)]
    public T[] ToArray() => throw new NotSupportedException();
}

/// <summary>The first events of each group, one after the other; a <c>select</c> makes them a query. Immutable.</summary>
public sealed class EventsOfGroups<T>
{
    internal EventsOfGroups(FirstEventsStep step) => Step = step;

    internal FirstEventsStep Step { get; }

    /// <summary>The result row of each event. The group's key is among its columns, g.Key or the value that the events are grouped
    /// by.</summary>
    public Query<TResult> Select<TResult>(Expression<Func<T, TResult>> selector, [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new(Step with { Selector = selector, Place = DefinitionStep.At(file, line) });
    }

    /// <summary>Not part of the language: events are chosen before they are taken.</summary>
    [Obsolete("UNI0011: events are chosen before the first of them are taken. Write g.Where(x => ..).OrderBy(x => x.At).Take(n).",
        error: true)]
    public EventsOfGroups<T> Where(Func<T, bool> predicate) => throw new NotSupportedException();

    /// <summary>A query of the events themselves, or of the rows that they were made to.</summary>
    public Query<T> ToQuery() => new(Step);

    /// <summary>The rows as the query of a job.</summary>
    public static implicit operator Query<T>(EventsOfGroups<T> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.ToQuery();
    }
}
