using System.Collections.Immutable;
using Unified.Logical;

namespace Unified.Aggregates;

/// <summary>The largest value; null when every value was null.</summary>
internal sealed class MaxAggregate : AggregateFunction
{
    public override string Name => "Max";

    public override DataType? ResultType(DataType? argument) => argument is { IsExactNumber: true } a ? a : null;

    public override ImmutableArray<StateColumn> States(DataType? argument) => [new("max", argument!.Value, MergeRule.Max)];

    public override AggregateKernel CreateKernel(AggregateCall call) => Extreme.Kernel(call.Argument!.Type, largest: true);

    public override ImmutableArray<string> Fold(SqlDialect dialect, AggregateCall call, string argument) => [$"max({argument})"];

    public override string Finish(SqlDialect dialect, AggregateCall call, ImmutableArray<string> states) => states[0];
}
