using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Unified.Definition;

/// <summary>
/// Events, filtered and with computed columns. Immutable. As a job's query they are the result themselves: one row an event.
/// </summary>
public sealed partial class Rows<T>
{
    internal Rows(DefinitionStep step) => Step = step;

    internal DefinitionStep Step { get; }

    /// <summary>Keeps the events for which <paramref name="predicate"/> is true.</summary>
    public Rows<T> Where(Expression<Func<T, bool>> predicate, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new WhereStep(Step, predicate, DefinitionStep.At(file, line)));

    /// <summary>Computes columns (what <c>let</c> compiles to).</summary>
    public Rows<TResult> Select<TResult>(
        Expression<Func<T, TResult>> selector, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new SelectStep(Step, selector, DefinitionStep.At(file, line)));

    /// <summary>
    /// A row for every element of a list, an array or a dictionary (what a second <c>from</c> compiles to). An event whose list is empty
    /// or null has none. Rows of one event keep the order of its elements.
    /// </summary>
    public Rows<TResult> SelectMany<TElement, TResult>(
        Expression<Func<T, IEnumerable<TElement>?>> elements, Expression<Func<T, TElement, TResult>> result,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new ElementsStep(Step, elements, result, DefinitionStep.At(file, line)));

    /// <summary>The elements of a list, an array or a dictionary of every event.</summary>
    public Rows<TElement> SelectMany<TElement>(
        Expression<Func<T, IEnumerable<TElement>?>> elements, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new ElementsStep(Step, elements, null, DefinitionStep.At(file, line)));

    /// <summary>
    /// The events of both, as one: grouped together, counted together. Each source keeps its own topic, partitions, epochs, history and
    /// border. Windows go over the event time of each; select it under one name on both sides.
    /// </summary>
    public Rows<T> Concat(Rows<T> other, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(new ConcatStep(Step, other.Step, DefinitionStep.At(file, line)));
    }

    /// <summary>Groups events by key: a column, an anonymous object of columns, at most one of them a <see cref="Window"/>.</summary>
    public Groups<TKey, T> GroupBy<TKey>(Expression<Func<T, TKey>> key, [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        new(new GroupStep(Step, key, null, DefinitionStep.At(file, line)));

    /// <summary>Groups computed elements by key.</summary>
    public Groups<TKey, TElement> GroupBy<TKey, TElement>(
        Expression<Func<T, TKey>> key, Expression<Func<T, TElement>> element, [CallerFilePath] string file = "",
            [CallerLineNumber] int line = 0) =>
        new(new GroupStep(Step, key, element, DefinitionStep.At(file, line)));

    /// <summary>A query of one result row an event, whose identity is the place of the event in its log.</summary>
    public Query<T> ToQuery() => new(new RowsStep(Step));

    /// <summary>The rows as the query of a job: one row an event.</summary>
    public static implicit operator Query<T>(Rows<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.ToQuery();
    }
}
