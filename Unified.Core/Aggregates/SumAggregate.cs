using System.Collections.Immutable;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The exact sum: 128 bits on the way, the argument's kind at the end (int sums to long); of doubles the exact sum, rounded once to the
/// nearest double. Null when every value was null.
/// </summary>
internal sealed class SumAggregate : AggregateFunction
{
    public override string Name => "Sum";

    public override DataType? ResultType(DataType? argument) => argument switch
    {
        { Kind: TypeKind.Int32 or TypeKind.Int64 } a => DataType.Int64.WithNull(a.Nullable),
        { Kind: TypeKind.UInt32 or TypeKind.UInt64 } a => DataType.UInt64.WithNull(a.Nullable),
        { Kind: TypeKind.Duration } a => a,
        { IsFloating: true } a => DataType.Double.WithNull(a.Nullable),
        { Kind: TypeKind.Decimal } a => DataType.Decimal(DataType.MaxExpressionPrecision, a.Scale).WithNull(a.Nullable),
        _ => null,
    };

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        SumAndCount.States(argument!.Value, counted: argument.Value.Nullable);

    public override AggregateKernel CreateKernel(AggregateCall call) =>
        SumAndCount.Kernel(call.Argument!.Type, counted: call.Argument.Type.Nullable);

    public override ImmutableArray<string?> Counted(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        SumAndCount.Counted(engine, call.Argument!.Type, operands.Argument, counted: call.Argument.Type.Nullable);

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        SumAndCount.Fold(engine, call.Argument!.Type, operands.Argument, counted: call.Argument.Type.Nullable);

    public override string? Representable(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        call.ResultType.Kind == TypeKind.Double ? null : engine.Fits(states[0], call.ResultType.AsRequired());

    // A sum of nothing is 0 for values that cannot be null, as in LINQ.
    public override bool HasEmptyResult(DataType? argument) => true;

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states)
    {
        var sum = call.ResultType.Kind == TypeKind.Double ? LimbSql.Nearest(engine, states[0])
            : engine.Checked(states[0], call.ResultType.AsRequired(), $"column {call.Output}");
        return states.Length == 1 ? sum : engine.NullWhenZero(states[1], sum, call.ResultType);
    }
}
