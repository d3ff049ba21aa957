using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Unified.Columnar;
using Unified.Logical;

namespace Unified.Aggregates;

/// <summary>What sums and averages share: a 128-bit sum and, where it is needed, the number of values that were not null.</summary>
internal static class SumAndCount
{
    public static ImmutableArray<StateColumn> States(DataType argument, bool counted)
    {
        var sum = new StateColumn("sum", argument.Kind == TypeKind.Decimal ? DataType.Decimal(38, argument.Scale) : DataType.Int128, MergeRule.Sum);
        return counted ? [sum, new("n", DataType.Int64, MergeRule.Sum)] : [sum];
    }

    public static ImmutableArray<string> Fold(DataType argument, string sql, bool counted)
    {
        var wide = argument.Kind == TypeKind.Decimal ? string.Create(CultureInfo.InvariantCulture, $"DECIMAL(38,{argument.Scale})") : "HUGEINT";
        var sum = $"coalesce(sum(({sql})::{wide}), 0)::{wide}";
        return counted ? [sum, $"count({sql})"] : [sum];
    }

    public static AggregateKernel Kernel(DataType argument, bool counted) => argument.Kind switch
    {
        TypeKind.Int32 => new FoldKernel<int>(counted),
        TypeKind.Int64 => new FoldKernel<long>(counted),
        _ => new FoldKernel<Int128>(counted),
    };

    private sealed class FoldKernel<T>(bool counted) : AggregateKernel where T : struct, INumberBase<T>
    {
        public override int Words => counted ? ExactSum.Words + 1 : ExactSum.Words;

        public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
        {
            var values = ((ValueVector<T>)argument!).Values;
            var valid = argument!.Valid;
            for (var row = 0; row < offsets.Length; row++)
            {
                if (valid is not null && !valid[row])
                {
                    continue;
                }

                if (!ExactSum.TryAdd(words.Slice(offsets[row], ExactSum.Words), ExactSum.Widen(values[row])))
                {
                    throw new StateOverflow(row, ExactSum.Limit);
                }

                if (counted)
                {
                    words[offsets[row] + ExactSum.Words]++;
                }
            }
        }

        public override void Merge(Span<long> into, AggregateKernel other, ReadOnlySpan<long> from)
        {
            if (!ExactSum.TryAdd(into, ExactSum.Read(from)))
            {
                throw new StateOverflow(-1, ExactSum.Limit);
            }

            if (counted)
            {
                into[ExactSum.Words] += from[ExactSum.Words];
            }
        }

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
        {
            columns[0].Int128(ExactSum.Read(state));
            if (counted)
            {
                columns[1].Int64(state[ExactSum.Words]);
            }
        }
    }
}
