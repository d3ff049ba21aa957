using System.Text.Json;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.Manifests;

namespace Unified.Serving.Api;

/// <summary>The part of every answer that says what it is an answer to: version, manifest, cut, begin, frontier, complete.</summary>
internal static class StateJson
{
    public static void Write(Utf8JsonWriter json, JobPlan plan, JobState state)
    {
        json.WriteString("job", plan.Job);
        json.WriteString("definitionVersion", plan.Version);
        json.WriteStartObject("manifest");
        json.WriteNumber("seq", state.Manifest.Seq);
        json.WriteString("id", state.Manifest.Id);
        json.WriteEndObject();
        Map(json, "cut", state.Manifest.Cut.Epochs);
        Map(json, "begins", state.Begins);
        Map(json, "frontier", state.Frontier);
        json.WriteBoolean("complete", state.Complete);
        Texts(json, "reasons", state.Reasons.Select(r => r.Message));
        Texts(json, "notes", state.Notes);
        // Without a look at the log nobody knows how far behind the answer is.
        if (state.BehindFor is { } behindFor)
        {
            Map(json, "behind", state.Behind);
            json.WriteNumber("behindSeconds", (long)behindFor.TotalSeconds);
        }

        if (state.Written is { } written)
        {
            json.WriteString("written", written.UtcDateTime);
        }
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Map(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<LogPartition, long>> map)
    {
        json.WriteStartObject(name);
        foreach (var (partition, value) in map)
        {
            json.WriteNumber(partition.Text, value);
        }

        json.WriteEndObject();
    }
}
