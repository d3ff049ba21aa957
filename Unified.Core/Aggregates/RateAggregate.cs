using System.Collections.Immutable;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// Events, or a sum, a second of the window: the nearest double of the exact total, divided once by the window's length in seconds.
/// </summary>
internal sealed class RateAggregate : AggregateFunction
{
    private const double MicrosPerSecond = 1_000_000;

    private static readonly AggregateFunction Count = new CountAggregate();
    private static readonly AggregateFunction Sum = new SumAggregate();

    private static readonly SqlForms<string> Texts = new()
    {
        { SqlEngine.ClickHouse, v => $"toFloat64(toString({v}))" },
        { SqlEngine.DuckDb, v => $"({v})::VARCHAR::DOUBLE" },
    };

    public override string Name => "Rate";

    public override bool IsPerWindow => true;

    public override DataType? ResultType(DataType? argument) => argument is null or { IsExactNumber: true } or { IsFloating: true }
        ? DataType.Double.WithNull(argument is { Nullable: true }) : null;

    // Of nothing it is 0, as a count and a sum are.
    public override bool HasEmptyResult(DataType? argument) => true;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) => Of(argument).States(argument, partial);

    public override AggregateKernel CreateKernel(AggregateCall call) => Of(call.Argument?.Type).CreateKernel(call);

    public override ImmutableArray<string?> Counted(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        Of(call.Argument?.Type).Counted(engine, call, operands);

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        Of(call.Argument?.Type).Fold(engine, call, operands);

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states)
    {
        var total = call.Argument?.Type switch
        {
            null => engine.Double(states[0]),
            { IsFloating: true } => LimbSql.Nearest(engine, states[0]),
            // By text: no engine's own conversion is the nearest for all.
            _ => Texts.In(engine, states[0], $"the nearest double of {states[0]}"),
        };
        var rate = $"({total} / {engine.Literal((double)call.Parameter!.Value / MicrosPerSecond, DataType.Double)})";
        return call.ResultType.Nullable ? engine.NullWhenZero(states[1], rate, call.ResultType) : rate;
    }

    private static AggregateFunction Of(DataType? argument) => argument is null ? Count : Sum;
}
