using System.Collections.Immutable;
using Unified.Logical;
using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>
/// The exact sum divided once by the count: a double for integers; for decimals four digits more than the argument, halves away from zero.
/// Null when every value was null.
/// </summary>
internal sealed class AverageAggregate : AggregateFunction
{
    private const int ExtraDigits = 4;

    public override string Name => "Average";

    public override DataType? ResultType(DataType? argument) => argument switch
    {
        { Kind: TypeKind.Int32 or TypeKind.Int64 } a => DataType.Double.WithNull(a.Nullable),
        { Kind: TypeKind.Decimal } a when a.Precision + ExtraDigits <= DataType.MaxExpressionPrecision =>
            DataType.Decimal(a.Precision + ExtraDigits, a.Scale + ExtraDigits).WithNull(a.Nullable),
        _ => null,
    };

    public override ImmutableArray<StateColumn> States(DataType? argument) => SumAndCount.States(argument!.Value, counted: true);

    public override AggregateKernel CreateKernel(AggregateCall call) => SumAndCount.Kernel(call.Argument!.Type, counted: true);

    public override ImmutableArray<string> Fold(SqlDialect dialect, AggregateCall call, string argument) =>
        SumAndCount.Fold(call.Argument!.Type, argument, counted: true);

    public override string Finish(SqlDialect dialect, AggregateCall call, ImmutableArray<string> states)
    {
        var quotient = call.ResultType.Kind == TypeKind.Double
            ? SqlDialects.Ratio(dialect, states[0], states[1])
            : SqlDialects.DecimalRatio(dialect, states[0], states[1], call.Argument!.Type.Scale, ExtraDigits, call.ResultType.AsRequired());
        return call.Argument!.Type.Nullable ? SqlDialects.NullWhenZero(dialect, states[1], quotient, call.ResultType) : quotient;
    }
}
