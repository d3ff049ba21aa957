using System.Collections.Immutable;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>The smallest value; null when every value was null.</summary>
internal sealed class MinAggregate : AggregateFunction
{
    public override string Name => "Min";

    public override DataType? ResultType(DataType? argument) => Extreme.Takes(argument) ? argument : null;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        Extreme.States("min", argument!.Value, partial, largest: false);

    public override AggregateKernel CreateKernel(AggregateCall call) => Extreme.Kernel(call.Argument!.Type, largest: false);

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [Extreme.Fold(engine, call, operands, largest: false)];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        Extreme.Finish(engine, call, states[0]);
}
