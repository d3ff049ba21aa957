using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Unified.Errors;
using Unified.Plans;
using Unified.Types;

namespace Unified.Serving.Api;

/// <summary>
/// Where a page of rows ended: the values of its last row in the columns of the order, and what the request was about. Its
/// text means nothing to a caller.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Version">The definition version.</param>
/// <param name="Request">What was asked for, but for the length of the page.</param>
/// <param name="Place">The values, as <see cref="RowsQuery"/> reads them.</param>
internal sealed record PageCursor(string Job, string Version, string Request, ImmutableArray<object?> Place)
{
    /// <summary>The form in answers and requests.</summary>
    public string Text
    {
        get
        {
            using var body = new MemoryStream();
            using (var json = new Utf8JsonWriter(body))
            {
                json.WriteStartArray();
                json.WriteStringValue(Job);
                json.WriteStringValue(Version);
                json.WriteStringValue(Request);
                foreach (var value in Place)
                {
                    Write(json, value);
                }

                json.WriteEndArray();
            }

            return Base64Url.EncodeToString(body.ToArray());
        }
    }

    /// <summary>The cursor of a row.</summary>
    public static PageCursor After(JobPlan plan, RowsRequest request, IEnumerable<object?> place) =>
        new(plan.Job, plan.Version, Fingerprint(request), [.. place]);

    /// <summary>The place that a cursor stands for, or what is wrong with it.</summary>
    public static ImmutableArray<object?>? Read(JobPlan plan, RowsRequest request, string text, out string wrong)
    {
        wrong = "";
        if (Decode(text) is not { } cursor)
        {
            wrong = "is not a cursor that an answer gave as 'next'";
            return null;
        }

        wrong = cursor.Job != plan.Job ? $"is a cursor of job '{cursor.Job}', not of '{plan.Job}'"
            : cursor.Version != plan.Version ? $"is a cursor of definition {cursor.Version}, and job '{plan.Job}' is {plan.Version} here"
            : cursor.Request != Fingerprint(request) ? "is a cursor of a request with other filters, other times or another order"
            : cursor.Place.Length != request.Order.Terms.Length ? "is not a cursor that an answer gave as 'next'" : "";
        var place = ImmutableArray.CreateBuilder<object?>();
        for (var i = 0; wrong.Length == 0 && i < cursor.Place.Length; i++)
        {
            if (Value(request.Order.Terms[i].Field.Type, (JsonElement)cursor.Place[i]!, out var value))
            {
                place.Add(value);
            }
            else
            {
                wrong = "is not a cursor that an answer gave as 'next'";
            }
        }

        return wrong.Length == 0 ? place.ToImmutable() : null;
    }

    // Whoever changes a filter between two pages would get rows that fit neither.
    private static string Fingerprint(RowsRequest request)
    {
        var text = new StringBuilder();
        foreach (var filter in request.Filters.OrderBy(f => f.Column.Field.Name, StringComparer.Ordinal))
        {
            var values = filter.Values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)!).Distinct()
                .Order(StringComparer.Ordinal);
            text.Append(JsonSerializer.Serialize<string[]>([filter.Column.Field.Name, filter.OrNull ? "null" : "", .. values]));
        }

        text.Append(CultureInfo.InvariantCulture, $"{request.From} {request.To} ");
        text.AppendJoin(',', request.Order.Terms.Select(t => t.Descending ? "-" + t.Field.Name : t.Field.Name));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static PageCursor? Decode(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            return json.RootElement is { ValueKind: JsonValueKind.Array } root && root.GetArrayLength() >= 3
                ? new PageCursor(
                    root[0].GetString()!, root[1].GetString()!, root[2].GetString()!,
                    [.. root.EnumerateArray().Skip(3).Select(e => (object?)e.Clone())])
                : null;
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(BitConverter.DoubleToInt64Bits(number)); break;
            case float number: json.WriteNumberValue(BitConverter.SingleToInt32Bits(number)); break;
            case uint number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            default: throw new InternalException($"A {value.GetType().Name} has no place in an order.");
        }
    }

    // A value as it is bound: of a double its bits.
    private static bool Value(DataType type, JsonElement json, out object? value)
    {
        value = (type.Kind, json.ValueKind) switch
        {
            (_, JsonValueKind.Null) => null,
            (TypeKind.String, JsonValueKind.String) => json.GetString(),
            (TypeKind.Decimal, JsonValueKind.String) => DecimalValue.Parse(json.GetString()!, type.Precision, type.Scale),
            (TypeKind.Boolean, JsonValueKind.True or JsonValueKind.False) => json.GetBoolean(),
            (TypeKind.Guid, JsonValueKind.String) => Guid.TryParseExact(json.GetString(), "D", out var guid) ? guid.ToString() : null,
            (TypeKind.UInt64, JsonValueKind.Number) => json.TryGetUInt64(out var number) ? number : null,
            (TypeKind.UInt32, JsonValueKind.Number) => json.TryGetUInt32(out var number) ? number : null,
            (_, JsonValueKind.Number) when type.Carrier == typeof(int) || type.Kind == TypeKind.Single =>
                json.TryGetInt32(out var number) ? number : null,
            (_, JsonValueKind.Number) when type.Carrier == typeof(long) || type.Kind == TypeKind.Double =>
                json.TryGetInt64(out var number) ? number : null,
            _ => null,
        };
        return value is not null || (json.ValueKind == JsonValueKind.Null && type.Nullable);
    }
}
