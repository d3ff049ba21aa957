using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Unified.Types;

namespace Unified.TestKit.Given;

/// <summary>Values of decoded columns in their carriers.</summary>
internal static class ArrowCarriers
{
    /// <summary>The value at a row, or null.</summary>
    public static object? Of(IArrowArray array, int row, DataType type) => array.IsNull(row) ? null : array switch
    {
        BooleanArray a => a.GetValue(row)!.Value,
        Int32Array a => a.Values[row],
        Int64Array a => a.Values[row],
        UInt32Array a => a.Values[row],
        UInt64Array a => a.Values[row],
        Date32Array a => a.Values[row],
        TimestampArray a => a.Values[row],
        DoubleArray a => a.Values[row],
        FloatArray a => a.Values[row],
        Decimal128Array a => BitConverter.ToInt128(a.ValueBuffer.Span.Slice((a.Data.Offset + row) * 16, 16)),
        FixedSizeBinaryArray a when type.Kind == TypeKind.Guid => BinaryPrimitives.ReadInt128BigEndian(a.GetBytes(row)),
        StringArray a => a.GetString(row),
        DictionaryArray { Indices: Int32Array ids, Dictionary: StringArray texts } => texts.GetString(ids.Values[row]),
        _ => throw new Errors.InternalException($"A {array.GetType().Name} holds no {type}."),
    };
}
