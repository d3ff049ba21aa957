using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Unified.Types;

/// <summary>
/// The values of lists as text: a list is a JSON array that holds text or null for a list of values, and for others an array of the
/// element's fields each. The text of a value is that of its carrier: a time is a number of microseconds. One list has one text, whatever
/// it was read from.
/// </summary>
public static class ListText
{
    /// <summary>The text of a value in its carrier.</summary>
    public static string Format(DataType type, object carrier) => type.Kind switch
    {
        TypeKind.Decimal or TypeKind.Guid or TypeKind.String or TypeKind.Boolean or TypeKind.Double or TypeKind.Single or TypeKind.List =>
            CarrierText.Format(type, carrier),
        _ => ((IFormattable)carrier).ToString(null, CultureInfo.InvariantCulture),
    };

    /// <summary>True for the text of a list of such elements.</summary>
    public static bool IsList(ListElement element, string text)
    {
        ArgumentNullException.ThrowIfNull(element);
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.EnumerateArray().All(e => element.Kind == ElementKind.Value ? IsValue(e, element.Fields[0].Type)
                : e.GetArrayLength() == element.Fields.Length
                    && e.EnumerateArray().Zip(element.Fields.Items).All(v => IsValue(v.First, v.Second.Type)));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsValue(JsonElement value, DataType type)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return type.Nullable;
        }

        try
        {
            return Parse(type, Encoding.UTF8.GetBytes(value.GetString()!)) is not string inner || type.Element is not { } element
                || IsList(element, inner);
        }
        catch (Errors.DataException)
        {
            return false;
        }
    }

    /// <summary>The value in its carrier of what <see cref="Format"/> wrote.</summary>
    /// <exception cref="Errors.DataException">It is no such text.</exception>
    public static object Parse(DataType type, ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return (type.Kind switch
        {
            TypeKind.String or TypeKind.List => text,
            TypeKind.Boolean or TypeKind.Decimal or TypeKind.Guid or TypeKind.Double or TypeKind.Single =>
                CarrierText.TryParse(type, text),
            TypeKind.UInt32 => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
            TypeKind.UInt64 => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
            _ when type.Carrier == typeof(int) =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null,
            _ => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : (object?)null,
        }) ?? throw new Errors.DataException($"A list has '{text}' where {type} stands: its column was not written by this program.");
    }
}
