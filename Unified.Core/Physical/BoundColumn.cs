using System.Runtime.CompilerServices;
using System.Text;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Errors;
using Unified.Logical;

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
    public void Bind(Logical.Field field, IArrowArray array, BoundBatch batch)
    {
        var data = array.Data;
        if (array.NullCount > 0 && !field.Type.Nullable)
        {
            throw new DataException($"Column '{field.Name}' is required, but the batch has {array.NullCount} nulls in it. Declare it nullable.");
        }

        BitOffset = data.Offset;
        Validity = array.NullCount == 0 ? 0 : batch.Pin(data.Buffers[0]);
        var width = field.Type.Kind switch
        {
            TypeKind.Boolean => 0,
            TypeKind.Int32 => 4,
            TypeKind.Decimal => 16,
            TypeKind.String => 4,
            _ => 8,
        };
        (_dictionary, var fits) = (field.Type.Kind, array) switch
        {
            (TypeKind.Boolean, BooleanArray) or (TypeKind.Int32, Int32Array) or (TypeKind.Int64, Int64Array) => (null, true),
            (TypeKind.Decimal, Decimal128Array { Data.DataType: Apache.Arrow.Types.Decimal128Type type }) => (null, type.Scale == field.Type.Scale),
            (TypeKind.Timestamp, TimestampArray { Data.DataType: Apache.Arrow.Types.TimestampType { Unit: Apache.Arrow.Types.TimeUnit.Microsecond } }) => (null, true),
            (TypeKind.String, DictionaryArray { Indices: Int32Array, Dictionary: StringArray { NullCount: 0 } texts }) => (texts, true),
            (TypeKind.String, StringArray texts) => (texts, true),
            _ => ((StringArray?)null, false),
        };
        if (!fits)
        {
            throw new DataException($"Column '{field.Name}' is {Describe(data.DataType)} in the batch; the plan reads {field.Type} as {Describe(ArrowTypes.From(field.Type))}.");
        }

        Values = array is StringArray ? 0 : batch.Pin(data.Buffers[1]) + (data.Offset * width);
        _textsOf = null;
    }

    private static string Describe(Apache.Arrow.Types.IArrowType type) => type switch
    {
        Apache.Arrow.Types.Decimal128Type wide => $"decimal128 of scale {wide.Scale}",
        Apache.Arrow.Types.TimestampType time => $"timestamp in {time.Unit}s",
        Apache.Arrow.Types.DictionaryType dictionary => $"a dictionary of {dictionary.ValueType.Name} (nulls belong to its {dictionary.IndexType.Name} indices)",
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

/// <summary>Reads values from addresses. The addresses come from <see cref="BoundBatch"/> and rows are within it, or memory is corrupted.</summary>
internal static unsafe class Load
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Int32(nint values, int row) => ((int*)values)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Int64(nint values, int row) => ((long*)values)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Int128(nint values, int row) => Unsafe.ReadUnaligned<Int128>((Int128*)values + row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Bit(nint bits, int at) => (((byte*)bits)[at >> 3] & (1 << (at & 7))) != 0;

    /// <summary>True when the row has a value; a bitmap at 0 says that all have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(nint bitmap, int at) => bitmap == 0 || Bit(bitmap, at);
}
