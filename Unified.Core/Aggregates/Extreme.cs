using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unified.Columnar;
using Unified.Logical;

namespace Unified.Aggregates;

/// <summary>What Min and Max share: the value in one word (two for decimals) and a word that says whether there was one.</summary>
internal static class Extreme
{
    public static AggregateKernel Kernel(DataType argument, bool largest) => argument.Kind switch
    {
        TypeKind.Int32 => new ExtremeKernel<int>(largest),
        TypeKind.Int64 => new ExtremeKernel<long>(largest),
        _ => new ExtremeKernel<Int128>(largest),
    };

    private sealed class ExtremeKernel<T>(bool largest) : AggregateKernel where T : struct, INumber<T>
    {
        private static readonly int ValueWords = typeof(T) == typeof(Int128) ? 2 : 1;

        public override int Words => ValueWords + 1;

        public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
        {
            var values = ((ValueVector<T>)argument!).Values;
            var valid = argument!.Valid;
            for (var row = 0; row < offsets.Length; row++)
            {
                if (valid is null || valid[row])
                {
                    Offer(words.Slice(offsets[row], ValueWords + 1), values[row]);
                }
            }
        }

        public override void Merge(Span<long> into, AggregateKernel other, ReadOnlySpan<long> from)
        {
            if (from[ValueWords] != 0)
            {
                Offer(into, Value(from));
            }
        }

        public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
        {
            if (state[ValueWords] == 0)
            {
                columns[0].Null();
            }
            else
            {
                columns[0].Number(Value(state));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Offer(Span<long> state, T value)
        {
            if (state[ValueWords] == 0 || (largest ? value > Value(state) : value < Value(state)))
            {
                Unsafe.WriteUnaligned(ref Unsafe.As<long, byte>(ref MemoryMarshal.GetReference(state)), value);
                state[ValueWords] = 1;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Value(ReadOnlySpan<long> state) =>
            Unsafe.ReadUnaligned<T>(in Unsafe.As<long, byte>(ref MemoryMarshal.GetReference(state)));
    }
}
