using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// A quantile from a <see cref="BinSketch"/>: one state that is not a number but a map of bins. Null when every value was null.
/// </summary>
/// <param name="name">The method.</param>
/// <param name="fixedShare">The share that it is always of; null when each call says one.</param>
internal sealed class QuantileAggregate(string name, decimal? fixedShare) : AggregateFunction
{
    /// <summary>Digits of a decimal that a double holds exactly, so that its bin is the same in every engine.</summary>
    private const int MaxDecimalPrecision = 15;

    private static readonly SqlForms<(string Argument, bool Floating)> Folds = new()
    {
        {
            SqlEngine.DuckDb, f =>
            {
                var (value, bins) = ($"({f.Argument})::DOUBLE", "MAP(INTEGER, BIGINT)");
                var bin = $"(sign({value}) * (abs({value})::BIT::BIGINT >> {BinSketch.Shift}))::INTEGER";
                bin = f.Floating ? string.Create(CultureInfo.InvariantCulture,
                    $"case when isnan({value}) then {DoubleBins.NaN} else {bin} end") : bin;
                return $"coalesce(histogram({bin})::{bins}, MAP {{}}::{bins})";
            }
        },
        {
            // What one event adds: see Counted.
            SqlEngine.Spark, f =>
            {
                // The least integer has no absolute value of its own type.
                var value = $"CAST({f.Argument} AS DOUBLE)";
                var bin = $"CAST(sign({value}) * shiftright({SparkLimbs.Bits($"abs({value})")}, {BinSketch.Shift}) AS INT)";
                bin = f.Floating ? string.Create(CultureInfo.InvariantCulture,
                    $"case when isnan({value}) then {DoubleBins.NaN} else {bin} end") : bin;
                return SparkLimbs.One(bin);
            }
        },
    };

    public override string Name => name;

    public override bool HasShare => fixedShare is null;

    /// <summary>Decimals of more digits are taken as the nearest double, which is far closer than a bin is wide.</summary>
    public override DataType Taken(DataType argument) => argument is { Kind: TypeKind.Decimal, Precision: > MaxDecimalPrecision }
        ? DataType.Double.WithNull(argument.Nullable) : argument;

    public override DataType? ResultType(DataType? argument) =>
        argument is { IsFloating: true } or { IsExactNumber: true, Precision: <= MaxDecimalPrecision }
            ? DataType.Double.WithNull(argument.Value.Nullable) : null;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) => [new BinsState("bins")];

    public override AggregateKernel CreateKernel(AggregateCall call) => call.Argument!.Type.Kind switch
    {
        TypeKind.Int32 => new BinKernel<int>(0),
        TypeKind.Int64 => new BinKernel<long>(0),
        TypeKind.UInt32 => new BinKernel<uint>(0),
        TypeKind.UInt64 => new BinKernel<ulong>(0),
        TypeKind.Double => new BinKernel<double>(0),
        TypeKind.Single => new BinKernel<float>(0),
        _ => new BinKernel<Int128>(call.Argument.Type.Scale),
    };

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [Folds.In(engine, (operands.Argument, call.Argument!.Type.IsFloating), $"the fold of '{call}'")];

    public override ImmutableArray<string?> Counted(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        engine == SqlEngine.Spark ? [.. Fold(engine, call, operands)] : [];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        engine.BinQuantile(states[0], fixedShare ?? call.Parameter!.Value, call.Argument!.Type switch
        {
            { IsFloating: true } => BinValues.Doubles,
            { Kind: TypeKind.Decimal } => BinValues.Decimals,
            _ => BinValues.Integers,
        }, call.ResultType);

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
