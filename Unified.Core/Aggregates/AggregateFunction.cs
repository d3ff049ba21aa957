using System.Collections.Immutable;
using Unified.Expressions;
using Unified.Logical;

namespace Unified.Aggregates;

/// <summary>A SQL engine that states are folded, merged and finished in.</summary>
public enum SqlDialect
{
    /// <summary>The serving engine.</summary>
    ClickHouse,

    /// <summary>The independent oracle.</summary>
    DuckDb,
}

/// <summary>How two values of a state become one: associative and commutative, so that any cut of the events gives the same bits.</summary>
public enum MergeRule
{
    /// <summary>Addition.</summary>
    Sum,

    /// <summary>The smaller; null is skipped.</summary>
    Min,

    /// <summary>The larger; null is skipped.</summary>
    Max,

    /// <summary>Addition bin by bin.</summary>
    SumBins,
}

/// <summary>One column of a state.</summary>
/// <param name="Name">Unique within the row: <c>average_delay__sum</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Merge">How values of it merge.</param>
public sealed record StateColumn(string Name, DataType Type, MergeRule Merge);

/// <summary>
/// An aggregate: the states it keeps, and for each engine how states are folded from events, merged, and finished to a result.
/// A new aggregate is one file with a subclass, listed in <see cref="AggregateCatalogue"/>, and its test. Immutable; thread-safe.
/// </summary>
public abstract class AggregateFunction
{
    /// <summary>The method of <see cref="Definition.Group{TKey,T}"/> that it is.</summary>
    public abstract string Name { get; }

    /// <summary>The result's type, or null when the argument does not fit. <paramref name="argument"/> is null for an aggregate of whole events.</summary>
    public abstract DataType? ResultType(DataType? argument);

    /// <summary>The states, their names without the output's prefix.</summary>
    public abstract ImmutableArray<StateColumn> States(DataType? argument);

    /// <summary>The native engine's fold and merge over inline states.</summary>
    public abstract AggregateKernel CreateKernel(AggregateCall call);

    /// <summary>For each state, the SQL that folds it from the argument of a group's events.</summary>
    public abstract ImmutableArray<string> Fold(SqlDialect dialect, AggregateCall call, string argument);

    /// <summary>
    /// A ClickHouse predicate over merged states: the result can be represented. Null when it always can. It finds the group to name when
    /// <see cref="Finish"/> fails.
    /// </summary>
    public virtual string? Representable(AggregateCall call, ImmutableArray<string> states) => null;

    /// <summary>The SQL of the finished result over merged states, typed as <see cref="AggregateCall.ResultType"/>; an unrepresentable result is an error.</summary>
    public abstract string Finish(SqlDialect dialect, AggregateCall call, ImmutableArray<string> states);
}

/// <summary>An aggregate of a query: function, argument, output column. Immutable.</summary>
public sealed record AggregateCall
{
    public AggregateCall(string output, AggregateFunction function, Expr? argument, decimal? parameter, DataType resultType)
    {
        (Output, Function, Argument, Parameter, ResultType) = (output, function, argument, parameter, resultType);
        States = [.. function.States(argument?.Type).Select(s => s with { Name = $"{output}__{s.Name}" })];
    }

    /// <summary>The output column that it fills.</summary>
    public string Output { get; }

    public AggregateFunction Function { get; }

    /// <summary>The value that is aggregated; null when whole events are.</summary>
    public Expr? Argument { get; init; }

    /// <summary>A quantile's share; null for others.</summary>
    public decimal? Parameter { get; }

    public DataType ResultType { get; }

    /// <summary>The states, by their full names.</summary>
    public ImmutableArray<StateColumn> States { get; }

    /// <inheritdoc />
    public override string ToString()
    {
        var parameter = Parameter is { } p ? ", " + p.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) : "";
        return $"{Output} = {Function.Name}({Argument}{parameter})";
    }
}
