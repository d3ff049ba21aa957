using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unified.Hosting.Configuration;
using Unified.Hosting.Topics;
using Unified.Time;

namespace Unified.Hosting.CommandLine;

/// <summary><c>peek</c>: the newest records of a topic, and what the program's sources make of them.</summary>
internal static class PeekCommand
{
    private const int Most = 10_000;

    public static Command Create(CommandContext context)
    {
        var topic = new Option<string>("--topic") { Description = "The topic.", Required = true };
        var count = new Option<int>("--count") { Description = "Most records. Default: 10.", DefaultValueFactory = _ => 10 };
        var partition = new Option<int?>("--partition") { Description = "The partition to look at. Default: all." };
        var command = new DescribedCommand("peek",
            "Shows the newest records of a topic and whether the program's sources take them, or why not. Joins no group, commits nothing.",
            "jobs peek --topic orders", "jobs peek --topic orders --count 3 --partition 0 --json",
            "jobs peek --topic orders --dev   (at the servers of a 'dev' that runs)");
        foreach (var option in new Option[] { topic, count, partition, context.Json })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            var most = parsed.GetValue(count);
            if (most is < 1 or > Most)
            {
                throw new SettingException($"--count {most}: allowed are 1 to {Most}.");
            }

            var (kafka, name) = (context.Kafka(parsed), parsed.GetValue(topic)!);
            var verdicts = context.SourcesOf(name).Select(s => new SourceVerdict(s, decoded: true)).ToList();
            // librdkafka's calls block.
            var only = parsed.GetValue(partition);
            var records = await Task.Run(() => NewestRecords.Read(kafka, name, most, only, cancellation), cancellation)
                .ConfigureAwait(false);
            if (parsed.GetValue(context.Json))
            {
                CommandContext.Print(new JsonArray([.. records.Select(r => (JsonNode)Json(r, verdicts))]));
            }
            else
            {
                Console.Out.WriteLine(records.Count == 0 ? $"Topic '{name}' has no records."
                    : string.Join('\n', records.Select(r => Text(r, verdicts))));
                if (verdicts.Count == 0)
                {
                    Console.Out.WriteLine($"No job of this program reads topic '{name}'. A source for it: "
                        + $"{context.Program} new-source --from {name}");
                }
            }

            return 0;
        });
        return command;
    }

    private static string Text(TopicRecord record, IReadOnlyList<SourceVerdict> verdicts)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"partition {record.Partition} offset {record.Offset} {Time(record) ?? "without a time"}"
            + $"{(record.Key is { } key ? $" key {Encoding.UTF8.GetString(key)}" : "")}\n  {Value(record)}"));
        foreach (var verdict in verdicts)
        {
            text.Append(verdict.Of(record.Value, out var columns) is { } reason
                ? $"\n  source '{verdict.Source.Name}' refuses it: {reason}"
                : $"\n  source '{verdict.Source.Name}' takes it: {string.Join(", ", columns.Select(c => $"{c.Name} {c.Text ?? "null"}"))}");
        }

        return text.ToString();
    }

    private static JsonObject Json(TopicRecord record, IReadOnlyList<SourceVerdict> verdicts) => new()
    {
        ["partition"] = record.Partition,
        ["offset"] = record.Offset,
        ["timestamp"] = Time(record),
        ["key"] = record.Key is { } key ? Encoding.UTF8.GetString(key) : null,
        ["value"] = Parsed(record.Value),
        ["sources"] = new JsonArray([.. verdicts.Select(v => (JsonNode)Json(record, v))]),
    };

    private static JsonObject Json(TopicRecord record, SourceVerdict verdict)
    {
        var refused = verdict.Of(record.Value, out var columns);
        return new JsonObject
        {
            ["source"] = verdict.Source.Name,
            ["refused"] = refused,
            ["columns"] = refused is not null ? null
                : new JsonObject(columns.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Name, c.Text))),
        };
    }

    private static string? Time(TopicRecord record) =>
        record.TimestampMillis is { } millis ? Timestamps.Format(checked(millis * 1_000)) : null;

    private static string Value(TopicRecord record) =>
        record.Value is { } value ? Encoding.UTF8.GetString(value) : "no value (a tombstone)";

    /// <summary>The value as JSON where it is some, else as text.</summary>
    private static JsonNode? Parsed(byte[]? value)
    {
        try
        {
            return value is null ? null : JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(value!);
        }
    }
}
