using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>The number of events.</summary>
internal sealed class CountAggregate : AggregateFunction
{
    public override string Name => "Count";

    public override DataType? ResultType(DataType? argument) => argument is null ? DataType.Int64 : null;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) => [new SumState("n", DataType.Int64)];

    public override AggregateKernel CreateKernel(AggregateCall call) => new Kernel();

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) => ["count(*)"];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) => states[0];

    private sealed class Kernel : AggregateKernel
    {
        public override int Words => 1;

        public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
        {
            foreach (var offset in offsets)
            {
                words[offset]++;
            }
        }

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) => columns[0].Int64(state[0]);
    }
}
