using System.Text.Json;
using System.Text.Json.Serialization;
using Unified.Definition;
using Unified.Linq;
using Unified.Logical;
using Unified.Streaming.Decoding;

namespace Unified.Streaming.Tests.Decoding;

/// <summary>Records as producers write them: names, nested objects, times and numbers in other spellings, only where the source says
/// so.</summary>
[TestClass]
public sealed class JsonFormTests
{
    private const string Time = "\"2024-03-01T00:00:00Z\"";

    [TestMethod]
    [DataRow(JsonNames.Exact, "OrderId")]
    [DataRow(JsonNames.CamelCase, "orderId")]
    [DataRow(JsonNames.SnakeCase, "order_id")]
    [DataRow(JsonNames.KebabCase, "order-id")]
    public void Names_follow_the_policy_of_the_source_and_no_other(JsonNames names, string field)
    {
        var source = Schema(new Source<Order> { Topic = "t", EventTime = o => o.At, Json = new() { Names = names } });
        foreach (var name in new[] { "OrderId", "orderId", "order_id", "order-id", "ORDERID" })
        {
            var record = $$"""{"At":{{Time}},"at":{{Time}},"{{name}}":5}""";
            var verdict = Verdict(source, record);
            Assert.AreEqual(name == field ? null : "column 'OrderId' is missing", verdict?.Split(';')[0], name);
        }
    }

    [TestMethod]
    public void Case_counts_only_where_the_source_says_so_and_an_exact_name_counts_more()
    {
        var source = Schema(new Source<Order> { Topic = "t", EventTime = o => o.At, Json = new() { IgnoreCase = true } });
        Assert.AreEqual("5", Values(source, $$"""{"aT":{{Time}},"ORDERID":5}""", "OrderId"));
        Assert.AreEqual("column 'OrderId' comes twice", Verdict(source, $$"""{"At":{{Time}},"ORDERID":5,"orderid":6}"""));
    }

    [TestMethod]
    public void A_name_of_its_own_counts_more_than_the_policy()
    {
        var source = Schema(new Source<Named> { Topic = "t", EventTime = o => o.At, Json = new() { Names = JsonNames.SnakeCase } });
        Assert.AreEqual("7", Values(source, $$"""{"ts":{{Time}},"@id":7}""", "OrderId"));
    }

    [TestMethod]
    [DataRow(UnixTimeUnit.Seconds, "1709251200", 1709251200000000)]
    [DataRow(UnixTimeUnit.Seconds, "1709251200.123456789", 1709251200123456)]
    [DataRow(UnixTimeUnit.Seconds, "-0.0000001", -1)]
    [DataRow(UnixTimeUnit.Milliseconds, "1709251200123", 1709251200123000)]
    [DataRow(UnixTimeUnit.Milliseconds, "\"1709251200123\"", 1709251200123000)]
    [DataRow(UnixTimeUnit.Microseconds, "1709251200123456", 1709251200123456)]
    [DataRow(UnixTimeUnit.Nanoseconds, "1709251200123456789", 1709251200123456)]
    [DataRow(UnixTimeUnit.Nanoseconds, "-1", -1)]
    [DataRow(UnixTimeUnit.Seconds, "1.7e9", 1700000000000000)]
    [DataRow(UnixTimeUnit.Milliseconds, Time, 1709251200000000)]
    public void Times_are_numbers_since_1970_where_the_source_says_so(UnixTimeUnit unit, string json, long micros)
    {
        var source = Schema(new Source<Order> { Topic = "t", EventTime = o => o.At, Json = new() { Times = unit } });
        Assert.AreEqual(micros.ToString(), Values(source, $$"""{"At":{{json}},"OrderId":5}""", "At"));
        if (json != Time)
        {
            StringAssert.Contains(Verdict(Schema(new Source<Order> { Topic = "t", EventTime = o => o.At }),
                $$"""{"At":{{json}},"OrderId":5}"""), "not an ISO 8601 time");
        }
    }

    [TestMethod]
    [DataRow("1e30")]
    [DataRow("\"12a\"")]
    [DataRow("\" 12\"")]
    [DataRow("\"0x10\"")]
    [DataRow("true")]
    public void What_is_no_time_in_any_spelling_is_refused(string json)
    {
        var source = Schema(new Source<Order> { Topic = "t", EventTime = o => o.At, Json = new() { Times = UnixTimeUnit.Milliseconds } });
        StringAssert.Contains(Verdict(source, $$"""{"At":{{json}},"OrderId":5}"""), "nor a number of milliseconds since 1970");
    }

    [TestMethod]
    public void One_time_of_a_record_may_be_spelled_otherwise_than_the_others()
    {
        var source = Schema(new Source<Named> { Topic = "t", EventTime = o => o.At });
        Assert.AreEqual("1709251200123000", Values(source, $$"""{"ts":{{Time}},"@id":7,"Sent":1709251200123}""", "Sent"));
    }

    [TestMethod]
    public void Numbers_may_be_text_and_text_may_be_numbers_only_where_the_source_says_so()
    {
        var record = $$"""{"At":{{Time}},"Price":"12.50","Weight":"1e-3","Count":"-7","Name":42,"Other":true}""";
        var exact = Schema(new Source<Loose> { Topic = "t", EventTime = o => o.At });
        StringAssert.Contains(Verdict(exact, record), "column 'Price' is \"12.50\", not a number");
        var loose = Schema(new Source<Loose>
        {
            Topic = "t",
            EventTime = o => o.At,
            Json = new() { NumbersInText = true, TextOfNumbers = true },
        });
        Assert.AreEqual("1250 0.001 -7 42 true", Values(loose, record, "Price", "Weight", "Count", "Name", "Other"));
        foreach (var wrong in new[] { "\"\"", "\"1 \"", "\"+1\"", "\"1,5\"", "\"NaN\"", "\"0x1\"", "\"01\"", "[1]" })
        {
            Assert.IsNotNull(Verdict(loose, record.Replace("\"12.50\"", wrong, StringComparison.Ordinal)), wrong);
        }
    }

    [TestMethod]
    public void A_missing_field_has_the_default_of_its_parameter_and_null_is_no_missing_field()
    {
        var source = Schema(new Source<WithDefaults> { Topic = "t", EventTime = o => o.At });
        Assert.AreEqual("3 web 1.50 2 null", Values(source, $$"""{"At":{{Time}}}""", "Count", "Channel", "Price", "State", "Note")
            .Replace("150", "1.50", StringComparison.Ordinal));
        Assert.AreEqual("column 'Count' is null but the column is required", Verdict(source, $$"""{"At":{{Time}},"Count":null}"""));
        Assert.AreEqual("9", Values(source, $$"""{"At":{{Time}},"Count":9}""", "Count"));
    }

    [TestMethod]
    public void Records_in_records_are_columns_by_their_path()
    {
        var source = Schema(new Source<Visit> { Topic = "t", EventTime = v => v.At, Json = new() { Names = JsonNames.CamelCase } });
        const string Whole = """
            {"at":"2024-03-01T00:00:00Z","user":{"id":7,"home":{"city":"Ulm","zip":null},"more":[1,{"x":2}]},"device":{"os":"x","age":4}}
            """;
        Assert.AreEqual("7 Ulm null true x 4", Values(source, Whole, "User.Id", "User.Home.City", "User.Home.Zip", "Device", "Device.Os",
            "Device.Age"));
        Assert.AreEqual("7 false null null", Values(source,
            """{"at":"2024-03-01T00:00:00Z","user":{"home":{"city":"Ulm"},"id":7}}""", "User.Id", "Device", "Device.Os", "Device.Age"));
        Assert.AreEqual("false", Values(source,
            """{"at":"2024-03-01T00:00:00Z","user":{"home":{"city":"Ulm"},"id":7},"device":null}""", "Device"));
    }

    [TestMethod]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":{"home":{"city":"Ulm"}}}""", "column 'User.Id' is missing")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":{"id":1}}""", "record 'user.home' is missing")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z"}""", "record 'user' is missing")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":null}""", "record 'user' is null but it is required")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":5}""", "record 'user' is 5, not an object")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":[{"id":1}]}""", "record 'user' is [, not an object")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":{"id":1,"home":{"city":"a"}},"user":{}}""", "record 'user' comes twice")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":{"id":1,"id":2,"home":{"city":"a"}}}""", "column 'User.Id' comes twice")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":{"id":1,"home":{"city":"a"},"x":1,"x":2}}""", "field 'x' comes twice")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":{"id":1,"home":{"city":"a"}},"device":{"os":"x"}}""",
        "column 'Device.Age' is missing")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":{"id":1,"home":{"city":"a"}},"device":{"os":"x","age":null}}""",
        "column 'Device.Age' is null but the column is required")]
    [DataRow("""{"at":"2024-03-01T00:00:00Z","user":{"id":1,"home":{"city":"a"}},"device":7}""", "record 'device' is 7, not an object")]
    public void What_is_wrong_inside_a_record_is_named_by_its_path(string record, string verdict)
    {
        var source = Schema(new Source<Visit> { Topic = "t", EventTime = v => v.At, Json = new() { Names = JsonNames.CamelCase } });
        Assert.AreEqual(verdict, Verdict(source, record));
    }

    internal static SourceSchema Schema(SourceSettings source) => SourceReader.Schema(source);

    private static string? Verdict(SourceSchema source, string record) =>
        RecordDecoder.For(source, []).Append(new LogRecord(0, Records.Utf8(record)));

    private static string Values(SourceSchema source, string record, params string[] columns)
    {
        var decoder = RecordDecoder.For(source, source.Columns);
        Assert.IsNull(decoder.Append(new LogRecord(0, Records.Utf8(record))));
        using var batch = decoder.Take();
        return string.Join(' ', columns.Select(c => JsonSerializer.Serialize(Records.Cell(batch.Column(c), 0) is Int128 wide ? (long)wide
            : Records.Cell(batch.Column(c), 0)).Trim('"')));
    }

    private enum State
    {
        New = 1,
        Old = 2,
    }

    private sealed record Order(DateTime At, int OrderId);

    private sealed record Named(
        [property: JsonPropertyName("ts")] DateTime At, [property: JsonPropertyName("@id")] int OrderId,
        [property: UnixTime(UnixTimeUnit.Milliseconds)] DateTime? Sent);

    private sealed record Loose(DateTime At, [property: Precision(9, 2)] decimal Price, double Weight, long Count, string Name,
        string Other);

    private sealed record WithDefaults(
        DateTime At, int Count = 3, string Channel = "web", [property: Precision(9, 2)] decimal Price = 1.5m, State State = State.Old,
        string? Note = null);

    private sealed record Visit(DateTime At, User User, Device? Device);

    private sealed record User(int Id, Address Home);

    private sealed record Address(string City, string? Zip);

    private sealed record Device(string Os, int Age);
}
