using System.Collections.Immutable;
using System.Globalization;
using Unified.Columnar;
using Unified.Expressions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The values that come most often, exactly: the state is how often each value comes, of a bounded number of distinct ones. Of values that
/// come equally often the smaller is first. Nulls are skipped.
/// </summary>
internal sealed class TopFrequentAggregate : AggregateFunction
{
    private static readonly SqlForms<(string Argument, DataType Stored)> Folds = new()
    {
        { SqlEngine.DuckDb, f => $"coalesce(histogram({f.Argument}), MAP {{}})::MAP({DuckDb.Type(f.Stored)}, BIGINT)" },
        // What one event adds: see Counted.
        { SqlEngine.Spark, f => SparkLimbs.One(f.Argument) },
    };

    private static readonly SqlForms<(string Counts, string Many, DataType Type)> Firsts = new()
    {
        {
            SqlEngine.ClickHouse, f => $"arrayMap(x -> {OrderedBits.Decode(SqlEngine.ClickHouse, "x.1", f.Type)}, arraySlice(arraySort("
                + $"x -> tuple(-x.2, x.1), arrayZip(mapKeys({f.Counts}), mapValues({f.Counts}))), 1, {f.Many}))"
        },
        {
            SqlEngine.DuckDb, f => $"list_transform(list_slice(list_sort(list_transform(map_entries({f.Counts}), x -> "
                + $"{{'n': -x.value::BIGINT, 'v': x.key}})), 1, {f.Many}), x -> {OrderedBits.Decode(SqlEngine.DuckDb, "x.v", f.Type)})"
        },
    };

    public override string Name => "TopFrequent";

    public override DataType? ResultType(DataType? argument) => argument is { } value && Extreme.Takes(value)
        ? DataType.List(new ListElement(ElementKind.Value, [new Field("", value.AsRequired())])) : null;

    public override bool HasEmptyResult(DataType? argument) => true;

    public override string? Refuses(DataType? argument, EquatableArray<ConstantExpr> options) =>
        options is [{ Value: int and >= 1 and <= RankedListAggregate.MaxValues }] ? null : "it takes 1 to 1,000 values";

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        [new CountsState("counts", OrderedBits.Type(argument!.Value.AsRequired()))];

    public override AggregateKernel CreateKernel(AggregateCall call) => call.Argument!.Type.Carrier switch
    {
        var t when t == typeof(double) => new Kernel<double, long>(OrderedBits.Of),
        var t when t == typeof(float) => new Kernel<float, int>(OrderedBits.Of),
        var t when t == typeof(int) => new Kernel<int, int>(v => v),
        var t when t == typeof(long) => new Kernel<long, long>(v => v),
        var t when t == typeof(uint) => new Kernel<uint, uint>(v => v),
        var t when t == typeof(ulong) => new Kernel<ulong, ulong>(v => v),
        var t when t == typeof(string) => new Kernel<string, string>(v => v),
        _ => new Kernel<Int128, Int128>(v => v),
    };

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [Folds.In(engine, (operands.ArgumentOrder ?? OrderedBits.Encode(engine, operands.Argument, call.Argument!.Type),
            OrderedBits.Type(call.Argument!.Type.AsRequired())), $"the fold of '{call}'")];

    public override ImmutableArray<string?> Counted(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        engine == SqlEngine.Spark ? [.. Fold(engine, call, operands)] : [];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) => Firsts.In(engine,
        (states[0], ((int)call.Options[0].Value!).ToString(CultureInfo.InvariantCulture), call.Argument!.Type.AsRequired()),
        $"the values of {states[0]}");

    /// <summary>The number of the group's counts plus one.</summary>
    private sealed class Kernel<T, TStored>(Func<T, TStored> stored) : AggregateKernel where TStored : notnull
    {
        private readonly List<Dictionary<TStored, long>> _counts = [];

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
                    _counts.Add([]);
                    word = _counts.Count;
                }

                var counts = _counts[(int)word - 1];
                var value = stored(values[row]);
                counts[value] = counts.GetValueOrDefault(value) + 1;
                if (counts.Count > SetState.MaxValues)
                {
                    throw new StateOverflow(row, string.Create(CultureInfo.InvariantCulture, $"{SetState.MaxValues} distinct values"));
                }
            }
        }

        // Sorted: a row is a function of its events, not of their order.
        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) => ((CountsColumnWriter)columns[0])
            .Append(state[0] == 0 ? [] : Sorted(_counts[(int)state[0] - 1]).Select(c => KeyValuePair.Create((object)c.Key, c.Value)));

        public override void Clear() => _counts.Clear();

        private static IEnumerable<KeyValuePair<TStored, long>> Sorted(Dictionary<TStored, long> counts) => counts.OrderBy(c => c.Key,
            typeof(TStored) == typeof(string) ? (IComparer<TStored>)(object)Utf8Order.Instance : Comparer<TStored>.Default);
    }
}
