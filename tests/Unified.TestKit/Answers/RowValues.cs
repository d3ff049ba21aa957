using System.Buffers.Binary;
using Unified.Types;

namespace Unified.TestKit.Answers;

/// <summary>Values of rows, as <see cref="Events.RowTable"/> reads them, in the carriers of their types.</summary>
internal static class RowValues
{
    /// <summary>The value in its carrier.</summary>
    public static object? Carrier(DataType type, object? value) => value switch
    {
        null => null,
        // Rows hold the digits of a Guid in their order.
        Int128 bits when type.Kind == TypeKind.Guid => BinaryPrimitives.ReverseEndianness(bits),
        Int128 number when type.Carrier == typeof(long) => (long)number,
        Int128 number when type.Carrier != typeof(Int128) => CarrierText.Integer(type, number),
        _ => value,
    };

    /// <summary>The value of a state in which doubles are integers of the same order.</summary>
    public static object? Decoded(DataType type, object? value) => (type.Kind, value) switch
    {
        (TypeKind.Double, Int128 bits) => bits == long.MinValue ? double.NaN
            : BitConverter.Int64BitsToDouble(bits >= 0 ? (long)bits : (long)bits ^ long.MaxValue),
        (TypeKind.Single, Int128 bits) => bits == int.MinValue ? float.NaN
            : BitConverter.Int32BitsToSingle(bits >= 0 ? (int)bits : (int)bits ^ int.MaxValue),
        _ => Carrier(type, value),
    };
}
