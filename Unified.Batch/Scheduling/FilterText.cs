using System.Text.Json;
using System.Text.Json.Nodes;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Batch.Scheduling;

/// <summary>
/// A filter as it is stored in the queue: text of our own, which a newer program reads whatever its types are called by then.
/// </summary>
internal static class FilterText
{
    /// <summary>Null for what narrows nothing.</summary>
    public static string? Write(PlanFilter? filter)
    {
        if (filter is null || filter == PlanFilter.None)
        {
            return null;
        }

        var json = new JsonObject();
        Add(json, "from", filter.FromDay);
        Add(json, "until", filter.UntilDay);
        Add(json, "only", filter.Only switch { EventOrigin.History => "history", EventOrigin.Log => "log", _ => null });
        Add(json, "rebuild", filter.Rebuild ? true : null);
        return json.ToJsonString();
    }

    /// <exception cref="DataException">A newer program has written it.</exception>
    public static PlanFilter? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            var json = JsonNode.Parse(text)!.AsObject();
            // What this program does not know it must not pass over: it would compute something else.
            return json.Any(p => p.Key is not ("from" or "until" or "only" or "rebuild"))
                ? throw Unknown(text, null)
                : new PlanFilter
                {
                    FromDay = json["from"]?.GetValue<int>(),
                    UntilDay = json["until"]?.GetValue<int>(),
                    Only = json["only"]?.GetValue<string>() switch
                    {
                        null => null,
                        "history" => EventOrigin.History,
                        "log" => EventOrigin.Log,
                        _ => throw Unknown(text, null),
                    },
                    Rebuild = json["rebuild"]?.GetValue<bool>() ?? false,
                };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw Unknown(text, error);
        }
    }

    private static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static DataException Unknown(string text, Exception? error) => new(
        $"A queued backfill narrows what it plans by '{text}', which this program cannot read: a newer one has queued it. "
        + "Trigger it again from this one, or run the newer one.", error);
}
