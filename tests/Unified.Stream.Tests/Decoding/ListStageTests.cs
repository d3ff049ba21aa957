using Unified.Definition;
using Unified.Linq;
using Unified.Logical;
using Unified.Streaming.Decoding;

namespace Unified.Streaming.Tests.Decoding;

/// <summary>Lists of a record: each element is judged as a record is, and the whole is one text, however it was written.</summary>
[TestClass]
public sealed class ListStageTests
{
    private const string At = "\"at\":\"2024-03-01T00:00:00Z\"";

    private static readonly SourceSchema Source = SourceReader.Schema(new Source<Visit>
    {
        Topic = "t",
        EventTime = v => v.At,
        Json = new() { Names = JsonNames.CamelCase, Times = UnixTimeUnit.Milliseconds, NumbersInText = true },
    });

    [TestMethod]
    [DataRow("""[]""", """[]""")]
    [DataRow("""[{"sku":"a","qty":1}]""", """[["a","1",null]]""")]
    [DataRow("""[ {"qty":"2", "sku":"\u0061", "seen": 7} , {"sku":"\"","qty":-3,"seen":"1970-01-01T00:00:01Z"} ]""",
        """[["a","2","7000"],["\"","-3","1000000"]]""")]
    public void Records_are_their_values_in_the_order_of_the_fields(string json, string text) =>
        Assert.AreEqual(text, Text($$"""{{{At}},"items":{{json}},"tags":{} }""", "Items"));

    [TestMethod]
    [DataRow("""{}""", """[]""")]
    [DataRow("""{"a":[1,null],"b":[]}""", """[["a","[\"1\",null]"],["b","[]"]]""")]
    public void A_dictionary_is_its_entries_and_lists_stand_in_lists(string json, string text) =>
        Assert.AreEqual(text, Text($$"""{{{At}},"items":[],"tags":{{json}}}""", "Tags"));

    [TestMethod]
    [DataRow("null", "{}", "column 'Items' is null but the column is required")]
    [DataRow("{}", "{}", "column 'Items' is an object, not an array")]
    [DataRow("[3]", "{}", "column 'Items' has an element, number 0, that is 3, not an object")]
    [DataRow("""[{"sku":"a","qty":1},null]""", "{}", "column 'Items' has an element, number 1, that is null, not an object")]
    [DataRow("""[{"sku":"a"}]""", "{}", "column 'Items' has an element, number 0, that is wrong: column 'Qty' is missing")]
    [DataRow("""[{"sku":"a","qty":1.5}]""", "{}",
        "column 'Items' has an element, number 0, that is wrong: column 'Qty' is 1.5, not a 32-bit integer")]
    [DataRow("""[{"sku":"a","sku":"b","qty":1}]""", "{}",
        "column 'Items' has an element, number 0, that is wrong: column 'Sku' comes twice")]
    [DataRow("[]", "[]", "column 'Tags' is an array, not an object of entries")]
    [DataRow("[]", """{"a":[],"\u0061":[]}""", "column 'Tags' has the key 'a' twice")]
    [DataRow("[]", """{"a":[true]}""",
        "column 'Tags' has at key 'a' a value that has an element, number 0, that is true, not a 32-bit integer")]
    [DataRow("[]", """{"\ud800":[]}""", "column 'Tags' has the key '\\ud800', which escapes half a surrogate pair")]
    public void A_bad_element_is_named_by_its_place(string items, string tags, string reason) =>
        Assert.AreEqual(reason, RecordDecoder.For(Source, Source.Columns).Append(new LogRecord(0, Records.Utf8(
            $$"""{{{At}},"items":{{items}},"tags":{{tags}} }"""))));

    [TestMethod]
    public void A_list_with_unknown_fields_is_kept_as_it_was_written_beside_its_text()
    {
        var decoder = RecordDecoder.For(Source, Source.Columns, Lineage.Full);
        const string Items = "\"items\":[{\"sku\":\"a\",\"qty\":1,\"new\":[1]},{\"sku\":\"b\",\"qty\":2}]";
        Assert.IsNull(decoder.Append(new LogRecord(0, Records.Utf8($$"""{{{At}},{{Items}},"tags":{} }"""))));
        using var batch = decoder.Take();
        Assert.AreEqual($"{{{Items}}}", ((Apache.Arrow.StringArray)batch.Column("_extra")).GetString(0));
        Assert.AreEqual("""[["a","1",null],["b","2",null]]""", Cell(batch, "Items"));
    }

    private static string Text(string record, string column)
    {
        var decoder = RecordDecoder.For(Source, Source.Columns);
        Assert.IsNull(decoder.Append(new LogRecord(0, Records.Utf8(record))));
        using var batch = decoder.Take();
        return Cell(batch, column);
    }

    private static string Cell(Apache.Arrow.RecordBatch batch, string column)
    {
        var texts = (Apache.Arrow.DictionaryArray)batch.Column(column);
        return ((Apache.Arrow.StringArray)texts.Dictionary).GetString(((Apache.Arrow.Int32Array)texts.Indices).Values[0]);
    }

    private sealed record Visit(DateTime At, IReadOnlyList<Item> Items, Dictionary<string, int?[]> Tags);

    private sealed record Item(string Sku, int Qty, DateTime? Seen);
}
