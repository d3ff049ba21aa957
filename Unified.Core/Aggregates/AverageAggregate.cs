using System.Collections.Immutable;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The exact sum divided once by the count: a double for integers and doubles; for decimals four digits more than the argument, and for
/// durations whole microseconds, halves away from zero.
/// Null when every value was null.
/// </summary>
internal sealed class AverageAggregate : AggregateFunction
{
    private const int ExtraDigits = 4;

    public override string Name => "Average";

    public override DataType? ResultType(DataType? argument) => argument switch
    {
        { Kind: TypeKind.Int32 or TypeKind.Int64 or TypeKind.UInt32 or TypeKind.UInt64 or TypeKind.Double or TypeKind.Single } a =>
            DataType.Double.WithNull(a.Nullable),
        { Kind: TypeKind.Duration } a => a,
        { Kind: TypeKind.Decimal } a when a.Precision + ExtraDigits <= DataType.MaxExpressionPrecision =>
            DataType.Decimal(a.Precision + ExtraDigits, a.Scale + ExtraDigits).WithNull(a.Nullable),
        _ => null,
    };

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        SumAndCount.States(argument!.Value, counted: true);

    public override AggregateKernel CreateKernel(AggregateCall call) => SumAndCount.Kernel(call.Argument!.Type, counted: true);

    public override ImmutableArray<string?> Counted(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        SumAndCount.Counted(engine, call.Argument!.Type, operands.Argument, counted: true);

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        SumAndCount.Fold(engine, call.Argument!.Type, operands.Argument, counted: true);

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states)
    {
        var type = call.Argument!.Type;
        var quotient = type.IsFloating ? LimbSql.Ratio(engine, states[0], states[1])
            : call.ResultType.Kind == TypeKind.Double ? engine.Ratio(states[0], states[1])
            : type.Kind == TypeKind.Duration ? engine.IntegerRatio(states[0], states[1], call.ResultType.AsRequired())
            : engine.DecimalRatio(states[0], states[1], type.Scale, ExtraDigits, call.ResultType.AsRequired());
        return type.Nullable ? engine.NullWhenZero(states[1], quotient, call.ResultType) : quotient;
    }
}
