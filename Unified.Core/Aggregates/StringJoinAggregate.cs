using System.Collections.Immutable;
using Unified.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// All texts of a group, joined in the order of their events; those that are equal in it by their place in the log. A bounded number: the
/// state is the texts themselves. Skips nulls; null when all are.
/// </summary>
internal sealed class StringJoinAggregate(string name, EventOrder order) : AggregateFunction
{
    /// <summary>Texts at most: a group with more of them is an error, never a part of them.</summary>
    public const int MaxValues = 1_000;

    private static readonly SqlForms<(string State, string Separator)> Joined = new()
    {
        { SqlEngine.ClickHouse, s => $"arrayStringConcat(arrayMap(x -> x.value, {s.State}), {s.Separator})" },
        { SqlEngine.DuckDb, s => $"coalesce(list_aggregate(list_transform({s.State}, x -> x.value), 'string_agg', {s.Separator}), '')" },
    };

    public override string Name => name;

    public override EventOrder Order => order;

    public override DataType? ResultType(DataType? argument) => argument is { Kind: TypeKind.String } text ? text : null;

    public override string? Refuses(DataType? argument, EquatableArray<ConstantExpr> options) =>
        options is [{ Value: string }] ? null : "it takes one text between the others";

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        throw new Errors.InternalException($"The state of {name} depends on what it is ordered by.");

    public override ImmutableArray<StateColumn> States(
        DataType? argument, DataType? by, bool partial, EquatableArray<ConstantExpr> options) =>
        [new RankedListState("texts", by!.Value.AsRequired(), DataType.String, largest: false, MaxValues, refuses: true)];

    public override AggregateKernel CreateKernel(AggregateCall call) => (AggregateKernel)Activator.CreateInstance(
        typeof(RankedListKernel<,>).MakeGenericType(call.By!.Type.Carrier, typeof(string)), false, MaxValues, true)!;

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [RankedFolds.Sorted(engine, call, operands, largest: false, turned: false)];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states)
    {
        var joined = Joined.In(engine, (states[0], engine.Literal(call.Options[0].Value, DataType.String)), $"the join of {states[0]}");
        return call.ResultType.Nullable ? engine.NullWhen(RankedState.IsEmpty(engine, states[0]), joined, call.ResultType) : joined;
    }
}
