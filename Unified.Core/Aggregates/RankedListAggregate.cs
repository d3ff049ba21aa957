using System.Collections.Immutable;
using Unified.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The values of the events that come first in an order, a stated number of them. Events that are equal in it are told apart by their
/// place in the log. Skips events whose value, or what they are ordered by, is null.
/// </summary>
internal sealed class RankedListAggregate(string name, bool largest, bool byItself) : AggregateFunction
{
    /// <summary>How many may be asked for.</summary>
    public const int MaxValues = 1_000;

    private static readonly SqlForms<string> Values = new()
    {
        { SqlEngine.ClickHouse, s => $"arrayMap(x -> x.value, {s})" },
        { SqlEngine.DuckDb, s => $"list_transform({s}, x -> x.value)" },
    };

    public override string Name => name;

    public override EventOrder Order => EventOrder.Value;

    public override bool IsOrderedByItself => byItself;

    public override DataType? ResultType(DataType? argument) => argument is { Kind: not TypeKind.List } value
        && (!byItself || Extreme.Takes(value))
            ? DataType.List(new ListElement(ElementKind.Value, [new Field("", value.AsRequired())])) : null;

    public override bool HasEmptyResult(DataType? argument) => true;

    public override string? Refuses(DataType? argument, EquatableArray<ConstantExpr> options) =>
        options is [{ Value: int and >= 1 and <= MaxValues }] ? null : "it takes 1 to 1,000 values";

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        throw new Errors.InternalException($"The state of {name} depends on what it is ordered by.");

    public override ImmutableArray<StateColumn> States(
        DataType? argument, DataType? by, bool partial, EquatableArray<ConstantExpr> options) =>
        [new RankedListState(name.ToLowerInvariant(), by!.Value.AsRequired(), argument!.Value.AsRequired(), largest, Limit(options),
            refuses: false)];

    public override AggregateKernel CreateKernel(AggregateCall call) => (AggregateKernel)Activator.CreateInstance(
        typeof(RankedListKernel<,>).MakeGenericType(call.By!.Type.Carrier, call.Argument!.Type.Carrier), largest, Limit(call.Options),
        false)!;

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [RankedFolds.Slice(engine, RankedFolds.Sorted(engine, call, operands, largest, turned: largest), $"{call.Options[0].Value}")];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        Values.In(engine, states[0], $"the values of state {states[0]}");

    private static int Limit(EquatableArray<ConstantExpr> options) => (int)options[0].Value!;
}
