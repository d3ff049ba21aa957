using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Unified.Logical;
using Unified.Time;

namespace Unified.Serving.Api;

/// <summary>The JSON body of an answer: what it is an answer to and how far it reaches, then the rows and whether there are more.</summary>
internal sealed class RowsResult(JobPlan plan, JobState state, IReadOnlyList<object?[]> rows, int limit) : IResult
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
            foreach (var row in rows.Take(limit))
            {
                json.WriteStartObject();
                for (var i = 0; i < row.Length; i++)
                {
                    json.WritePropertyName(plan.Outputs[i].Field.Name);
                    WriteValue(json, plan.Outputs[i].Field.Type, row[i]);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("more", rows.Count > limit);
            json.WriteEndObject();
        }
    }

    // Numbers are written as ClickHouse has them: 64-bit integers and decimals keep all their digits.
    private static void WriteValue(Utf8JsonWriter json, DataType type, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case long micros when type.Kind == TypeKind.Timestamp: json.WriteStringValue(Timestamps.Format(micros)); break;
            case string number when type.Kind == TypeKind.Decimal: json.WriteRawValue(number); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            default: throw new Errors.InternalException($"A {value.GetType().Name} in a column of type {type} has no JSON form.");
        }
    }
}
