using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Unified.Batch.Tests.Spark;

/// <summary>Values of Arrow columns as Spark sends them, as text that is equal for equal values alone.</summary>
internal static class SparkCells
{
    public static string Text(IArrowArray array, int row) => array.IsNull(row) ? "null" : array switch
    {
        Int32Array a => Text(a.GetValue(row)),
        Int64Array a => Text(a.GetValue(row)),
        BooleanArray a => a.GetValue(row)!.Value ? "true" : "false",
        DoubleArray a => BitConverter.DoubleToInt64Bits(a.GetValue(row)!.Value).ToString("X16", CultureInfo.InvariantCulture),
        Decimal128Array a => a.GetString(row)!,
        StringArray a => $"'{a.GetString(row)}'",
        BinaryArray a => System.Convert.ToHexString(a.GetBytes(row)),
        TimestampArray a => Text(a.GetValue(row)),
        Date32Array a => Text(a.GetValue(row)),
        MapArray a => $"map{List(a.Keys, a.ValueOffsets[row], a.ValueOffsets[row + 1])}"
            + List(a.Values, a.ValueOffsets[row], a.ValueOffsets[row + 1]),
        ListArray a => List(a.Values, a.ValueOffsets[row], a.ValueOffsets[row + 1]),
        StructArray a => $"{{{string.Join(", ", a.Fields.Select(f => Text(f, row)))}}}",
        _ => throw new InvalidOperationException($"No text for {array.GetType().Name}."),
    };

    public static string Type(IArrowType type) => type switch
    {
        Decimal128Type d => string.Create(CultureInfo.InvariantCulture, $"decimal({d.Precision},{d.Scale})"),
        TimestampType { Unit: TimeUnit.Microsecond } t => $"timestamp[us{(t.Timezone is null ? "" : $", {t.Timezone}")}]",
        MapType m => $"map<{Type(m.KeyField.DataType)}, {Type(m.ValueField.DataType)}>",
        ListType l => $"list<{Type(l.ValueDataType)}>",
        StructType s => $"struct<{string.Join(", ", s.Fields.Select(f => $"{f.Name} {Type(f.DataType)}"))}>",
        _ => type.Name,
    };

    private static string List(IArrowArray values, int from, int to)
    {
        var text = new StringBuilder("[");
        for (var i = from; i < to; i++) { text.Append(i > from ? ", " : "").Append(Text(values, i)); }
        return text.Append(']').ToString();
    }

    private static string Text(long? value) => value!.Value.ToString(CultureInfo.InvariantCulture);
}
