using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// How two values of events vary together, of those events that have both. The covariance is the nearest double of the exact one; the
/// correlation is made of three such numbers, and lies from -1 to 1. Null when no event has both, where either may be null; NaN of values
/// that are not finite, of a sample of one, and the correlation of values that do not vary.
/// </summary>
internal sealed class CovarianceAggregate(string name, bool sample, bool correlation) : AggregateFunction
{
    private const int MaxDecimalPrecision = 18;

    public override string Name => name;

    public override bool HasSecond => true;

    public override DataType? ResultType(DataType? argument) => Takes(argument) ? DataType.Double.WithNull(argument!.Value.Nullable) : null;

    public override DataType? ResultType(DataType? argument, DataType? by) =>
        Takes(argument) && Takes(by) ? DataType.Double.WithNull(argument!.Value.Nullable || by!.Value.Nullable) : null;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial)
    {
        StateColumn[] squares = correlation ? [new BinsState("squares"), new BinsState("second_squares")] : [];
        return [new BinsState("sum"), new BinsState("second_sum"), .. squares, new BinsState("products"),
            new SumState("n", DataType.Int64)];
    }

    public override AggregateKernel CreateKernel(AggregateCall call) => (AggregateKernel)Activator.CreateInstance(
        typeof(MomentKernel<,>).MakeGenericType(call.Argument!.Type.Carrier, call.By!.Type.Carrier),
        Moments.Left | Moments.Right | Moments.Products | (correlation ? Moments.LeftSquares | Moments.RightSquares : 0))!;

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands)
    {
        if (engine != SqlEngine.DuckDb)
        {
            throw engine.Refuse($"the fold of '{call}'");
        }

        var (left, right) = (LimbFolds.Parts(operands.Argument, call.Argument!.Type), LimbFolds.Parts(operands.By, call.By!.Type));
        var both = $"({operands.Argument}) IS NOT NULL AND ({operands.By}) IS NOT NULL";
        // A pair of which one is not finite has no product, nor a square.
        var finite = $"{both} AND isfinite(({operands.Argument})::DOUBLE) AND isfinite(({operands.By})::DOUBLE)";
        string[] squares = correlation ? [LimbFolds.Products(left, left, finite), LimbFolds.Products(right, right, finite)] : [];
        return [LimbFolds.Sum(left, both), LimbFolds.Sum(right, both), .. squares, LimbFolds.Products(left, right, both),
            $"count(*) FILTER (WHERE {both})"];
    }

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states)
    {
        var moments = new MomentStates(states[^1], states[0], states[1], states[^2]);
        var (left, right) = (call.Argument!.Type, call.By!.Type);
        var value = correlation ? MomentSql.Correlation(engine, moments, states[2], states[3], left, right)
            : MomentSql.Covariance(engine, moments, left, right, sample);
        return call.ResultType.Nullable ? engine.NullWhenZero(states[^1], value, call.ResultType) : value;
    }

    private static bool Takes(DataType? type) =>
        type is { IsFloating: true } or { IsExactNumber: true, Precision: <= MaxDecimalPrecision };
}
