using System.Collections.Immutable;
using System.Numerics;
using Unified.Columnar;
using Unified.Logical;
using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>A quantile from a <see cref="BinSketch"/>: one state that is not a number but a map of bins. Null when every value was null.</summary>
internal sealed class QuantileAggregate : AggregateFunction
{
    /// <summary>Digits of a decimal that a double holds exactly, so that its bin is the same in every engine.</summary>
    private const int MaxDecimalPrecision = 15;

    public override string Name => "Quantile";

    public override DataType? ResultType(DataType? argument) =>
        argument is { IsExactNumber: true } a && (a.Kind != TypeKind.Decimal || a.Precision <= MaxDecimalPrecision)
            ? DataType.Double.WithNull(a.Nullable) : null;

    public override ImmutableArray<StateColumn> States(DataType? argument) => [new("bins", DataType.Bins, MergeRule.SumBins)];

    public override AggregateKernel CreateKernel(AggregateCall call) => call.Argument!.Type.Kind switch
    {
        TypeKind.Int32 => new BinKernel<int>(0),
        TypeKind.Int64 => new BinKernel<long>(0),
        _ => new BinKernel<Int128>(call.Argument.Type.Scale),
    };

    public override ImmutableArray<string> Fold(SqlDialect dialect, AggregateCall call, string argument)
    {
        var value = $"({argument})::DOUBLE";
        var bins = SqlDialects.DuckDbBins;
        return [$"coalesce(histogram((sign({value}) * (abs({value})::BIT::BIGINT >> {BinSketch.Shift}))::INTEGER)::{bins}, MAP {{}}::{bins})"];
    }

    public override string Finish(SqlDialect dialect, AggregateCall call, ImmutableArray<string> states) =>
        SqlDialects.Quantile(dialect, states[0], call.Parameter!.Value, call.Argument!.Type.Kind != TypeKind.Decimal, call.ResultType);

    private sealed class BinKernel<T>(int scale) : AggregateKernel where T : struct, INumberBase<T>
    {
        private readonly double _divisor = Math.Pow(10, scale); // exact: scale is at most 15
        private readonly List<BinSketch> _sketches = [];
        private int _used;

        /// <summary>The index of the group's sketch plus one; 0 for none.</summary>
        public override int Words => 1;

        public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
        {
            var values = ((ValueVector<T>)argument!).Values;
            var valid = argument!.Valid;
            for (var row = 0; row < offsets.Length; row++)
            {
                if (valid is null || valid[row])
                {
                    Sketch(ref words[offsets[row]]).Add(BinSketch.BinOf(double.CreateTruncating(values[row]) / _divisor), 1);
                }
            }
        }

        public override void Merge(Span<long> into, AggregateKernel other, ReadOnlySpan<long> from)
        {
            if (from[0] != 0)
            {
                Sketch(ref into[0]).Merge(((BinKernel<T>)other)._sketches[(int)from[0] - 1]);
            }
        }

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) =>
            columns[0].Bins(state[0] == 0 ? [] : _sketches[(int)state[0] - 1].Sorted());

        /// <summary>Sketches are kept for the next epoch: a new one for every group of every epoch was most of what a stream allocated.</summary>
        public override void Clear() => _used = 0;

        private BinSketch Sketch(ref long word)
        {
            if (word == 0)
            {
                if (_used == _sketches.Count)
                {
                    _sketches.Add(new BinSketch());
                }
                else
                {
                    _sketches[_used].Clear();
                }

                word = ++_used;
            }

            return _sketches[(int)word - 1];
        }
    }
}
