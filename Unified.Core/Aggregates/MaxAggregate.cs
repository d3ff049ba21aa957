using System.Collections.Immutable;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>The largest value; null when every value was null.</summary>
internal sealed class MaxAggregate : AggregateFunction
{
    public override string Name => "Max";

    public override DataType? ResultType(DataType? argument) => Extreme.Takes(argument) ? argument : null;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        Extreme.States("max", argument!.Value, partial, largest: true);

    public override AggregateKernel CreateKernel(AggregateCall call) => Extreme.Kernel(call.Argument!.Type, largest: true);

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [Extreme.Fold(engine, call, operands, largest: true)];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        Extreme.Finish(engine, call, states[0]);
}
