using System.Text;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Errors;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Text as dictionary&lt;int32, utf8&gt; or utf8; other forms of text are written out as utf8. Bytes that nobody says anything of are text
/// too. Every value must be UTF-8, as in a topic.
/// </summary>
internal sealed class TextConversion(string file, Field column, IArrowType found, IArrowType type)
    : ColumnConversion(file, column, found, type)
{
    private const int BytesShown = 16;

    public static bool Takes(IArrowType type) => IsText(type) || (type is DictionaryType { IndexType: Int32Type } d && IsText(d.ValueType));

    public static TextConversion From(string file, Field column, IArrowType found) => new(file, column, found,
        found is DictionaryType { ValueType: StringType or BinaryType } d ? new DictionaryType(d.IndexType, StringType.Default, d.Ordered)
            : StringType.Default);

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        Check(array, firstRow);
        switch (array)
        {
            case DictionaryArray { Dictionary: BinaryArray { NullCount: 0 } texts } encoded:
                return texts is StringArray ? array : new DictionaryArray((DictionaryType)Type, encoded.Indices, AsText(texts));
            case DictionaryArray { Dictionary: BinaryArray }:
                // The engine takes nulls from the indices alone.
                throw Wrong(firstRow, "a dictionary with a null entry", "is not supported. Write the file again.");
            case BinaryArray plain:
                return plain is StringArray ? plain : AsText(plain);
        }

        using var from = array;
        var to = ColumnWriter.For(DataType.String);
        for (var row = 0; row < from.Length; row++)
        {
            var value = Value(from, row, out var valid);
            if (valid)
            {
                to.Text(value);
            }
            else
            {
                to.Null();
            }
        }

        return to.Build();
    }

    /// <summary>The text at a row.</summary>
    public static ReadOnlySpan<byte> Value(IArrowArray array, int row, out bool valid)
    {
        switch (array)
        {
            case BinaryArray plain:
                valid = plain.IsValid(row);
                return valid ? plain.GetBytes(row) : default;
            case BinaryViewArray view:
                valid = view.IsValid(row);
                return valid ? view.GetBytes(row) : default;
            case LargeBinaryArray large:
                var text = large.GetBytes(row, out var isNull);
                valid = !isNull;
                return text;
        }

        var encoded = (DictionaryArray)array;
        var indices = (Int32Array)encoded.Indices;
        valid = indices.IsValid(row);
        return valid ? Value(encoded.Dictionary, indices.GetValue(row)!.Value, out valid) : default;
    }

    private static bool IsText(IArrowType type) =>
        type is StringType or BinaryType or LargeStringType or LargeBinaryType or StringViewType or BinaryViewType;

    // The same bytes under another name; the buffers go over to the new array.
    private static StringArray AsText(BinaryArray bytes) => new(new ArrayData(
        StringType.Default, bytes.Data.Length, bytes.Data.NullCount, bytes.Data.Offset, bytes.Data.Buffers));

    private void Check(IArrowArray array, long firstRow)
    {
        // What is ASCII as a whole is so in each part.
        if (array is BinaryArray { Length: > 0 } plain
            && Ascii.IsValid(plain.Values[plain.ValueOffsets[0]..plain.ValueOffsets[plain.Length]]))
        {
            return;
        }

        // Each text of a dictionary once; rows are only looked at where one of them is wrong.
        if (array is DictionaryArray encoded && Enumerable.Range(0, encoded.Dictionary.Length).All(i => IsUtf8(encoded.Dictionary, i)))
        {
            return;
        }

        for (var row = 0; row < array.Length; row++)
        {
            if (!IsUtf8(array, row))
            {
                throw NotText(Value(array, row, out _), firstRow + row);
            }
        }
    }

    private static bool IsUtf8(IArrowArray array, int row)
    {
        var bytes = Value(array, row, out var valid);
        return !valid || Utf8.IsValid(bytes);
    }

    private DataException NotText(ReadOnlySpan<byte> bytes, long row) => Wrong(row,
        "0x" + System.Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, BytesShown)]) + (bytes.Length > BytesShown ? "..." : ""),
        "is not UTF-8. Write the column as text in UTF-8.");
}
