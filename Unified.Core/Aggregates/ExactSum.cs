using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unified.Aggregates;

/// <summary>128-bit sums in two inline words, low word first. Addition is exact or an error, whatever the order of the events.</summary>
internal static class ExactSum
{
    public const int Words = 2;
    public const string Limit = "a 128-bit integer";

    /// <summary>Adds, and says whether the sum still fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(Span<long> state, Int128 value)
    {
        var before = Read(state);
        var after = unchecked(before + value);
        // Overflow exactly when both operands have one sign and the result the other.
        if (Int128.IsNegative((before ^ after) & (value ^ after)))
        {
            return false;
        }

        Write(state, after);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Read(ReadOnlySpan<long> state) =>
        Unsafe.ReadUnaligned<Int128>(in Unsafe.As<long, byte>(ref MemoryMarshal.GetReference(state)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<long> state, Int128 value) =>
        Unsafe.WriteUnaligned(ref Unsafe.As<long, byte>(ref MemoryMarshal.GetReference(state)), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Widen<T>(T value) where T : struct, INumberBase<T> => Int128.CreateTruncating(value);
}
