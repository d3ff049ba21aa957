using System.Linq.Expressions;

namespace Unified.Definition;

/// <summary>
/// An aggregate of your own, composed of others: written once, used in any definition over groups of the same events. It is replaced by
/// what it is made of, so it merges and finishes in every engine as that does, and is free of order as that is.
/// </summary>
/// <example>
/// <code>
/// static readonly Aggregate&lt;Trade, decimal&gt; Turnover = Aggregate.Of((Group&lt;Trade&gt; g) =&gt; g.Sum(t =&gt; t.Price *
/// t.Quantity));
/// </code>
/// </example>
/// <typeparam name="T">The events.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
public sealed class Aggregate<T, TResult>
{
    internal Aggregate(Expression<Func<Group<T>, TResult>> definition) => Definition = definition;

    internal Aggregate(Func<AggregateState> state) => State = state;

    /// <summary>What it is composed of; null when it is a state.</summary>
    internal LambdaExpression? Definition { get; }

    /// <summary>
    /// The state that it is, or null. Read when a definition is planned: a mistake is the definition's then, with its place, and not that
    /// of a static field.
    /// </summary>
    internal Func<AggregateState>? State { get; }

    /// <summary>Its result for a group: in a <c>select</c>, or a <c>where</c> over groups.</summary>
    /// <param name="group">The group, or a part of it: <c>g.Where(...)</c>.</param>
    /// <exception cref="NotSupportedException">Always, outside of a definition.</exception>
    public TResult Of(Group<T> group) => throw new NotSupportedException("An aggregate has a result in a definition only.");
}

/// <summary>Aggregates of your own.</summary>
public static class Aggregate
{
    /// <summary>An aggregate composed of others.</summary>
    /// <param name="definition">An expression of aggregates of the group, as a result column is.</param>
    public static Aggregate<T, TResult> Of<T, TResult>(Expression<Func<Group<T>, TResult>> definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new(definition);
    }

    /// <summary>An aggregate that is a state of your own; what it may be is checked when a definition is planned (UNI0072).</summary>
    /// <param name="aggregate">The aggregate; any number of definitions may use it.</param>
    public static Aggregate<TIn, TOut> Of<TState, TIn, TOut>(IAggregate<TState, TIn, TOut> aggregate)
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        return new(() => new AggregateState(
            aggregate.GetType().Name, typeof(TState), aggregate.Empty, aggregate.Add, aggregate.Merge, aggregate.Finish));
    }
}
