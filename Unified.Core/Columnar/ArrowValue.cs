using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Unified.Errors;
using Unified.Types;

namespace Unified.Columnar;

/// <summary>Single values of Arrow columns in the form of <see cref="ArrowTypes"/>: for what is not on the path of every event.</summary>
public static class ArrowValue
{
    /// <summary>Writes the value at a row, or null.</summary>
    public static void Copy(IArrowArray array, int row, DataType type, ColumnWriter to)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(to);
        if (array.IsNull(row))
        {
            to.Null();
            return;
        }

        switch (array)
        {
            case BooleanArray a: to.Boolean(a.GetValue(row)!.Value); break;
            case Int32Array a: to.Number(a.Values[row]); break;
            case Int64Array a: to.Number(a.Values[row]); break;
            case UInt32Array a: to.Number(a.Values[row]); break;
            case UInt64Array a: to.Number(a.Values[row]); break;
            case Date32Array a: to.Number(a.Values[row]); break;
            case TimestampArray a: to.Number(a.Values[row]); break;
            case DoubleArray a: to.Number(a.Values[row]); break;
            case FloatArray a: to.Number(a.Values[row]); break;
            case Decimal128Array a: to.Int128(BitConverter.ToInt128(a.ValueBuffer.Span.Slice((a.Data.Offset + row) * 16, 16))); break;
            case FixedSizeBinaryArray a when type.Kind == TypeKind.Guid:
                to.Int128(BinaryPrimitives.ReadInt128BigEndian(a.GetBytes(row)));
                break;
            case StringArray a: to.Text(a.GetBytes(row)); break;
            case DictionaryArray
            {
                Indices: Int32Array ids,
                Dictionary: StringArray texts
            }:
                to.Text(texts.GetBytes(ids.Values[row])); break;
            default: throw new InternalException($"A {array.GetType().Name} holds no {type}.");
        }
    }
}
