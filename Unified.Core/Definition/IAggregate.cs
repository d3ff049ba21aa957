using System.Linq.Expressions;

namespace Unified.Definition;

/// <summary>
/// A mergeable aggregate of your own, as a state and what becomes of it: the form of Flink's <c>AggregateFunction</c>, with expressions in
/// the place of methods. <see cref="Aggregate.Of{TState, TIn, TOut}"/> makes it usable in definitions.
/// </summary>
/// <remarks>
/// A state is one value or an object of some. Its parts are merged each on its own, by <c>+</c>, <c>Math.Min</c> or <c>Math.Max</c> (also
/// <c>a.X &gt; b.X ? a.X : b.X</c>), <c>||</c>, <c>&amp;&amp;</c>, <c>|</c> or <c>&amp;</c>, and an event is added to each by the same
/// operator: so the order of events cannot matter, and every engine merges it. Sums are exact: of doubles they are rounded once. What is
/// not of this form is refused with UNI0072.
/// </remarks>
/// <example>
/// <code>
/// public sealed class PricePerPiece : IAggregate&lt;PricePerPiece.State, Order, double&gt;
/// {
///     public sealed record State(decimal Turnover, long Pieces);
///
///     public State Empty =&gt; new(0, 0);
///
///     public Expression&lt;Func&lt;State, Order, State&gt;&gt; Add =&gt;
///         (s, o) =&gt; new State(s.Turnover + o.Price * o.Quantity, s.Pieces + o.Quantity);
///
///     public Expression&lt;Func&lt;State, State, State&gt;&gt; Merge =&gt;
///         (a, b) =&gt; new State(a.Turnover + b.Turnover, a.Pieces + b.Pieces);
///
///     public Expression&lt;Func&lt;State, double&gt;&gt; Finish =&gt; s =&gt; (double)s.Turnover / s.Pieces;
/// }
/// </code>
/// </example>
/// <typeparam name="TState">What is known of some events.</typeparam>
/// <typeparam name="TIn">The events.</typeparam>
/// <typeparam name="TOut">The result.</typeparam>
public interface IAggregate<TState, TIn, TOut>
{
    /// <summary>The state of no events; merged with another it is the other.</summary>
    TState Empty { get; }

    /// <summary>The state with one event more.</summary>
    Expression<Func<TState, TIn, TState>> Add { get; }

    /// <summary>The state of the events of both.</summary>
    Expression<Func<TState, TState, TState>> Merge { get; }

    /// <summary>What the state means: an expression, as a result column is.</summary>
    Expression<Func<TState, TOut>> Finish { get; }
}

/// <summary>An <see cref="IAggregate{TState, TIn, TOut}"/> as it is read.</summary>
/// <param name="Name">The class.</param>
/// <param name="Type">The state's type.</param>
/// <param name="Empty">The state of no events.</param>
/// <param name="Add">State and event to state.</param>
/// <param name="Merge">Two states to one.</param>
/// <param name="Finish">State to result.</param>
internal sealed record AggregateState(
    string Name, Type Type, object? Empty, LambdaExpression Add, LambdaExpression Merge, LambdaExpression Finish);
