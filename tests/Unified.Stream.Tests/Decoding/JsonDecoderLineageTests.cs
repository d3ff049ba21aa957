using Unified.Streaming.Decoding;

namespace Unified.Streaming.Tests.Decoding;

/// <summary>What the archive keeps of a record beside its columns, and what a batch keeps of the records before: nothing.</summary>
[TestClass]
public sealed class JsonDecoderLineageTests
{
    [TestMethod]
    public void A_batch_holds_nothing_of_the_batch_before()
    {
        var decoder = RecordDecoder.For(Records.Source, [Records.Source.Columns.First(c => c.Name == "Symbol")], Lineage.Full);
        foreach (var (symbol, offset) in new[] { ("first", 1L), ("second", 2L) })
        {
            var value = Records.With("Symbol", $"\"{symbol}\"");
            Assert.IsNull(decoder.Append(new LogRecord(offset, value) { HasKey = true, Key = [(byte)offset], TimestampMillis = offset }));
            using var batch = decoder.Take();
            Assert.AreEqual($"{symbol} | {offset} | {offset}000 | 0{offset} | null", Records.Print(batch));
            Assert.IsTrue(batch.Arrays.All(a => a.Length == 1));
            Assert.AreEqual(1, ((Apache.Arrow.DictionaryArray)batch.Column(0)).Dictionary.Length, "a text that the batch does not have");
        }
    }

    [TestMethod]
    [DataRow(null, null)]
    [DataRow(-1L, -1_000L)]
    [DataRow(-62_135_596_800_000L, -62_135_596_800_000_000L)]
    [DataRow(-62_135_596_800_001L, null)]
    [DataRow(253_402_300_799_999L, 253_402_300_799_999_000L)]
    [DataRow(253_402_300_800_000L, null)]
    public void A_timestamp_of_the_log_is_a_time_of_the_years_1_to_9999_or_none(long? millis, long? micros) =>
        Assert.AreEqual(micros, LineageStage.Micros(millis));

    [TestMethod]
    public void Unknown_fields_are_kept_as_they_were_written()
    {
        var decoder = RecordDecoder.For(Records.Source, [], Lineage.Full);
        var known = System.Text.Encoding.UTF8.GetString(Records.With("x", null)).Trim('{', '}');
        var json = $$"""{"n": {"a" : [1, {}]} ,"m":-1.5e3,{{known}}, "z":"\u0041"}""";
        Assert.IsNull(decoder.Append(new LogRecord(5, Records.Utf8(json)) { HasKey = true, Key = "k"u8, TimestampMillis = 12 }));
        Assert.IsNull(decoder.Append(new LogRecord(6, Records.With("x", null)) { TimestampMillis = long.MaxValue }));
        using var batch = decoder.Take();
        Assert.AreEqual("5 | 12000 | 6B | {\"n\": {\"a\" : [1, {}]},\"m\":-1.5e3,\"z\":\"\\u0041\"}\n6 | null | null | null",
            Records.Print(batch));
    }

    [TestMethod]
    public void A_record_that_fails_half_way_leaves_nothing_behind()
    {
        var decoder = Records.Decoder();
        Assert.IsNotNull(decoder.Append(new LogRecord(1, Records.With("Settled", "7"))));
        Assert.IsNull(decoder.Append(new LogRecord(2, Records.With("Fee", null))));
        Assert.IsNotNull(decoder.Append(new LogRecord(3, Records.With("\\ud800", "7"))));
        Assert.IsNotNull(decoder.Append(new LogRecord(3, Records.With("x", "\"\\ud800\""))));
        Assert.IsNull(decoder.Append(new LogRecord(4, Records.With("x", "7"))));
        using var batch = decoder.Take();
        Assert.AreEqual(2, batch.Length);
        Assert.AreEqual("1709287200000000 | ACME | null | 1 | 2 | 35000 | True | null | 5 | 625 | False | 1709337600000000 | 2\n" +
            "1709287200000000 | ACME | null | 1 | 2 | 35000 | True | 4 | 5 | 625 | False | 1709337600000000 | 4", Records.Print(batch));
        Assert.AreEqual(0, decoder.Count);
    }
}
