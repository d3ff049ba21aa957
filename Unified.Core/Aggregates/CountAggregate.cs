using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Logical;

namespace Unified.Aggregates;

/// <summary>The number of events.</summary>
internal sealed class CountAggregate : AggregateFunction
{
    public override string Name => "Count";

    public override DataType? ResultType(DataType? argument) => argument is null ? DataType.Int64 : null;

    public override ImmutableArray<StateColumn> States(DataType? argument) => [new("n", DataType.Int64, MergeRule.Sum)];

    public override AggregateKernel CreateKernel(AggregateCall call) => new Kernel();

    public override ImmutableArray<string> Fold(SqlDialect dialect, AggregateCall call, string argument) => ["count(*)"];

    public override string Finish(SqlDialect dialect, AggregateCall call, ImmutableArray<string> states) => states[0];

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

        public override void Merge(Span<long> into, AggregateKernel other, ReadOnlySpan<long> from) => into[0] += from[0];

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) => columns[0].Int64(state[0]);
    }
}
