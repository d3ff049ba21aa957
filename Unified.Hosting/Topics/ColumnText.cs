using Apache.Arrow;
using Unified.Streaming.Archiving;
using Unified.Time;
using Unified.Types;

namespace Unified.Hosting.Topics;

/// <summary>Values of decoded columns as people read them.</summary>
internal static class ColumnText
{
    /// <summary>The text of a value; null for null.</summary>
    public static string? Of(IArrowArray array, int row, DataType type) => array.IsNull(row) ? null : array switch
    {
        BooleanArray a => a.GetValue(row)!.Value ? "true" : "false",
        Decimal128Array a => Decimals.Format(BitConverter.ToInt128(a.ValueBuffer.Span.Slice((a.Data.Offset + row) * 16, 16)), type.Scale),
        TimestampArray a => Timestamps.Format(a.Values[row]),
        DictionaryArray { Indices: Int32Array ids, Dictionary: StringArray texts } => texts.GetString(ids.Values[row]),
        Int32Array a when type.Kind == TypeKind.Enum => CarrierText.Format(type, a.Values[row]),
        Int64Array a when type.Kind is TypeKind.Time => CarrierText.Format(type, a.Values[row]),
        _ => ArchivedValue.Text(array, row, type),
    };
}
