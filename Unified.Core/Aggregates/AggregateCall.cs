using System.Globalization;
using Unified.Expressions;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>An aggregate of a query: function, argument, output column. Immutable; equal by what it says.</summary>
public sealed record AggregateCall
{
    /// <summary>An aggregate call; its states follow from it.</summary>
    /// <param name="output">The output column that it fills; its states are named after it.</param>
    /// <param name="function">The function.</param>
    /// <param name="argument">The value that is aggregated; null when whole events are.</param>
    /// <param name="parameter">A quantile's share, the microseconds that a rate is of; null for others.</param>
    /// <param name="resultType">The result's type.</param>
    /// <param name="partial">True when a group may have no event for it: in a cogroup, or behind a filter.</param>
    /// <param name="by">What its events are ordered by; null without order.</param>
    /// <param name="options">Constants that say how it works: how many, which separator, which bounds.</param>
    /// <param name="more">Further values of its events: what they are ordered by one after the other, then what is kept of them.</param>
    public AggregateCall(string output, AggregateFunction function, Expr? argument, decimal? parameter, DataType resultType,
        bool partial = false, Expr? by = null, EquatableArray<ConstantExpr> options = default,
        EquatableArray<Expr> more = default)
    {
        (Output, Function, Argument, Parameter, ResultType, Partial) = (output, function, argument, parameter, resultType, partial);
        (By, Options, More) = (by, options, more);
        States = [.. function.States(this).Select(s => s.Named($"{output}__{s.Name}"))];
    }

    /// <summary>The output column that it fills.</summary>
    public string Output { get; }

    /// <summary>What is computed.</summary>
    public AggregateFunction Function { get; }

    /// <summary>The value that is aggregated; null when whole events are.</summary>
    public Expr? Argument { get; init; }

    /// <summary>What its events are ordered by, or the second value of a pair; null without.</summary>
    public Expr? By { get; init; }

    /// <summary>Further values of its events: of whole events in an order.</summary>
    public EquatableArray<Expr> More { get; init; }

    /// <summary>All that is computed of an event for it, but for its filter.</summary>
    public IEnumerable<Expr> Values => new[] { Argument, By }.OfType<Expr>().Concat(More);

    /// <summary>Which events it takes: those for which this is true; null for all of the group.</summary>
    public Expr? Filter { get; init; }

    /// <summary>A quantile's share, the microseconds that a rate is of; null for others.</summary>
    public decimal? Parameter { get; }

    /// <summary>Constants that say how it works: how many, which separator, which bounds.</summary>
    public EquatableArray<ConstantExpr> Options { get; }

    /// <summary>The type of the result, nullable where a group may have none.</summary>
    public DataType ResultType { get; }

    /// <summary>True when a group may have no event for it.</summary>
    public bool Partial { get; }

    /// <summary>The result's column that it is for, as messages name it: also of one that is hidden in an expression.</summary>
    public string Column => HiddenOutput.Column(Output);

    /// <summary>The states, by their full names.</summary>
    public EquatableArray<StateColumn> States { get; }

    /// <inheritdoc />
    public bool Equals(AggregateCall? other) => other is not null && Output == other.Output && Function == other.Function
        && Parameter == other.Parameter
        && ResultType == other.ResultType && Partial == other.Partial && Equals(Argument, other.Argument)
        && Equals(Filter, other.Filter) && Equals(By, other.By) && Options.Equals(other.Options) && More.Equals(other.More);

    /// <summary>True when the other computes the same, for whatever column.</summary>
    internal bool IsSame(AggregateCall other) => Function == other.Function && Parameter == other.Parameter
        && Partial == other.Partial && Equals(Argument, other.Argument) && Equals(Filter, other.Filter)
        && Equals(By, other.By) && Options.Equals(other.Options) && More.Equals(other.More);

    /// <inheritdoc />
    public override int GetHashCode() => Output.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString()
    {
        var parameter = Parameter is { } p ? ", " + p.ToString("0.######", CultureInfo.InvariantCulture) : "";
        var by = By is null ? "" : Function.HasSecond ? $", {By}" : $" by {By}";
        var options = string.Concat(Options.Select(o => $", {o}"));
        // Keys and values, behind what tells them apart.
        var more = More.Length == 0 ? "" : $"; {string.Join(", ", More)}";
        return $"{Output} = {Function.Name}({Argument}{parameter}{by}{options}{more})" + (Filter is null ? "" : $" where {Filter}");
    }
}
