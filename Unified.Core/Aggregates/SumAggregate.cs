using System.Collections.Immutable;
using Unified.Logical;
using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>The exact sum: 128 bits on the way, the argument's kind at the end (int sums to long). Null when every value was null.</summary>
internal sealed class SumAggregate : AggregateFunction
{
    public override string Name => "Sum";

    public override DataType? ResultType(DataType? argument) => argument switch
    {
        { Kind: TypeKind.Int32 or TypeKind.Int64 } a => DataType.Int64.WithNull(a.Nullable),
        { Kind: TypeKind.Decimal } a => DataType.Decimal(DataType.MaxExpressionPrecision, a.Scale).WithNull(a.Nullable),
        _ => null,
    };

    public override ImmutableArray<StateColumn> States(DataType? argument) => SumAndCount.States(argument!.Value, counted: argument.Value.Nullable);

    public override AggregateKernel CreateKernel(AggregateCall call) => SumAndCount.Kernel(call.Argument!.Type, counted: call.Argument.Type.Nullable);

    public override ImmutableArray<string> Fold(SqlDialect dialect, AggregateCall call, string argument) =>
        SumAndCount.Fold(call.Argument!.Type, argument, counted: call.Argument.Type.Nullable);

    public override string? Representable(AggregateCall call, ImmutableArray<string> states) => SqlDialects.Fits(states[0], call.ResultType.AsRequired());

    public override string Finish(SqlDialect dialect, AggregateCall call, ImmutableArray<string> states)
    {
        var sum = SqlDialects.Checked(dialect, states[0], call.ResultType.AsRequired(), $"column {call.Output}");
        return states.Length == 1 ? sum : SqlDialects.NullWhenZero(dialect, states[1], sum, call.ResultType);
    }
}
