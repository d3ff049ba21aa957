using System.Collections.Immutable;
using System.Globalization;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// About how many distinct values there are that are not null, from a <see cref="HyperLogLog"/>. The estimate is that of Ertl (2017, "New
/// cardinality estimation algorithms for HyperLogLog sketches"), without bias from a handful to billions. Hashes are made here and nowhere
/// else: engines merge registers, and finish them by the same operations on doubles in the same order.
/// </summary>
internal sealed class ApproximateCountDistinctAggregate : AggregateFunction
{
    /// <summary>registers^2 / (2 ln 2).</summary>
    private const double Scale = 0.72134752044448170368 * HyperLogLog.Registers * HyperLogLog.Registers;

    /// <summary>So often a share below 1 is squared until nothing is added any more.</summary>
    private const int Squarings = 24;

    private static readonly SqlForms<string> Estimates = new()
    {
        {
            SqlEngine.ClickHouse, r =>
            {
                var (m, max) = (Text(HyperLogLog.Registers), Text(HyperLogLog.MaxRank));
                // How much the empty registers weigh: x + x^2 + 2 x^4 + 4 x^8 and so on.
                var empty = $"arrayFold((c, i) -> tuple(c.1 * c.1, c.2 + c.2, c.3 + c.1 * c.1 * c.2), range({Text(Squarings)}), "
                    + $"tuple(h.2, CAST(1, 'Float64'), h.2)).3";
                var all = $"h.1 + {m} * {empty}";
                return LimbSql.Let("h", $"tuple(toFloat64(arraySum(v -> bitShiftLeft(toInt64(1), {max} - v), mapValues({r}))) "
                    + $"* {SqlEngine.ClickHouse.Literal(Math.ScaleB(1, -HyperLogLog.MaxRank), DataType.Double)}, "
                    + $"toFloat64({m} - length({r})) / {m})",
                    $"if(h.2 = 1, toInt64(0), toInt64(floor({SqlEngine.ClickHouse.Literal(Scale, DataType.Double)} / ({all}) + 0.5)))");
            }
        },
    };

    public override string Name => "ApproximateCountDistinct";

    public override DataType? ResultType(DataType? argument) => argument is null ? null : DataType.Int64;

    public override bool HasEmptyResult(DataType? argument) => true;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) => [new RegistersState("registers")];

    public override AggregateKernel CreateKernel(AggregateCall call) =>
        (AggregateKernel)Activator.CreateInstance(typeof(Kernel<>).MakeGenericType(call.Argument!.Type.Carrier))!;

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands)
    {
        ArgumentNullException.ThrowIfNull(engine);
        throw engine.Refuse($"'{call}', which is made of hashes,");
    }

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        Estimates.In(engine, states[0], $"the estimate of {states[0]}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of a group's sketch plus one.</summary>
    private sealed class Kernel<T> : AggregateKernel where T : notnull
    {
        private readonly List<HyperLogLog> _sketches = [];

        public override int Words => 1;

        public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
        {
            var (values, valid) = (((ValueVector<T>)argument!).Values, argument!.Valid);
            for (var row = 0; row < offsets.Length; row++)
            {
                if (valid is not null && !valid[row])
                {
                    continue;
                }

                ref var word = ref words[offsets[row]];
                if (word == 0)
                {
                    _sketches.Add(new HyperLogLog());
                    word = _sketches.Count;
                }

                _sketches[(int)word - 1].Add(HyperLogLog.Hash(values[row]));
            }
        }

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) =>
            ((RegistersColumnWriter)columns[0]).Append(state[0] == 0 ? [] : _sketches[(int)state[0] - 1].Ranks());

        public override void Clear() => _sketches.Clear();
    }
}
