using System.Globalization;
using System.Text.Json.Nodes;

namespace Unified.Hosting.Tests.Scaffolding;

/// <summary>JSON records of a random form: what real topics have, and what nobody should write but somebody does.</summary>
internal sealed class RandomRecords(Random random)
{
    private static readonly string[] Names =
    [
        "id", "userId", "user_id", "URL", "x-trace-id", "equals", "Clone", "record", "class", "2nd", "größe", "items", "status", "boxes",
        "a.b", "\"quoted\"", "back\\slash", "created_at", "ts", "ToString", "EventTime", "", "name", "price", "lines",
        "string", "é", "_id",
    ];

    /// <summary>Records with an event time.</summary>
    public IReadOnlyList<string> Next()
    {
        var shape = Object(depth: 0);
        return [.. Enumerable.Range(0, random.Next(1, 30)).Select(i =>
        {
            var record = (JsonObject)shape(false)!;
            record["seen_time"] = DateTime.UnixEpoch.AddSeconds(random.Next()).ToString("O", CultureInfo.InvariantCulture);
            return record.ToJsonString();
        })];
    }

    private Func<bool, JsonNode?> Object(int depth)
    {
        var fields = Enumerable.Range(0, random.Next(depth == 0 ? 1 : 0, 8)).Select(_ => (Name: Names[random.Next(Names.Length)],
            Shape: Value(depth + 1), Missing: random.Next(3) == 0)).DistinctBy(f => f.Name).ToList();
        return _ =>
        {
            var record = new JsonObject();
            foreach (var (name, shape, missing) in fields.OrderBy(_ => random.Next(5)))
            {
                if (!missing || random.Next(2) == 0)
                {
                    record[name] = shape(missing && random.Next(2) == 0);
                }
            }

            return record;
        };
    }

    private Func<bool, JsonNode?> Value(int depth)
    {
        Func<bool, JsonNode?> shape = random.Next(depth < 4 ? 22 : 17) switch
        {
            0 => _ => JsonValue.Create(random.Next(2) == 0),
            1 => _ => JsonValue.Create(random.Next(-100, 100)),
            2 => _ => JsonValue.Create(random.NextInt64() - (long.MaxValue / 2)),
            3 => _ => JsonNode.Parse(random.NextInt64().ToString(CultureInfo.InvariantCulture) + "0"),
            4 => _ => JsonNode.Parse(FormattableString.Invariant($"{random.Next(1000)}.{random.Next(100):00}")),
            5 => _ => JsonValue.Create(random.NextDouble() * Math.Pow(10, random.Next(-30, 30))),
            6 => _ => JsonNode.Parse(FormattableString.Invariant($"{random.Next(1, 9)}E{random.Next(-20, 20)}")),
            7 => _ => JsonValue.Create(1_600_000_000L + random.Next(100_000_000)),
            8 => _ => JsonValue.Create(1_600_000_000_000L + random.NextInt64(100_000_000_000)),
            9 => _ => JsonValue.Create(new string('a', random.Next(5)) + "é\u2028\"\\\n"),
            10 => _ => JsonValue.Create(DateOnly.FromDayNumber(random.Next(700_000, 750_000)).ToString("O", CultureInfo.InvariantCulture)),
            11 => _ => JsonValue.Create(random.Next(2) == 0 ? "2024-03-01" : "2024-03-01T06:00:00.1234567+05:30"),
            12 => _ => JsonValue.Create(new Guid(random.Next(), 1, 2, new byte[8]).ToString()),
            13 => _ => JsonValue.Create(FormattableString.Invariant($"{random.Next(24):00}:{random.Next(60):00}")),
            14 => _ => random.Next(2) == 0 ? JsonValue.Create(random.Next()) : JsonValue.Create("n/a"),
            15 => _ => JsonNode.Parse(new string('9', random.Next(1, 40))),
            16 => _ => null,
            17 => _ => random.Next(2) == 0 ? new JsonObject { ["x"] = 1 } : JsonValue.Create("x"),
            18 or 19 => Object(depth),
            _ => List(depth),
        };
        return missing => missing ? null : shape(false);
    }

    private Func<bool, JsonNode?> List(int depth)
    {
        var (element, nulls) = (Value(depth + 1), random.Next(4) == 0);
        return _ => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => element(nulls && random.Next(3) == 0))]);
    }
}
