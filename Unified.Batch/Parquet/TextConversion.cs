using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Logical;
using Field = Unified.Logical.Field;

namespace Unified.Batch.Parquet;

/// <summary>Text as dictionary&lt;int32, utf8&gt; or utf8; other forms of text are written out as utf8.</summary>
internal sealed class TextConversion(string file, Field column, IArrowType found, IArrowType type) : ColumnConversion(file, column, found, type)
{
    public static bool Takes(IArrowType type) =>
        type is StringType or LargeStringType
        || type is DictionaryType { IndexType: Int32Type, ValueType: StringType or LargeStringType };

    public static TextConversion From(string file, Field column, IArrowType found) => new(file, column, found,
        found is DictionaryType { ValueType: StringType } ? found : StringType.Default);

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        if (array is StringArray or DictionaryArray { Dictionary: StringArray { NullCount: 0 } })
        {
            return array;
        }

        if (array is DictionaryArray { Dictionary: StringArray })
        {
            // The engine takes nulls from the indices alone.
            throw Wrong(firstRow, "a dictionary with a null entry", "is not supported. Write the file again.");
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

    private static ReadOnlySpan<byte> Value(IArrowArray array, int row, out bool valid)
    {
        if (array is not DictionaryArray encoded)
        {
            var text = ((LargeStringArray)array).GetBytes(row, out var isNull);
            valid = !isNull;
            return text;
        }

        var indices = (Int32Array)encoded.Indices;
        if (indices.IsNull(row))
        {
            valid = false;
            return default;
        }

        return Value(encoded.Dictionary, indices.GetValue(row)!.Value, out valid);
    }
}
