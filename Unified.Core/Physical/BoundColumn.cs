using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Unified.Columnar;
using Unified.Errors;
using Unified.Logical;
using Unified.Types;

namespace Unified.Physical;

/// <summary>One column of a batch, ready for kernels: where its values, its validity bits and its texts are.</summary>
internal sealed class BoundColumn
{
    private StringArray? _dictionary;
    private StringArray? _textsOf;
    private string?[] _texts = [];

    /// <summary>Address of row 0's value; for text of row 0's dictionary index, or 0 when the rows are the entries.</summary>
    public nint Values { get; private set; }

    /// <summary>Address of the validity bitmap, or 0 when every row has a value.</summary>
    public nint Validity { get; private set; }

    /// <summary>The bit of row 0 in bitmaps.</summary>
    public int BitOffset { get; private set; }

    /// <summary>Entries of the text dictionary.</summary>
    public int Entries => _dictionary?.Length ?? 0;

    /// <summary>Binds an array whose buffers <paramref name="batch"/> keeps in place.</summary>
    public void Bind(Types.Field field, IArrowArray array, BoundBatch batch)
    {
        var data = array.Data;
        if (array.NullCount > 0 && !field.Type.Nullable)
        {
            throw new DataException(
                $"Column '{field.Name}' is required, but the batch has {array.NullCount} nulls in it. Declare it nullable.");
        }

        BitOffset = data.Offset;
        Validity = array.NullCount == 0 ? 0 : batch.Pin(data.Buffers[0]);
        var width = field.Type.Kind switch
        {
            TypeKind.Boolean => 0,
            TypeKind.String or TypeKind.List => sizeof(int),
            _ => WidthOf(field.Type.Carrier),
        };
        (_dictionary, var fits) = (field.Type.Kind, array) switch
        {
            (TypeKind.Boolean, BooleanArray) or (TypeKind.Int64 or TypeKind.Time or TypeKind.Duration, Int64Array)
                or (TypeKind.UInt32, UInt32Array) or (TypeKind.UInt64, UInt64Array) or (TypeKind.Date, Date32Array)
                or (TypeKind.Double, DoubleArray) or (TypeKind.Single, FloatArray) => (null, true),
            (TypeKind.Int32 or TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Int16 or TypeKind.UInt16 or TypeKind.Enum, Int32Array) =>
                (null, true),
            (TypeKind.Guid, FixedSizeBinaryArray { Data.DataType: Apache.Arrow.Types.FixedSizeBinaryType { ByteWidth: 16 } }) =>
                (null, true),
            (TypeKind.Decimal, Decimal128Array { Data.DataType: Apache.Arrow.Types.Decimal128Type type }) =>
                (null, type.Scale == field.Type.Scale),
            (TypeKind.Timestamp,
                TimestampArray { Data.DataType: Apache.Arrow.Types.TimestampType { Unit: Apache.Arrow.Types.TimeUnit.Microsecond } }) =>
                (null, true),
            (TypeKind.String or TypeKind.List, DictionaryArray { Indices: Int32Array, Dictionary: StringArray { NullCount: 0 } texts }) =>
                (texts, true),
            (TypeKind.String or TypeKind.List, StringArray texts) => (texts, true),
            _ => ((StringArray?)null, false),
        };
        if (!fits)
        {
            throw new DataException(
                $"Column '{field.Name}' is {Describe(data.DataType)} in the batch; the plan reads {field.Type} as "
                    + $"{Describe(ArrowTypes.From(field.Type))}.");
        }

        Values = array is StringArray ? 0 : batch.Pin(data.Buffers[1]) + (data.Offset * width);
        _textsOf = null;
    }

    private static int WidthOf(Type carrier) => carrier == typeof(Int128) ? 16
        : carrier == typeof(int) || carrier == typeof(uint) || carrier == typeof(float) ? 4 : 8;

    private static string Describe(Apache.Arrow.Types.IArrowType type) => type switch
    {
        Apache.Arrow.Types.Decimal128Type wide => $"decimal128 of scale {wide.Scale}",
        Apache.Arrow.Types.TimestampType time => $"timestamp in {time.Unit}s",
        Apache.Arrow.Types.DictionaryType dictionary =>
            $"a dictionary of {dictionary.ValueType.Name} (nulls belong to its {dictionary.IndexType.Name} indices)",
        _ => type.Name,
    };

    /// <summary>The dictionary entry of a row that has a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Entry(int row) => Values == 0 ? row : Load.Int32(Values, row);

    /// <summary>The bytes of a dictionary entry.</summary>
    public ReadOnlySpan<byte> Utf8(int entry) => _dictionary!.GetBytes(entry);

    /// <summary>The text of a row that has a value; made once for each dictionary entry.</summary>
    public string Text(int row)
    {
        if (_textsOf != _dictionary)
        {
            // Only an expression over text comes here; a plain key column never makes strings.
            _textsOf = _dictionary;
            System.Array.Resize(ref _texts, Math.Max(_texts.Length, Entries));
            System.Array.Clear(_texts);
        }

        var entry = Entry(row);
        return _texts[entry] ??= Encoding.UTF8.GetString(Utf8(entry));
    }
}

/// <summary>
/// Reads values from addresses. The addresses come from <see cref="BoundBatch"/> and rows are within it, or memory is corrupted.
/// </summary>
internal static unsafe class Load
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Int32(nint values, int row) => ((int*)values)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Int64(nint values, int row) => ((long*)values)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Int128(nint values, int row) => Unsafe.ReadUnaligned<Int128>((Int128*)values + row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Guid(nint values, int row) =>
        BinaryPrimitives.ReadInt128BigEndian(new ReadOnlySpan<byte>((Int128*)values + row, sizeof(Int128)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint UInt32(nint values, int row) => ((uint*)values)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong UInt64(nint values, int row) => ((ulong*)values)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Double(nint values, int row) => ((double*)values)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Single(nint values, int row) => ((float*)values)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Bit(nint bits, int at) => (((byte*)bits)[at >> 3] & (1 << (at & 7))) != 0;

    /// <summary>True when the row has a value; a bitmap at 0 says that all have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(nint bitmap, int at) => bitmap == 0 || Bit(bitmap, at);
}
