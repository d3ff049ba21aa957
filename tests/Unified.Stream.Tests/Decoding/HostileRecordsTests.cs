using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Decoding;

/// <summary>Records that nobody meant to send, or that somebody meant badly.</summary>
[TestClass]
public sealed class HostileRecordsTests
{
    private const string Variable = "UNIFIED_CORPORA";
    private const int Rounds = 30_000;
    private static readonly string[] Fields = ["Unknown", "Symbol", "Venue", "Quantity", "Serial", "Price", "Buy", "Tax", "Time", "Fee"];

    // What readers of JSON have been found to differ about.
    private static readonly string[] Pieces =
    [
        "null", "true", "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "\\udc00", "\\uD83D\\uDE00", "1e400",
        "-0", "0.1e-7", "1E5",
        "9223372036854775807", "-9223372036854775809", "1.00", "00", ".5", "5.", "+1", "NaN", "Infinity", "'", "/*", "//",
        "\u00e9", "\u2028",
        "\0", "\ufeff", "\"Symbol\":", "\"Quantity\":2,", "0001-01-01T00:00:00Z", "9999-12-31T24:00:00Z", "2024-02-30",
        "2024-06-30T23:59:60Z",
        "79228162514264337593543950336", "\\", "\n", "\t", "[[[[[[[[", "{\"a\":",
    ];

    [TestMethod]
    public void Every_file_of_the_JSON_test_suite_is_decoded_as_System_Text_Json_reads_it_or_refused_with_a_reason()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable(Variable) ?? "", "json-test-suite", "test_parsing");
        if (!Directory.Exists(folder))
        {
            Assert.Inconclusive($"{Variable} names no folder with json-test-suite/test_parsing (github.com/nst/JSONTestSuite).");
        }

        var (taken, refused) = (0, 0);
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            foreach (var field in Fields.Prepend(""))
            {
                try
                {
                    var verdict = HostileRecords.Judge(field.Length == 0 ? bytes : HostileRecords.Around(field, bytes));
                    (taken, refused) = verdict is null ? (taken + 1, refused) : (taken, refused + 1);
                    // Of what is JSON the field is named that is wrong.
                    if (verdict is not null && field.Length > 0 && IsJson(bytes))
                    {
                        Assert.Contains($"'{field}'", verdict);
                    }

                    Assert.IsFalse(verdict is null && Path.GetFileName(file).StartsWith("n_", StringComparison.Ordinal), "taken");
                }
                catch (Exception error)
                {
                    wrong.Add($"{Path.GetFileName(file)} as {field}: {error.GetType().Name} {error.Message}");
                }
            }
        }

        Console.WriteLine($"{taken} taken, {refused} refused");
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThan(50, taken);
        Assert.IsGreaterThan(1000, refused);
    }

    [TestMethod]
    public void Whatever_the_bytes_of_a_record_are_they_are_read_as_System_Text_Json_reads_them_or_refused()
    {
        var seed = TestSeed.Take();
        var taken = 0;
        Fuzz.Run(Rounds, round => Hostile(seed.Random(round)), record => taken += HostileRecords.Judge(record) is null ? 1 : 0);
        Console.WriteLine($"{taken} taken");
    }

    private static bool IsJson(byte[] bytes)
    {
        try
        {
            JsonDocument.Parse(bytes).Dispose();
            // Inside of texts it does not look.
            return Utf8.IsValid(bytes);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Hostile(Random random)
    {
        var bytes = (random.Next(3) == 0 ? HostileRecords.Around(Fields[random.Next(Fields.Length)], Piece(random))
            : Records.Json(Trades.Next(random))).ToList();
        for (var changes = random.Next(4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes.RemoveAt(at); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, random.Next(bytes.Count - at))); break;
                default: bytes.InsertRange(at, Piece(random)); break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Piece(Random random) => Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]);
}
