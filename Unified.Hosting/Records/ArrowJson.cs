using System.Globalization;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;
using Unified.Errors;
using Unified.Time;
using Unified.Types;

namespace Unified.Hosting.Records;

/// <summary>Values of Arrow columns as JSON, in the spelling that sources read: times as ISO 8601 text in UTC.</summary>
internal static class ArrowJson
{
    /// <summary>A field of an object; none where the value is null.</summary>
    public static void Field(Utf8JsonWriter json, string name, IArrowArray array, int row)
    {
        if (!array.IsNull(row) && array is not NullArray)
        {
            json.WritePropertyName(name);
            Value(json, name, array, row);
        }
    }

    private static void Value(Utf8JsonWriter json, string name, IArrowArray array, int row)
    {
        if (array is NullArray || array.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (array)
        {
            case BooleanArray a: json.WriteBooleanValue(a.GetValue(row)!.Value); break;
            case Int8Array a: json.WriteNumberValue(a.Values[row]); break;
            case Int16Array a: json.WriteNumberValue(a.Values[row]); break;
            case Int32Array a: json.WriteNumberValue(a.Values[row]); break;
            case Int64Array a: json.WriteNumberValue(a.Values[row]); break;
            case UInt8Array a: json.WriteNumberValue(a.Values[row]); break;
            case UInt16Array a: json.WriteNumberValue(a.Values[row]); break;
            case UInt32Array a: json.WriteNumberValue(a.Values[row]); break;
            case UInt64Array a: json.WriteNumberValue(a.Values[row]); break;
            case HalfFloatArray a: Real(json, name, (double)a.Values[row]); break;
            case FloatArray a: Real(json, name, a.Values[row], a.Values[row].ToString("R", CultureInfo.InvariantCulture)); break;
            case DoubleArray a: Real(json, name, a.Values[row]); break;
            case Decimal128Array a: json.WriteRawValue(Text(a, row)); break;
            case StringArray a: json.WriteStringValue(a.GetBytes(row)); break;
            case LargeStringArray a: json.WriteStringValue(a.GetString(row)); break;
            case BinaryArray a: json.WriteStringValue(a.GetBytes(row)); break;
            case Date32Array a: json.WriteStringValue(a.GetDateOnly(row)!.Value.ToString("O", CultureInfo.InvariantCulture)); break;
            case TimestampArray a: json.WriteStringValue(Timestamps.Format(Micros(a, row))); break;
            case Time32Array a: json.WriteStringValue(Clock(a.GetTime(row)!.Value)); break;
            case Time64Array a: json.WriteStringValue(Clock(a.GetTime(row)!.Value)); break;
            case DictionaryArray a: Value(json, name, a.Dictionary, (int)Index(a.Indices, row)); break;
            case FixedSizeBinaryArray a when ((FixedSizeBinaryType)a.Data.DataType).ByteWidth == 16:
                json.WriteStringValue(new Guid(a.GetBytes(row), bigEndian: true));
                break;
            case StructArray a: Object(json, a, row); break;
            case MapArray a: Map(json, name, a, row); break;
            case ListArray a: List(json, name, a.Values, a.ValueOffsets[row], a.ValueOffsets[row + 1]); break;
            default:
                throw new DataException($"Column '{name}' is {array.Data.DataType.Name}, which has no form in JSON that a source reads. "
                    + "Write it in another type.");
        }
    }

    private static void Object(Utf8JsonWriter json, StructArray array, int row)
    {
        json.WriteStartObject();
        var type = (StructType)array.Data.DataType;
        for (var i = 0; i < type.Fields.Count; i++)
        {
            // The children of a struct are sliced as it is.
            Field(json, type.Fields[i].Name, array.Fields[i], row);
        }

        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, string name, IArrowArray values, int from, int until)
    {
        json.WriteStartArray();
        for (var i = from; i < until; i++)
        {
            Value(json, name, values, i);
        }

        json.WriteEndArray();
    }

    private static void Map(Utf8JsonWriter json, string name, MapArray map, int row)
    {
        json.WriteStartObject();
        for (var i = map.ValueOffsets[row]; i < map.ValueOffsets[row + 1]; i++)
        {
            json.WritePropertyName(map.Keys is StringArray keys ? keys.GetString(i)
                : throw new DataException($"Column '{name}' is a map whose keys are no text, which JSON has no form for."));
            Value(json, name, map.Values, i);
        }

        json.WriteEndObject();
    }

    private static void Real(Utf8JsonWriter json, string name, double value, string? text = null)
    {
        if (!double.IsFinite(value))
        {
            throw new DataException($"Column '{name}' has {value.ToString(CultureInfo.InvariantCulture)}, which is no JSON.");
        }

        json.WriteRawValue(text ?? value.ToString("R", CultureInfo.InvariantCulture));
    }

    private static string Clock(TimeOnly time) => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    private static string Text(Decimal128Array array, int row)
    {
        var unscaled = BitConverter.ToInt128(array.ValueBuffer.Span.Slice((array.Data.Offset + row) * 16, 16));
        return Decimals.Format(unscaled, ((Decimal128Type)array.Data.DataType).Scale);
    }

    private static long Micros(TimestampArray array, int row)
    {
        var value = array.Values[row];
        return ((TimestampType)array.Data.DataType).Unit switch
        {
            TimeUnit.Second => checked(value * Timestamps.MicrosPerSecond),
            TimeUnit.Millisecond => checked(value * 1_000),
            TimeUnit.Microsecond => value,
            _ => (long)Timestamps.FloorDiv(value, (Int128)1_000),
        };
    }

    private static long Index(IArrowArray indices, int row) => indices switch
    {
        Int8Array a => a.Values[row],
        Int16Array a => a.Values[row],
        Int32Array a => a.Values[row],
        Int64Array a => a.Values[row],
        _ => throw new DataException($"A dictionary is indexed by {indices.Data.DataType.Name}, which is not read."),
    };
}
