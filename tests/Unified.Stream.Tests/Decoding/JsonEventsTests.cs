using Unified.Definition;
using Unified.Logical;
using Unified.Streaming.Decoding;

namespace Unified.Streaming.Tests.Decoding;

/// <summary>Records that hold several events.</summary>
[TestClass]
public sealed class JsonEventsTests
{
    private const string First = """{"At":"2024-03-01T00:00:00Z","Id":1}""";
    private const string Second = """{"At":"2024-03-01T00:00:00Z","Id":2,"More":{"x":[1]}}""";

    [TestMethod]
    [DataRow(SourceFormat.JsonLines, First + "\n" + Second)]
    [DataRow(SourceFormat.JsonLines, "\n \t\r\n" + First + "\r\n\r\n" + Second + "\n")]
    [DataRow(SourceFormat.JsonArray, "[" + First + "," + Second + "]")]
    [DataRow(SourceFormat.JsonArray, " [\n" + First + " ,\n " + Second + "\n]\r\n ")]
    public void Every_event_of_a_record_is_a_row_of_its_offset(SourceFormat format, string record)
    {
        var decoder = Decoder(format);
        Assert.IsNull(decoder.Append(new LogRecord(7, Records.Utf8(record))));
        Assert.AreEqual(2, decoder.Count);
        Assert.AreEqual("1 | 7 | null | null | null\n2 | 7 | null | null | {\"More\":{\"x\":[1]}}", Print(decoder));
    }

    [TestMethod]
    [DataRow(SourceFormat.JsonLines, "\n")]
    [DataRow(SourceFormat.JsonLines, " ")]
    [DataRow(SourceFormat.JsonArray, "[]")]
    [DataRow(SourceFormat.JsonArray, " [ ] ")]
    public void A_record_may_have_no_events(SourceFormat format, string record)
    {
        var decoder = Decoder(format);
        Assert.IsNull(decoder.Append(new LogRecord(7, Records.Utf8(record))));
        Assert.AreEqual(0, decoder.Count);
    }

    [TestMethod]
    [DataRow(SourceFormat.JsonLines, "", "the value is empty")]
    [DataRow(SourceFormat.JsonArray, "", "the value is empty")]
    [DataRow(SourceFormat.JsonLines, First + "\n[]", "event 2: it is [], not a JSON object")]
    [DataRow(SourceFormat.JsonLines, First + "," + Second, "event 1: it is not JSON at line 1, byte 37: {\"At\"")]
    [DataRow(SourceFormat.JsonLines, First + "\n" + """{"Id":2}""", "event 2: column 'At' is missing")]
    [DataRow(SourceFormat.JsonArray, First, "the value is {\"At\":\"2024-03-01T00:00:00Z\",\"Id\":1}, not a JSON array")]
    [DataRow(SourceFormat.JsonArray, "[" + First + ",null]", "event 2: it is null, not a JSON object")]
    [DataRow(SourceFormat.JsonArray, "[" + First + ",]", null)]
    [DataRow(SourceFormat.JsonArray, "[" + First + "] []", null)]
    [DataRow(SourceFormat.JsonArray, "[" + First, null)]
    [DataRow(SourceFormat.JsonArray, "[" + First + "," + """{"At":"x","Id":2}""" + "]",
        "event 2: column 'At' is \"x\", not an ISO 8601 time")]
    public void One_bad_event_refuses_the_record_and_leaves_the_columns_as_they_were(SourceFormat format, string record, string? reason)
    {
        var decoder = Decoder(format);
        var good = Records.Utf8(format == SourceFormat.JsonArray ? $"[{First}]" : First);
        Assert.IsNull(decoder.Append(new LogRecord(6, good)));
        var found = decoder.Append(new LogRecord(7, Records.Utf8(record)));
        if (reason is not null)
        {
            Assert.StartsWith(reason, found!);
        }
        else
        {
            Assert.StartsWith("the value is not JSON at line 1, byte ", found!);
        }

        Assert.IsNull(decoder.Append(new LogRecord(8, good)));
        Assert.AreEqual("1 | 6 | null | null | null\n1 | 8 | null | null | null", Print(decoder));
    }

    [TestMethod]
    public void An_event_may_be_as_deep_in_an_array_as_it_may_be_alone()
    {
        var deep = $$"""{"At":"2024-03-01T00:00:00Z","Id":1,"More":{{new string('[', 62)}}{{new string(']', 62)}}}""";
        Assert.IsNull(Decoder(SourceFormat.Json).Append(new LogRecord(1, Records.Utf8(deep))));
        Assert.IsNull(Decoder(SourceFormat.JsonArray).Append(new LogRecord(1, Records.Utf8($"[{deep}]"))));
    }

    private static IRecordDecoder Decoder(SourceFormat format)
    {
        var source = JsonFormTests.Schema(new Source<Event> { Topic = "t", EventTime = e => e.At, Format = format });
        return RecordDecoder.For(source, [source.Column("Id")], Lineage.Full);
    }

    private static string Print(IRecordDecoder decoder)
    {
        using var batch = decoder.Take();
        return Records.Print(batch);
    }

    internal sealed record Event(DateTime At, int Id);
}
