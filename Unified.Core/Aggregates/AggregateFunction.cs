using System.Collections.Immutable;
using Unified.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// An aggregate: the states it keeps, and for each engine how states are folded from events, merged, and finished to a result.
/// A new aggregate is one file with a subclass, listed in <see cref="AggregateCatalogue"/>, and its test. Immutable; thread-safe.
/// </summary>
public abstract class AggregateFunction
{
    /// <summary>The method of <see cref="Definition.Group{TKey,T}"/> that it is.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The result's type, or null when the argument does not fit. <paramref name="argument"/> is null for an aggregate of whole events.
    /// </summary>
    public abstract DataType? ResultType(DataType? argument);

    /// <summary>The result's type of an aggregate of a value and of what the events are ordered by, or of a second value.</summary>
    public virtual DataType? ResultType(DataType? argument, DataType? by) => ResultType(argument);

    /// <summary>True when it is of pairs of values.</summary>
    public virtual bool HasSecond => false;

    /// <summary>The type that an argument is converted to before it is aggregated; itself unless the aggregate says another.</summary>
    public virtual DataType Taken(DataType argument) => argument;

    /// <summary>The states, their names without the output's prefix.</summary>
    /// <param name="argument">The argument's type; null for an aggregate of whole events.</param>
    /// <param name="partial">True when a group may have no event at all of this input: its states must hold that.</param>
    public abstract ImmutableArray<StateColumn> States(DataType? argument, bool partial);

    /// <summary>The states of an aggregate whose events have an order.</summary>
    /// <param name="argument">The argument's type.</param>
    /// <param name="by">The type of what they are ordered by; null without order.</param>
    /// <param name="partial">True when a group may have no event at all of this input.</param>
    public virtual ImmutableArray<StateColumn> States(DataType? argument, DataType? by, bool partial) => States(argument, partial);

    /// <summary>The states of an aggregate that has options.</summary>
    /// <param name="argument">The argument's type.</param>
    /// <param name="by">The type of what they are ordered by; null without order.</param>
    /// <param name="partial">True when a group may have no event at all of this input.</param>
    /// <param name="options">Constants that say how it works.</param>
    public virtual ImmutableArray<StateColumn> States(
        DataType? argument, DataType? by, bool partial, EquatableArray<ConstantExpr> options) =>
        States(argument, by, partial);

    /// <summary>The states of a call.</summary>
    public virtual ImmutableArray<StateColumn> States(AggregateCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return States(call.Argument?.Type, call.By?.Type, call.Partial, call.Options);
    }

    /// <summary>Why it does not take these options; null when it does.</summary>
    public virtual string? Refuses(DataType? argument, EquatableArray<ConstantExpr> options) =>
        options.Length == 0 ? null : "it takes no options";

    /// <summary>True when events are ordered by the value that is aggregated.</summary>
    public virtual bool IsOrderedByItself => false;

    /// <summary>Which order of events it is of.</summary>
    public virtual EventOrder Order => EventOrder.None;

    /// <summary>The native engine's fold and merge over inline states.</summary>
    public abstract AggregateKernel CreateKernel(AggregateCall call);

    /// <summary>For each state, the SQL that folds it from a group's events.</summary>
    public abstract ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands);

    /// <summary>
    /// For an engine that has no aggregate of maps: for each state the SQL of what one event adds to it, an array of (k, v), where the
    /// state is a map of sums by k; null for a state that <see cref="Fold"/> folds. Empty where it folds all.
    /// </summary>
    public virtual ImmutableArray<string?> Counted(SqlEngine engine, AggregateCall call, FoldOperands operands) => [];

    /// <summary>
    /// A predicate over merged states: the result can be represented. Null when it always can. It finds the group to name when
    /// <see cref="Finish"/> fails.
    /// </summary>
    public virtual string? Representable(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) => null;

    /// <summary>True when it is of a share: a quantile.</summary>
    public virtual bool HasShare => false;

    /// <summary>True when it divides by the length of the window, so that it needs one that is always as long.</summary>
    public virtual bool IsPerWindow => false;

    /// <summary>True when no event at all gives a result: 0, or null. Otherwise a group that is empty on this side has no value.</summary>
    public virtual bool HasEmptyResult(DataType? argument) => argument is null or { Nullable: true };

    /// <summary>
    /// The SQL of the finished result over merged states, typed as <see cref="AggregateCall.ResultType"/>; an unrepresentable result is an
    /// error.
    /// </summary>
    public abstract string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states);
}
