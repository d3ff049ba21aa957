using System.Collections.Immutable;
using System.Numerics;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The bits that all values have, or that any has: <c>&amp;</c> and <c>|</c> of integers. Null when every value was null.
/// </summary>
internal sealed class BitAggregate(string name, bool all) : AggregateFunction
{
    private static readonly SqlForms<(string Argument, DataType Type, bool All)> Folds = new()
    {
        { SqlEngine.DuckDb, f => $"bit_{(f.All ? "and" : "or")}({f.Argument})" },
        {
            SqlEngine.Spark, f =>
            {
                var name = f.All ? "bit_and" : "bit_or";
                if (f.Type.Kind != TypeKind.UInt64)
                {
                    return $"{name}({f.Argument})";
                }

                // A decimal has no bits: those of the number with a sign, and back.
                const string size = "18446744073709551616";
                var bits = $"{name}(CAST(case when {f.Argument} > {long.MaxValue} then {f.Argument} - {size} "
                    + $"else {f.Argument} end AS BIGINT))";
                return $"case when {bits} < 0 then CAST({bits} AS DECIMAL(20,0)) + {size} else CAST({bits} AS DECIMAL(20,0)) end";
            }
        },
    };

    public override string Name => name;

    public override DataType? ResultType(DataType? argument) =>
        argument is { IsInteger: true, IsNarrow: false } type ? type : null;

    public override ImmutableArray<StateColumn> States(DataType? argument, bool partial) =>
        [new BitState("bits", argument!.Value.WithNull(argument.Value.Nullable || partial), all)];

    public override AggregateKernel CreateKernel(AggregateCall call) => call.Argument!.Type.Kind switch
    {
        TypeKind.Int32 => new Kernel<int>(all),
        TypeKind.Int64 => new Kernel<long>(all),
        TypeKind.UInt32 => new Kernel<uint>(all),
        _ => new Kernel<ulong>(all),
    };

    public override ImmutableArray<string> Fold(SqlEngine engine, AggregateCall call, FoldOperands operands) =>
        [Folds.In(engine, (operands.Argument, call.Argument!.Type, all), $"the fold of '{call}'")];

    public override string Finish(SqlEngine engine, AggregateCall call, ImmutableArray<string> states) =>
        call is { Partial: true, ResultType.Nullable: false } ? engine.NotNull(states[0]) : states[0];

    /// <summary>The bits, and whether there was a value.</summary>
    private sealed class Kernel<T>(bool all) : AggregateKernel where T : struct, IBinaryInteger<T>
    {
        public override int Words => 2;

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
                ref var known = ref words[offsets[row] + 1];
                var bits = long.CreateTruncating(values[row]);
                word = known == 0 ? bits : all ? word & bits : word | bits;
                known = 1;
            }
        }

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
        {
            if (state[1] == 0)
            {
                columns[0].Null();
            }
            else
            {
                columns[0].Number(T.CreateTruncating(state[0]));
            }
        }
    }
}
