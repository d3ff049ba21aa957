using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unified.Nexmark.Tests;

/// <summary>Published events and results of Nexmark, where UNIFIED_CORPORA says they are: in <c>nexmark-expected</c>.</summary>
internal static partial class PublishedRows
{
    private const string Variable = "UNIFIED_CORPORA";

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static string Folder
    {
        get
        {
            var root = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(root) || !Directory.Exists(Path.Combine(root, "nexmark-expected")))
            {
                Assert.Inconclusive($"{Variable} names no folder with nexmark-expected (the rows of RisingWave's end-to-end tests).");
            }

            return Path.Combine(root, "nexmark-expected");
        }
    }

    /// <summary>The events.</summary>
    public static IReadOnlyList<object> Events() => [.. Read<Person>("person"), .. Read<Auction>("auction"), .. Read<Bid>("bid")];

    /// <summary>The rows of a query's result, values apart by one blank, sorted.</summary>
    public static IReadOnlyList<string> Results(string query) =>
    [
        .. File.ReadLines(Path.Combine(Folder, $"{query}.expected.txt")).Select(line => Blanks().Replace(line, " ").Trim())
            .Where(line => line.Length > 0).Order(StringComparer.Ordinal),
    ];

    /// <summary>Values as the published rows have them, sorted.</summary>
    public static IReadOnlyList<string> Lines(IEnumerable<object?[]> rows) =>
        [.. rows.Select(row => string.Join(' ', row.Select(Text))).Order(StringComparer.Ordinal)];

    private static string Text(object? value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        null => "NULL",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static IEnumerable<object> Read<T>(string log) where T : notnull =>
        File.ReadLines(Path.Combine(Folder, $"{log}.ndjson")).Select(line => (object)JsonSerializer.Deserialize<T>(line, SnakeCase)!);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
