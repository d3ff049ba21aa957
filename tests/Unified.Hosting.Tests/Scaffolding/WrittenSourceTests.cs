using System.Text;
using Unified.Errors;
using Unified.Hosting.Records;
using Unified.Hosting.Scaffolding;
using Unified.TestKit;

namespace Unified.Hosting.Tests.Scaffolding;

/// <summary>What <c>new-source</c> writes compiles without a warning, and takes every record that it was written from.</summary>
[TestClass]
public sealed class WrittenSourceTests
{
    private const int Cases = 40;

    [TestMethod]
    public void A_source_takes_all_records_that_it_was_written_from()
    {
        var random = TestSeed.Take().Random();
        using var folder = new TempFolder();
        var (codes, all) = (new List<string>(), new List<IReadOnlyList<FileRecord>>());
        for (var i = 0; i < Cases; i++)
        {
            var file = Path.Combine(folder.Path, "events.ndjson");
            File.WriteAllLines(file, new RandomRecords(random).Next());
            var sample = SourceSample.OfFile(file);
            Assert.IsEmpty(sample.Refused);
            all.Add([.. RecordFile.Read(file, null)]);
            codes.Add(sample.Write(new SourceRequest("events", "Event", $"Case{i}", 4, null, sample.From)));
        }

        var sources = WrittenSource.Compile(codes);
        for (var i = 0; i < Cases; i++)
        {
            Assert.AreEqual("", WrittenSource.Refusals(sources[i], all[i]), codes[i]);
        }
    }

    [TestMethod]
    public void Types_are_those_of_the_data()
    {
        var code = Written("""
            {"event_id":"0f8fad5b-d9cb-469f-a165-70867728950e","ts":1709251200123,"user":{"id":1,"joined":"2024-01-31"},"amount":12.50,
             "lat":52.520008,"clicks":3,"total":3000000000,"tags":["a"],"lines":[{"sku":"x","n":1}],"ok":true,"note":null,"code":7}
            {"event_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","ts":1709251200124,"user":{"id":2,"joined":"2024-02-01"},"amount":3,
             "lat":1.5,"clicks":4,"total":1,"tags":[],"lines":[{"sku":"y","n":2,"gift":true}],"ok":false,"note":"hi","code":"A7",
             "device":{"os":"linux"}}
            """.Replace(",\n ", ",", StringComparison.Ordinal), "shop-clicks");
        Assert.Contains("using System.Text.Json.Serialization;", Written("""{"at":"2024-03-01T06:00:00Z","X":1,"user_id":2}""", "t"));
        Assert.AreEqual("""
            /// <summary>A record of the topic 'shop-clicks'.</summary>
            public sealed record ShopClick(
                Guid EventId,
                [property: UnixTime(UnixTimeUnit.Milliseconds)] DateTime Ts,
                ShopClickUser User,
                [property: Precision(18, 2)] decimal Amount,
                double Lat,
                int Clicks,
                long Total,
                string[] Tags,
                ShopClickLine[] Lines,
                bool Ok,
                string? Note,
                string Code,
                ShopClickDevice? Device);
            """.ReplaceLineEndings("\n"), Record(code, "ShopClick"));
        Assert.AreEqual("public sealed record ShopClickLine(\n    string Sku,\n    int N,\n    bool? Gift);",
            Record(code, "ShopClickLine").Split("</summary>\n")[1]);
        Assert.Contains("Json = new() { Names = JsonNames.SnakeCase, TextOfNumbers = true },", code);
        Assert.Contains("EventTime = e => e.Ts,", code);
        WrittenSource.Compile(code);
    }

    [TestMethod]
    [DataRow("""{"day":"2024-03-01","at":"06:00"}""", "e.Day", "DateTime Day")]
    [DataRow("""{"created_at":"2024-03-01T06:00:00Z","event_time":"2024-03-01T06:00:00Z"}""", "e.EventTime", "DateTime CreatedAt")]
    [DataRow("""{"id":1709251200,"meta":{"at":1709251200}}""", "e.Meta.At", "int Id")]
    public void The_event_time_is_the_likeliest_time(string record, string path, string has)
    {
        var code = Written(record, "events");
        Assert.Contains($"EventTime = e => {path},", code);
        Assert.Contains(has, code);
        WrittenSource.Compile(code);
    }

    [TestMethod]
    public void Without_a_time_in_every_record_there_is_no_source() => Assert.Contains(
        "Times are: at (not in every record).",
        Assert.ThrowsExactly<DataException>(() => Written("""
            {"id":1,"at":"2024-03-01T06:00:00Z"}
            {"id":2}
            """, "events")).Message);

    [TestMethod]
    public void What_no_type_fits_is_left_out_and_said()
    {
        var code = Written("""
            {"at":"2024-03-01T06:00:00Z","matrix":[[1],[2]],"either":{"a":1},"big":1e999}
            {"at":"2024-03-01T06:00:00Z","matrix":[],"either":"b","big":1}
            """, "events");
        Assert.Contains("// Not taken: matrix holds lists of lists.", code);
        Assert.Contains("// Not taken: either is an object or a list in some records and something else in others.", code);
        Assert.Contains("// Not taken: big has numbers that no double holds.", code);
        Assert.Contains("public sealed record Event(\n    DateTime At);", code);
    }

    [TestMethod]
    public void Records_that_no_source_takes_are_named()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "events.ndjson");
        File.WriteAllText(file, "{\"at\":\"2024-03-01T06:00:00Z\"}\nnonsense\n[1]\n{\"at\":1,\"at\":2}\n{\"x\":\"\\ud800\"}\n");
        var sample = SourceSample.OfFile(file);
        Assert.AreEqual(1, sample.Records);
        Assert.AreEqual("line 2 is no JSON; line 3 is no JSON object; line 4 has the field 'at' twice; line 5 has text that is no Unicode",
            string.Join("; ", sample.Refused.Select(r => $"{r.Place} {r.Reason}")));
    }

    private static string Written(string records, string topic)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, topic + ".ndjson");
        File.WriteAllText(file, records, new UTF8Encoding(false));
        var sample = SourceSample.OfFile(file);
        return sample.Write(new SourceRequest(topic, Identifiers.Singular(Identifiers.Pascal(topic)), "Written", 4, null, sample.From));
    }

    private static string Record(string code, string name)
    {
        var begin = code.IndexOf($"record {name}(", StringComparison.Ordinal);
        begin = code.LastIndexOf("/// <summary>", begin, StringComparison.Ordinal);
        return code[begin..(code.IndexOf(");", begin, StringComparison.Ordinal) + 2)];
    }
}
