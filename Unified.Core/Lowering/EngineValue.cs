using Apache.Arrow;
using Unified.Errors;
using Unified.Types;

namespace Unified.Lowering;

/// <summary>A single value as an engine gives it in Arrow, in its carrier.</summary>
public static class EngineValue
{
    /// <summary>The value at a row, or null.</summary>
    public static object? Of(IArrowArray array, int row, DataType type) => array.IsNull(row) ? null : array switch
    {
        BooleanArray a => a.GetValue(row)!.Value,
        Int8Array a => Integer(a.Values[row], type),
        Int16Array a => Integer(a.Values[row], type),
        Int32Array a => Integer(a.Values[row], type),
        Int64Array a => Integer(a.Values[row], type),
        Decimal128Array a => Integer(BitConverter.ToInt128(a.ValueBuffer.Span.Slice((a.Data.Offset + row) * 16, 16)), type),
        DoubleArray a => a.Values[row],
        FloatArray a => a.Values[row],
        StringArray a when type.Kind == TypeKind.Guid => ClrValues.FromGuid(Guid.Parse(a.GetString(row))),
        StringArray a => a.GetString(row),
        _ => throw new InternalException($"A {array.GetType().Name} of an engine holds no {type}."),
    };

    // Each in a box of its own type.
    private static object Integer(Int128 number, DataType type) => type.Carrier switch
    {
        var t when t == typeof(int) => (object)checked((int)number),
        var t when t == typeof(long) => checked((long)number),
        var t when t == typeof(uint) => checked((uint)number),
        var t when t == typeof(ulong) => checked((ulong)number),
        _ => number,
    };
}
