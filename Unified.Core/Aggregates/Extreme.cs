using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// What Min and Max share: the value in one word (two for decimals) and a word that says whether there was one. Doubles are held as
/// <see cref="OrderedBits"/>, texts apart.
/// </summary>
internal static class Extreme
{
    /// <summary>True for what C# orders; texts are ordered by their UTF-8 bytes.</summary>
    public static bool Takes(DataType? argument) =>
        argument is { } type && (type.IsOrdered || type.IsNarrow || type.IsFloating || type.Kind == TypeKind.String);

    public static ImmutableArray<StateColumn> States(string name, DataType argument, bool partial, bool largest) =>
        [new ExtremeState(name, OrderedBits.Type(argument.WithNull(argument.Nullable || partial)), largest)];

    public static AggregateKernel Kernel(DataType argument, bool largest) => argument.Kind switch
    {
        _ when argument.Carrier == typeof(int) => new ExtremeKernel<int, int>(largest),
        _ when argument.Carrier == typeof(long) => new ExtremeKernel<long, long>(largest),
        TypeKind.UInt32 => new ExtremeKernel<uint, uint>(largest),
        TypeKind.UInt64 => new ExtremeKernel<ulong, ulong>(largest),
        TypeKind.Double => new ExtremeKernel<double, long>(largest),
        TypeKind.Single => new ExtremeKernel<float, int>(largest),
        TypeKind.String => new TextExtremeKernel(largest),
        _ => new ExtremeKernel<Int128, Int128>(largest),
    };

    public static string Fold(SqlEngine engine, AggregateCall call, FoldOperands operands, bool largest) => engine.Extreme(
        operands.ArgumentOrder ?? OrderedBits.Encode(engine, operands.Argument, call.Argument!.Type),
        OrderedBits.Type(call.Argument!.Type), largest);

    public static string Finish(SqlEngine engine, AggregateCall call, string state) => OrderedBits.Decode(engine,
        call is { Partial: true, ResultType.Nullable: false } ? engine.NotNull(state) : state, call.ResultType);

    private sealed class ExtremeKernel<TValue, T>(bool largest) : AggregateKernel
        where TValue : struct where T : struct, INumber<T>
    {
        private static readonly int ValueWords = typeof(T) == typeof(Int128) ? 2 : 1;

        public override int Words => ValueWords + 1;

        public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
        {
            var values = ((ValueVector<TValue>)argument!).Values;
            var valid = argument!.Valid;
            for (var row = 0; row < offsets.Length; row++)
            {
                if (valid is null || valid[row])
                {
                    Offer(words.Slice(offsets[row], ValueWords + 1), Ordered(values[row]));
                }
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

        // One of these is left in each instance.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Ordered(TValue value) =>
            typeof(TValue) == typeof(double) ? Unsafe.BitCast<long, T>(OrderedBits.Of(Unsafe.BitCast<TValue, double>(value)))
            : typeof(TValue) == typeof(float) ? Unsafe.BitCast<int, T>(OrderedBits.Of(Unsafe.BitCast<TValue, float>(value)))
            : Unsafe.BitCast<TValue, T>(value);

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
