using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Cases;

/// <summary>The many ways in which producers write a trade as JSON, and the many in which they fail to.</summary>
internal static class RecordText
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Unknown =
        ["\"note\":\"k\\u00e9pi\"", "\"nested\":{\"Symbol\":[1,{\"b\":null}],\"c\":\"}\"}", "\"big\":1e400", "\"symbol\":\"lower case\"",
            "\"_offset\":-1"];

    public static byte[] Good(Random random, Trade trade)
    {
        if (random.Next(2) == 0)
        {
            return JsonSerializer.SerializeToUtf8Bytes(trade, random.Next(2) == 0 ? Relaxed : null);
        }

        var fields = Fields(trade);
        foreach (var (name, _) in fields.Where(f => f.Value == "null" && random.Next(2) == 0).ToList())
        {
            fields.Remove(name); // a nullable column that is missing is null
        }

        if (random.Next(3) == 0)
        {
            fields["Price"] += fields["Price"].Contains('.', StringComparison.Ordinal) ? "00" : ".0";
        }

        if (random.Next(3) == 0)
        {
            fields["Time"] = $"\"{trade.Time.AddHours(2).ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+02:00\"";
        }

        var texts = fields.Select(f => $"\"{f.Key}\"{Space(random)}:{Space(random)}{f.Value}")
            .Concat(Unknown.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(texts);
        return Encoding.UTF8.GetBytes($"{Space(random)}{{{string.Join($"{Space(random)},{Space(random)}", texts)}}}{Space(random)}");
    }

    public static byte[]? Bad(Random random, Trade trade) => random.Next(14) switch
    {
        0 => null,
        1 => [],
        2 => "not json"u8.ToArray(),
        3 => "[1, 2]"u8.ToArray(),
        4 => [.. "{\"Symbol\":\""u8, 0xFF, .. "\"}"u8],
        5 => JsonSerializer.SerializeToUtf8Bytes(trade)[..random.Next(1, 40)],
        6 => [.. JsonSerializer.SerializeToUtf8Bytes(trade), .. "{}"u8],
        7 => With(trade, "Symbol", "\"half \\ud83d\""),
        8 => With(trade, "Quantity", "2147483648"),
        9 => With(trade, "Quantity", "1.5"),
        10 => With(trade, "Price", "1.00001"),
        11 => With(trade, "Time", "\"2024-02-30T00:00:00Z\""),
        12 => With(trade, "Buy", "null"),
        _ => Encoding.UTF8.GetBytes("{" + string.Join(",", Fields(trade).Select(f => $"\"{f.Key}\":{f.Value}").Append("\"Fee\":1")) + "}"),
    };

    private static byte[] With(Trade trade, string field, string value)
    {
        var fields = Fields(trade);
        fields[field] = value;
        return Encoding.UTF8.GetBytes("{" + string.Join(",", fields.Select(f => $"\"{f.Key}\":{f.Value}")) + "}");
    }

    private static Dictionary<string, string> Fields(Trade trade)
    {
        using var document = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(trade));
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetRawText(), StringComparer.Ordinal);
    }

    private static string Space(Random random) => random.Next(6) switch { 0 => " ", 1 => "\n\t", 2 => " \r\n  ", _ => "" };
}
