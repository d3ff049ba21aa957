using System.Collections.Immutable;
using System.Numerics;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The variance, or its square root: the nearest double of (n * sum of squares - sum^2) / n^2, which is computed in integers;
/// n * (n - 1) where the values are a sample. Null when every value was null; NaN of a sample of one, and of doubles that are not finite.
/// </summary>
internal sealed class VarianceAggregate(string name, bool sample, bool root) : AggregateFunction
{
    /// <summary>Digits of a decimal whose squares and divisors fit 256 bits.</summary>
    private const int MaxDecimalPrecision = 18;

    private static readonly SqlForms<(string Sum, string Squares, string Count, bool Sample, int Scale)> Variances = new()
    {
        {
            SqlEngine.ClickHouse, v =>
            {
                var unit = $"toInt256('1{new string('0', 2 * v.Scale)}')";
                return LimbSql.Let("q", $"(toInt256({v.Count}), toInt256({v.Sum}), {LimbSql.Integer(v.Squares)})",
                    LimbSql.Let("f", $"(q.1 * q.3 - q.2 * q.2, q.1 * (q.1 - {(v.Sample ? 1 : 0)}) * {unit})",
                        LimbSql.Fraction("f.1", "f.2")));
            }
        },
    };

    public override string Name => name;

    public override DataType? ResultType(DataType? argument) =>
        argument is { IsFloating: true } or { IsExactNumber: true, Precision: <= MaxDecimalPrecision }
            ? DataType.Double.WithNull(argument.Value.Nullable) : null;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        [argument!.Value.IsFloating ? new BinsState("sum") : new SumState("sum", DataType.Int128), new BinsState("squares"),
            new SumState("n", DataType.Int64)];

    public override AggregateKernel CreateKernel(AggregateCall call) => call.Argument!.Type.Kind switch
    {
        TypeKind.Int32 => new Kernel<int>(),
        TypeKind.Int64 => new Kernel<long>(),
        TypeKind.UInt32 => new Kernel<uint>(),
        TypeKind.UInt64 => new Kernel<ulong>(),
        TypeKind.Double => new MomentKernel<double, double>(Moments.Left | Moments.LeftSquares),
        TypeKind.Single => new MomentKernel<float, float>(Moments.Left | Moments.LeftSquares),
        _ => new Kernel<Int128>(),
    };

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands)
    {
        if (engine != SqlEngine.DuckDb)
        {
            throw engine.Refuse($"the fold of '{call}'");
        }

        var (type, present) = (call.Argument!.Type, $"({operands.Argument}) IS NOT NULL");
        var parts = LimbFolds.Parts(operands.Argument, type);
        var sum = type.IsFloating ? LimbFolds.Sum(parts, present)
            : SumAndCount.Fold(engine, type, operands.Argument, counted: false)[0] is var exact && type.Kind == TypeKind.Decimal
                ? $"replace(({exact})::VARCHAR, '.', '')::HUGEINT" : exact;
        return [sum, LimbFolds.Products(parts, parts, present), $"count({operands.Argument})"];
    }

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states)
    {
        var type = call.Argument!.Type;
        var sum = type.IsFloating || engine == SqlEngine.ClickHouse ? states[0] : LimbFolds.Limbs(states[0]);
        var value = type.IsFloating || engine != SqlEngine.ClickHouse
            ? MomentSql.Covariance(engine, new MomentStates(states[2], sum, sum, states[1]), type, type, sample)
            : Variances.In(engine, (states[0], states[1], states[2], sample, type.Scale), $"the result of '{call}'");
        value = root ? $"sqrt({value})" : value;
        return call.ResultType.Nullable ? engine.NullWhenZero(states[2], value, call.ResultType) : value;
    }

    /// <summary>The sum in two words, the number of the group's squares plus one, the count.</summary>
    private sealed class Kernel<T> : AggregateKernel where T : struct, INumberBase<T>
    {
        private readonly List<LimbSum> _squares = [];

        public override int Words => ExactSum.Words + 2;

        public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
        {
            var (values, valid) = (((ValueVector<T>)argument!).Values, argument!.Valid);
            for (var row = 0; row < offsets.Length; row++)
            {
                if (valid is not null && !valid[row])
                {
                    continue;
                }

                var state = words.Slice(offsets[row], Words);
                var value = ExactSum.Widen(values[row]);
                if (!ExactSum.TryAdd(state, value))
                {
                    throw new StateOverflow(row, ExactSum.Limit);
                }

                if (state[ExactSum.Words] == 0)
                {
                    _squares.Add(new LimbSum());
                    state[ExactSum.Words] = _squares.Count;
                }

                var magnitude = (UInt128)Int128.Abs(value);
                _squares[(int)state[ExactSum.Words] - 1].Add(magnitude * magnitude, 0, negative: false);
                state[ExactSum.Words + 1]++;
            }
        }

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
        {
            columns[0].Int128(ExactSum.Read(state));
            ((BinsColumnWriter)columns[1]).Append(
                state[ExactSum.Words] == 0 ? [] : _squares[(int)state[ExactSum.Words] - 1].Limbs().ToArray());
            columns[2].Int64(state[ExactSum.Words + 1]);
        }

        public override void Clear() => _squares.Clear();
    }
}
