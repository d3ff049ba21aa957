using System.Text;
using System.Text.Json;

namespace Unified.Hosting.Topics;

/// <summary>The key of a record: the value of one of its fields.</summary>
internal static class RecordKey
{
    /// <summary>The text of a text, the JSON of anything else; null where there is no such field, or no JSON at all.</summary>
    /// <param name="json">The record.</param>
    /// <param name="path">The field; objects inside of objects with dots: <c>customer.id</c>.</param>
    public static byte[]? Of(byte[] json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Find(document.RootElement, path) is { ValueKind: not JsonValueKind.Null } found
                ? Encoding.UTF8.GetBytes(found.ValueKind == JsonValueKind.String ? found.GetString()! : found.GetRawText()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement record, string path)
    {
        if (record.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (record.TryGetProperty(path, out var whole))
        {
            return whole;
        }

        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && record.TryGetProperty(path[..dot], out var outer) ? Find(outer, path[(dot + 1)..]) : null;
    }
}
