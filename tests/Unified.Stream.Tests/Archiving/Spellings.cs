using System.Globalization;
using System.Text;
using System.Text.Json;
using Unified.Streaming.Tests.Fakes;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>
/// Records as producers write them: the same values in many spellings, fields in any order, some unknown, some missing, some broken.
/// </summary>
internal static class Spellings
{
    public static MemoryLog Log(Random random, int records)
    {
        var log = new MemoryLog { End = records };
        for (var offset = 0; offset < records; offset++)
        {
            log.Records.Add((offset, random.Next(25) switch { 0 => null, 1 => Encoding.UTF8.GetBytes("not json"), _ => Record(random) }));
        }

        return log;
    }

    /// <summary>JSON in one spelling: names in order, numbers and times by value, no nulls. Anything else as it is.</summary>
    public static string Canonical(string? text)
    {
        try
        {
            // Nulls that were written and nulls that were left out are the same.
            return text is null || Canonical(JsonDocument.Parse(text).RootElement) is not (not "{}" and var json) ? "" : json;
        }
        catch (JsonException)
        {
            return text!;
        }
    }

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null)
            .OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}:{Canonical(p.Value)}")) + "}",
        JsonValueKind.Number => value.GetDecimal().ToString("0.############", CultureInfo.InvariantCulture),
        JsonValueKind.String when DateTimeOffset.TryParse(
            value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
            time.UtcTicks.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static byte[] Record(Random random)
    {
        var fields = new List<(string Name, string Value)>
        {
            ("Time", Time(random)),
            ("Symbol", Text(random)),
            ("Quantity", Integer(random)),
            ("Serial", random.Next(3) == 0 ? $"{random.NextInt64()}" : Integer(random)),
            ("Price", Number(random)),
            ("Buy", random.Next(2) == 0 ? "true" : "false"),
        };
        Optional("Venue", Text);
        Optional("Fee", Integer);
        Optional("Reference", Integer);
        Optional("Tax", Number);
        Optional("Flagged", r => r.Next(2) == 0 ? "true" : "false");
        Optional("Settled", Time);
        Optional("Added", r => r.Next(5) == 0 ? Text(r) : Integer(r));
        Optional("Nested", r => "{ \"a\": [1, " + Text(r) + "] }");
        if (random.Next(6) == 0)
        {
            fields.RemoveAt(random.Next(fields.Count));
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(fields));
        return Encoding.UTF8.GetBytes("{" + string.Join(",", fields.Select(f => $"\"{f.Name}\"{Space()}:{Space()}{f.Value}")) + "}");

        string Space() => random.Next(4) == 0 ? " " : "";

        void Optional(string name, Func<Random, string> value)
        {
            if (random.Next(3) > 0)
            {
                fields.Add((name, random.Next(5) == 0 ? "null" : value(random)));
            }
        }
    }

    private static string Integer(Random random) => random.Next(8) == 0 ? "-0" : $"{random.Next(-1000, 1000)}";

    private static string Number(Random random)
    {
        var value = random.Next(-99999, 99999) / (random.Next(3) == 0 ? 1000m : 100m);
        return random.Next(5) switch
        {
            0 => $"{value.ToString(CultureInfo.InvariantCulture)}{(value == decimal.Truncate(value) ? "" : "00")}",
            1 => $"{(value * 100).ToString(CultureInfo.InvariantCulture)}e-2",
            2 => $"{random.Next(-50, 50)}",
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string Time(Random random)
    {
        var time = new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(0, 900_000));
        return random.Next(4) switch
        {
            0 => $"\"{time:yyyy-MM-ddTHH:mm:ss}+00:00\"",
            1 => $"\"{time:yyyy-MM-dd}\"",
            2 => $"\"{time:yyyy-MM-dd}\\u0054{time:HH:mm}\"",
            _ => $"\"{time:yyyy-MM-ddTHH:mm:ss}.{random.Next(1000):D3}Z\"",
        };
    }

    private static string Text(Random random) => random.Next(5) switch
    {
        0 => "\"\"",
        1 => "\"a\\\"b\\\\c\\n\"",
        2 => "\"\\u00dcn\\u0069 \\ud83d\\ude00\"",
        3 => "\"2024-03-01\"",
        _ => $"\"K{random.Next(20)}\"",
    };
}
