using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>Whether a condition is true for any event, or for all: a count of those that decide it. Of no events, all are.</summary>
internal sealed class ConditionAggregate(string name, bool any) : AggregateFunction
{
    private static readonly SqlForms<(string Argument, bool Any)> Folds = new()
    {
        { SqlEngine.DuckDb, f => $"count(*) FILTER (WHERE {(f.Any ? "" : "NOT ")}({f.Argument}))" },
        { SqlEngine.Spark, f => $"count(*) FILTER (WHERE {(f.Any ? "" : "NOT ")}({f.Argument}))" },
    };

    public override string Name => name;

    public override DataType? ResultType(DataType? argument) => argument == DataType.Boolean ? DataType.Boolean : null;

    public override bool HasEmptyResult(DataType? argument) => true;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) => [new SumState("n", DataType.Int64)];

    public override AggregateKernel CreateKernel(AggregateCall call) => new Kernel(any);

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [Folds.In(engine, (operands.Argument, any), $"the fold of '{call}'")];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        $"CAST({states[0]} {(any ? "> 0" : "= 0")} AS {engine.TypeName(DataType.Boolean)})";

    private sealed class Kernel(bool counted) : AggregateKernel
    {
        public override int Words => 1;

        public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
        {
            var values = ((ValueVector<bool>)argument!).Values;
            for (var row = 0; row < offsets.Length; row++)
            {
                words[offsets[row]] += values[row] == counted ? 1 : 0;
            }
        }

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) => columns[0].Int64(state[0]);
    }
}
