using System.Collections.Immutable;
using System.Numerics;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>What sums and averages share: a 128-bit sum and, where it is needed, the number of values that were not null.</summary>
internal static class SumAndCount
{
    private static readonly SqlForms<(DataType Argument, string Sql)> Sums = new()
    {
        {
            SqlEngine.DuckDb, f =>
            {
                if (f.Argument.IsFloating)
                {
                    return LimbFolds.Sum(LimbFolds.Parts(f.Sql, f.Argument), $"({f.Sql}) IS NOT NULL");
                }

                var wide = f.Argument.Kind == TypeKind.Decimal ? DuckDb.Wide(f.Argument) : "HUGEINT";
                return $"coalesce(sum(({f.Sql})::{wide}), 0)::{wide}";
            }
        },
        {
            SqlEngine.Spark, f =>
            {
                var wide = f.Argument.Kind == TypeKind.Decimal ? DataType.Decimal(38, f.Argument.Scale) : DataType.Int128;
                // A sum of integers of 32 bits fits 64: more events than those nobody has in a group.
                var value = f.Argument.Kind is TypeKind.Int64 or TypeKind.Duration ? $"CAST({f.Sql} AS DECIMAL(20,0))" : f.Sql;
                return $"CAST(coalesce(sum({value}), 0) AS {Spark.Type(wide)})";
            }
        },
        {
            SqlEngine.ClickHouse, f => f.Argument.IsFloating ? null
                // Decimals in 256 bits: ClickHouse's own sum of them wraps without a word.
                : f.Argument.Kind == TypeKind.Decimal
                    ? $"CAST(sum(toDecimal256(ifNull({f.Sql}, 0), {f.Argument.Scale})), 'Decimal(38, {f.Argument.Scale})')"
                    : $"sum(toInt128(ifNull({f.Sql}, 0)))"
        },
    };

    public static ImmutableArray<StateColumn> States(DataType argument, bool counted)
    {
        StateColumn sum = argument.IsFloating ? new BinsState("sum")
            : new SumState("sum", argument.Kind == TypeKind.Decimal ? DataType.Decimal(38, argument.Scale) : DataType.Int128);
        return counted ? [sum, new SumState("n", DataType.Int64)] : [sum];
    }

    public static ImmutableArray<string> Fold(SqlEngine engine, DataType argument, string sql, bool counted)
    {
        // Sums of doubles are maps, which Spark adds up in a grouping of their own.
        var sum = engine == SqlEngine.Spark && argument.IsFloating ? "null" : Sums.In(engine, (argument, sql), $"the exact sum of {sql}");
        return counted ? [sum, $"count({sql})"] : [sum];
    }

    public static ImmutableArray<string?> Counted(SqlEngine engine, DataType argument, string sql, bool counted) =>
        engine != SqlEngine.Spark || !argument.IsFloating ? []
            : counted ? [SparkLimbs.Pairs(sql, argument), null] : [SparkLimbs.Pairs(sql, argument)];

    public static AggregateKernel Kernel(DataType argument, bool counted) => argument.Kind switch
    {
        TypeKind.Int32 => new FoldKernel<int>(counted),
        TypeKind.Int64 or TypeKind.Duration => new FoldKernel<long>(counted),
        TypeKind.UInt32 => new FoldKernel<uint>(counted),
        TypeKind.UInt64 => new FoldKernel<ulong>(counted),
        TypeKind.Double => new LimbKernel<double>(counted),
        TypeKind.Single => new LimbKernel<float>(counted),
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
