using System.Collections.Immutable;
using System.Numerics;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// A quantile from a <see cref="BinSketch"/>: one state that is not a number but a map of bins. Null when every value was null.
/// </summary>
internal sealed class QuantileAggregate : AggregateFunction
{
    /// <summary>Digits of a decimal that a double holds exactly, so that its bin is the same in every engine.</summary>
    private const int MaxDecimalPrecision = 15;

    private static readonly SqlForms<string> Folds = new()
    {
        {
            SqlEngine.DuckDb, argument =>
            {
                var (value, bins) = ($"({argument})::DOUBLE", "MAP(INTEGER, BIGINT)");
                var bin = $"(sign({value}) * (abs({value})::BIT::BIGINT >> {BinSketch.Shift}))::INTEGER";
                return $"coalesce(histogram({bin})::{bins}, MAP {{}}::{bins})";
            }
        },
    };

    public override string Name => "Quantile";

    public override bool HasShare => true;

    public override DataType? ResultType(DataType? argument) =>
        argument is { IsExactNumber: true } a && (a.Kind != TypeKind.Decimal || a.Precision <= MaxDecimalPrecision)
            ? DataType.Double.WithNull(a.Nullable) : null;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) => [new BinsState("bins")];

    public override AggregateKernel CreateKernel(AggregateCall call) => call.Argument!.Type.Kind switch
    {
        TypeKind.Int32 => new BinKernel<int>(0),
        TypeKind.Int64 => new BinKernel<long>(0),
        TypeKind.UInt32 => new BinKernel<uint>(0),
        TypeKind.UInt64 => new BinKernel<ulong>(0),
        _ => new BinKernel<Int128>(call.Argument.Type.Scale),
    };

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, string argument) =>
        [Folds.In(engine, argument, $"the fold of '{call}'")];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        engine.BinQuantile(states[0], call.Parameter!.Value, call.Argument!.Type.Kind != TypeKind.Decimal, call.ResultType);

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

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) =>
            ((BinsColumnWriter)columns[0]).Append(state[0] == 0 ? [] : _sketches[(int)state[0] - 1].Sorted());

        /// <summary>
        /// Sketches are kept for the next epoch: a new one for every group of every epoch was most of what a stream allocated.
        /// </summary>
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
