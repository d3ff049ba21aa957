using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Unified.Columnar;
using Unified.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// How many values lie between given bounds: a list of one count more than there are bounds. A value is in the bucket whose number is that
/// of the bounds at or below it: NaN, which is below all others, is in the first. Nulls are skipped.
/// </summary>
internal sealed class HistogramAggregate : AggregateFunction
{
    private const int MaxBounds = 100;

    private static readonly SqlForms<(string Bins, int Buckets)> Counts = new()
    {
        { SqlEngine.ClickHouse, c => Invariant($"arrayMap(i -> {c.Bins}[toInt32(i)], range({c.Buckets}))") },
        { SqlEngine.DuckDb, c => Invariant($"list_transform(range(0, {c.Buckets}), i -> coalesce(({c.Bins})[i::INTEGER], 0))") },
    };

    private static readonly SqlForms<(string Value, DataType Type, EquatableArray<ConstantExpr> Bounds)> Folds = new()
    {
        {
            SqlEngine.DuckDb, f =>
            {
                var reached = string.Join(" + ", f.Bounds.Select(b =>
                    $"(case when ({f.Value}) >= {SqlEngine.DuckDb.Literal(b.Value, b.Type)} then 1 else 0 end)"));
                var bucket = $"case when ({f.Value}) is null then null "
                    + (f.Type.IsFloating ? $"when isnan({f.Value}) then 0 " : "") + $"else {reached} end";
                return $"coalesce(histogram({bucket})::MAP(INTEGER, BIGINT), MAP {{}}::MAP(INTEGER, BIGINT))";
            }
        },
        {
            // What one event adds: see Counted.
            SqlEngine.Spark, f =>
            {
                var reached = string.Join(" + ", f.Bounds.Select(b =>
                    $"(case when ({f.Value}) >= {SqlEngine.Spark.Literal(b.Value, b.Type)} then 1 else 0 end)"));
                return SparkLimbs.One($"case when ({f.Value}) is null then null "
                    + (f.Type.IsFloating ? $"when isnan({f.Value}) then 0 " : "") + $"else {reached} end");
            }
        },
    };

    public override string Name => "Histogram";

    public override DataType? ResultType(DataType? argument) => argument is { IsExactNumber: true } or { IsFloating: true }
        ? DataType.List(new ListElement(ElementKind.Value, [new Field("", DataType.Int64)])) : null;

    public override bool HasEmptyResult(DataType? argument) => true;

    public override string? Refuses(DataType? argument, EquatableArray<ConstantExpr> options) =>
        options.Length is 0 or > MaxBounds ? $"it takes 1 to {Invariant($"{MaxBounds}")} bounds"
        : options.Any(o => o.Value is null or double.NaN || !(o.Type.IsExactNumber || o.Type.IsFloating)
            || o.Type.IsFloating != argument is { IsFloating: true }) ? "a bound is a number of the values' kind"
        : Enumerable.Range(1, options.Length - 1).Any(i => Compare(options[i - 1], options[i]) >= 0) ? "bounds ascend" : null;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) => [new BinsState("buckets")];

    public override AggregateKernel CreateKernel(AggregateCall call) => call.Argument!.Type.Kind switch
    {
        TypeKind.Int32 => new Kernel<int, Int128>(Whole(call)),
        TypeKind.Int64 => new Kernel<long, Int128>(Whole(call)),
        TypeKind.UInt32 => new Kernel<uint, Int128>(Whole(call)),
        TypeKind.UInt64 => new Kernel<ulong, Int128>(Whole(call)),
        TypeKind.Double => new Kernel<double, double>([.. call.Options.Select(o => (double)o.Value!)]),
        TypeKind.Single => new Kernel<float, double>([.. call.Options.Select(o => (double)o.Value!)]),
        _ => new Kernel<Int128, Int128>(Whole(call)),
    };

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [Folds.In(engine, (operands.Argument, call.Argument!.Type, call.Options), $"the fold of '{call}'")];

    public override ImmutableArray<string?> Counted(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        engine == SqlEngine.Spark ? [.. Fold(engine, call, operands)] : [];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        Counts.In(engine, (states[0], call.Options.Length + 1), $"the counts of {states[0]}");

    // In units of the argument: x >= bound just when x, a whole number of units, is at or above the next one.
    private static Int128[] Whole(AggregateCall call) => [.. call.Options.Select(o =>
    {
        var (bound, unit) = (Unscaled(o) * BigInteger.Pow(10, call.Argument!.Type.Scale), BigInteger.Pow(10, o.Type.Scale));
        var (quotient, rest) = BigInteger.DivRem(bound, unit);
        return Int128.CreateSaturating(quotient + (rest.Sign > 0 ? 1 : 0));
    })];

    private static int Compare(ConstantExpr a, ConstantExpr b) => a.Value is double x && b.Value is double y ? x.CompareTo(y)
        : (Unscaled(a) * BigInteger.Pow(10, b.Type.Scale)).CompareTo(Unscaled(b) * BigInteger.Pow(10, a.Type.Scale));

    private static BigInteger Unscaled(ConstantExpr number) => number.Value switch
    {
        Int128 wide => wide,
        ulong large => large,
        var other => Convert.ToInt64(other, CultureInfo.InvariantCulture),
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>The number of the group's buckets plus one.</summary>
    private sealed class Kernel<T, TBound>(TBound[] bounds) : AggregateKernel
        where T : struct, INumberBase<T> where TBound : struct, INumber<TBound>
    {
        private readonly List<long[]> _counts = [];

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
                    _counts.Add(new long[bounds.Length + 1]);
                    word = _counts.Count;
                }

                _counts[(int)word - 1][Bucket(TBound.CreateTruncating(values[row]))]++;
            }
        }

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) =>
            ((BinsColumnWriter)columns[0]).Append(state[0] == 0 ? [] : [.. _counts[(int)state[0] - 1]
                .Select((count, bucket) => KeyValuePair.Create(bucket, count)).Where(c => c.Value != 0)]);

        public override void Clear() => _counts.Clear();

        private int Bucket(TBound value)
        {
            // The first bound above it; of NaN, which no comparison is true of, the first of all.
            var (low, high) = (0, bounds.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = value >= bounds[middle] ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}
