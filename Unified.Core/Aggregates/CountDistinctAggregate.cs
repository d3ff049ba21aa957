using System.Globalization;
using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>How many distinct values there are that are not null, exactly: the state is the values themselves, a bounded number.</summary>
internal sealed class CountDistinctAggregate : AggregateFunction
{
    private static readonly SqlForms<string> Folds = new()
    {
        { SqlEngine.DuckDb, a => $"coalesce(list(DISTINCT {a}) FILTER (WHERE ({a}) IS NOT NULL), [])" },
        { SqlEngine.Spark, a => $"array_sort(collect_set({a}))" },
    };

    private static readonly SqlForms<string> Sizes = new()
    {
        { SqlEngine.ClickHouse, s => $"toInt64(length({s}))" },
        { SqlEngine.DuckDb, s => $"len({s})::BIGINT" },
    };

    public override string Name => "CountDistinct";

    public override DataType? ResultType(DataType? argument) => argument is null ? null : DataType.Int64;

    public override bool HasEmptyResult(DataType? argument) => true;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        [new SetState("set", OrderedBits.Type(argument!.Value.AsRequired()))];

    public override AggregateKernel CreateKernel(AggregateCall call) => call.Argument!.Type.Carrier switch
    {
        var t when t == typeof(bool) => new Kernel<bool>(v => v),
        var t when t == typeof(int) => new Kernel<int>(v => v),
        var t when t == typeof(long) => new Kernel<long>(v => v),
        var t when t == typeof(uint) => new Kernel<uint>(v => v),
        var t when t == typeof(ulong) => new Kernel<ulong>(v => v),
        var t when t == typeof(double) => new Kernel<double>(v => OrderedBits.Of(v), ClrValues.Canonical),
        var t when t == typeof(float) => new Kernel<float>(v => OrderedBits.Of(v), ClrValues.Canonical),
        var t when t == typeof(string) => new Kernel<string>(v => v),
        _ => new Kernel<Int128>(v => v),
    };

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [Folds.In(engine, operands.ArgumentOrder ?? OrderedBits.Encode(engine, operands.Argument, call.Argument!.Type),
            $"the fold of '{call}'")];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        Sizes.In(engine, states[0], $"the size of {states[0]}");

    /// <summary>The number of a group's set plus one.</summary>
    private sealed class Kernel<T>(Func<T, object> stored, Func<T, T>? canonical = null) : AggregateKernel where T : notnull
    {
        private readonly List<HashSet<T>> _sets = [];

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
                    _sets.Add([]);
                    word = _sets.Count;
                }

                var set = _sets[(int)word - 1];
                if (set.Add(canonical is null ? values[row] : canonical(values[row])) && set.Count > SetState.MaxValues)
                {
                    throw new StateOverflow(row, string.Create(CultureInfo.InvariantCulture, $"{SetState.MaxValues} distinct values"));
                }
            }
        }

        // Sorted: a row is a function of its events, not of their order.
        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns) =>
            ((SetColumnWriter)columns[0]).Append(state[0] == 0 ? [] : Sorted(_sets[(int)state[0] - 1]).Select(stored));

        public override void Clear() => _sets.Clear();

        private static IEnumerable<T> Sorted(HashSet<T> set) =>
            typeof(T) == typeof(string) ? (IEnumerable<T>)set.Cast<string>().Order(Utf8Order.Instance) : set.Order();
    }
}
