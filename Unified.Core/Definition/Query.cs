using System.Linq.Expressions;

namespace Unified.Definition;

/// <summary>What a job author wrote, step by step, before it is understood. Only the planner reads it.</summary>
internal abstract record DefinitionStep;

internal sealed record SourceStep(SourceSettings Source) : DefinitionStep;

internal sealed record WhereStep(DefinitionStep Input, LambdaExpression Predicate) : DefinitionStep;

internal sealed record SelectStep(DefinitionStep Input, LambdaExpression Selector) : DefinitionStep;

internal sealed record GroupStep(DefinitionStep Input, LambdaExpression Key, LambdaExpression? Element) : DefinitionStep;

internal sealed record ResultStep(GroupStep Input, LambdaExpression Selector) : DefinitionStep;

/// <summary>Events, filtered and with computed columns. Immutable.</summary>
public sealed class Rows<T>
{
    internal Rows(DefinitionStep step) => Step = step;

    internal DefinitionStep Step { get; }

    /// <summary>Keeps the events for which <paramref name="predicate"/> is true.</summary>
    public Rows<T> Where(Expression<Func<T, bool>> predicate) => new(new WhereStep(Step, predicate));

    /// <summary>Computes columns (what <c>let</c> compiles to).</summary>
    public Rows<TResult> Select<TResult>(Expression<Func<T, TResult>> selector) => new(new SelectStep(Step, selector));

    /// <summary>Groups events by key: a column, an anonymous object of columns, at most one of them a <see cref="Window"/>.</summary>
    public Groups<TKey, T> GroupBy<TKey>(Expression<Func<T, TKey>> key) => new(new GroupStep(Step, key, null));

    /// <summary>Groups computed elements by key.</summary>
    public Groups<TKey, TElement> GroupBy<TKey, TElement>(Expression<Func<T, TKey>> key, Expression<Func<T, TElement>> element) =>
        new(new GroupStep(Step, key, element));
}

/// <summary>Grouped events; a <c>select</c> makes them a query. Immutable.</summary>
public sealed class Groups<TKey, T>
{
    private readonly GroupStep _step;

    internal Groups(GroupStep step) => _step = step;

    /// <summary>The result row of each group: keys and aggregates.</summary>
    public Query<TResult> Select<TResult>(Expression<Func<Group<TKey, T>, TResult>> selector) => new(new ResultStep(_step, selector));
}

/// <summary>A complete query. Immutable; nothing runs until a job is planned.</summary>
/// <typeparam name="TResult">A record; its constructor's parameters are the result columns.</typeparam>
public sealed class Query<TResult>
{
    internal Query(ResultStep step) => Step = step;

    internal ResultStep Step { get; }
}
