using System.Collections.Immutable;
using Unified.Logical;

namespace Unified.Aggregates;

/// <summary>The smallest value; null when every value was null.</summary>
internal sealed class MinAggregate : AggregateFunction
{
    public override string Name => "Min";

    public override DataType? ResultType(DataType? argument) => argument is { IsExactNumber: true } a ? a : null;

    public override ImmutableArray<StateColumn> States(DataType? argument) => [new("min", argument!.Value, MergeRule.Min)];

    public override AggregateKernel CreateKernel(AggregateCall call) => Extreme.Kernel(call.Argument!.Type, largest: false);

    public override ImmutableArray<string> Fold(SqlDialect dialect, AggregateCall call, string argument) => [$"min({argument})"];

    public override string Finish(SqlDialect dialect, AggregateCall call, ImmutableArray<string> states) => states[0];
}
