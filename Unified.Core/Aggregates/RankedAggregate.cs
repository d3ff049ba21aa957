using System.Collections.Immutable;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The value of the one event that comes first or last in an order. Events that are equal in it are told apart by their place in the log.
/// Skips events whose value, or what they are ordered by, is null; null when all are.
/// </summary>
internal sealed class RankedAggregate(string name, EventOrder order, bool largest, bool lastPlace) : AggregateFunction
{
    public override string Name => name;

    public override EventOrder Order => order;

    public override DataType? ResultType(DataType? argument) => argument;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        throw new Errors.InternalException($"The state of {name} depends on what it is ordered by.");

    public override ImmutableArray<StateColumn> States(DataType? argument, DataType? by, bool partial) =>
        [new RankedState(name.ToLowerInvariant(), by!.Value.AsRequired(), argument!.Value.AsRequired(), largest)];

    public override AggregateKernel CreateKernel(AggregateCall call) =>
        (AggregateKernel)Activator.CreateInstance(
            typeof(RankedKernel<,>).MakeGenericType(call.By!.Type.Carrier, call.Argument!.Type.Carrier), largest, lastPlace)!;

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [RankedFolds.First(engine, call, operands, largest, turned: largest != lastPlace)];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        RankedState.Finish(engine, states[0], call.ResultType);
}
