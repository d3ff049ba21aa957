using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Unified.Plans;
using Unified.Serving.Manifests;
using Unified.Time;
using Unified.Types;

namespace Unified.Serving.Api;

/// <summary>
/// The JSON body of an answer: what it is an answer to and how far it reaches, then the rows, whether there are more, and where
/// those begin.
/// </summary>
internal sealed class RowsResult(JobPlan plan, JobState state, IReadOnlyList<object?[]> rows, RowsRequest request) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        var json = new Utf8JsonWriter(httpContext.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            StateJson.Write(json, plan, state);
            json.WriteStartArray("rows");
            foreach (var row in rows.Take(request.Limit))
            {
                json.WriteStartObject();
                for (var i = 0; i < plan.Outputs.Length; i++)
                {
                    json.WritePropertyName(plan.Outputs[i].Field.Name);
                    WriteValue(json, plan.Outputs[i].Field.Type, row[i]);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            var more = rows.Count > request.Limit;
            json.WriteBoolean("more", more);
            json.WriteString("next", more && request.Order.HasPages
                ? PageCursor.After(plan, request, rows[request.Limit - 1].Skip(plan.Outputs.Length)).Text : null);
            json.WriteEndObject();
        }
    }

    // Numbers are written as ClickHouse has them: 64-bit integers and decimals keep all their digits.
    private static void WriteValue(Utf8JsonWriter json, DataType type, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case { } when type.Kind is TypeKind.Timestamp or TypeKind.Date or TypeKind.Time or TypeKind.Duration or TypeKind.Enum:
                json.WriteStringValue(CarrierText.Format(type, value));
                break;
            case Array values when type.Element is { Fields: [var element] }:
                json.WriteStartArray();
                foreach (var one in values)
                {
                    WriteValue(json, element.Type, one);
                }

                json.WriteEndArray();
                break;
            case string number when type.Kind == TypeKind.Decimal: json.WriteRawValue(number); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case uint number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): json.WriteNumberValue(number); break;
            // JSON has no word for them: as System.Text.Json names them.
            case double or float: json.WriteStringValue(CarrierText.Format(type, value)); break;
            default: throw new Errors.InternalException($"A {value.GetType().Name} in a column of type {type} has no JSON form.");
        }
    }
}
