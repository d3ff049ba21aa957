using Unified.Streaming.Decoding;
using Unified.Time;

namespace Unified.Streaming.Tests.Decoding;

[TestClass]
public sealed class JsonDecoderTests
{
    [TestMethod]
    [DataRow("Quantity", "1.0", "column 'Quantity' is 1.0, not a 32-bit integer")]
    [DataRow("Quantity", "2147483648", "column 'Quantity' is 2147483648, not a 32-bit integer")]
    [DataRow("Quantity", "\"1\"", "column 'Quantity' is \"1\", not a 32-bit integer")]
    [DataRow("Quantity", "null", "column 'Quantity' is null but the column is required")]
    [DataRow("Quantity", null, "column 'Quantity' is missing")]
    [DataRow("Quantity", "{}", "column 'Quantity' is an object, not a 32-bit integer")]
    [DataRow("Serial", "9223372036854775808", "column 'Serial' is 9223372036854775808, not a 64-bit integer")]
    [DataRow("Symbol", "5", "column 'Symbol' is 5, not a string")]
    [DataRow("Symbol", "[\"a\"]", "column 'Symbol' is an array, not a string")]
    [DataRow("Symbol", "\"\\ud800\"", "column 'Symbol' is \"\\ud800\", which escapes half a surrogate pair")]
    [DataRow("Buy", "1", "column 'Buy' is 1, not true or false")]
    [DataRow("Tax", "0.001", "column 'Tax' is 0.001, not a number that fits decimal(12,2) without rounding")]
    [DataRow("Tax", "10000000000", "column 'Tax' is 10000000000, not a number that fits decimal(12,2) without rounding")]
    [DataRow("Time", "\"2024-02-30\"", "column 'Time' is \"2024-02-30\", not an ISO 8601 time in the years 1 to 9999")]
    [DataRow("Time", "1709287200", "column 'Time' is 1709287200, not an ISO 8601 time in the years 1 to 9999")]
    [DataRow("Unknown", "{\"a\":[\"\\udc00\"]}", "field 'Unknown' has \"\\udc00\", which escapes half a surrogate pair")]
    public void A_bad_value_is_refused_with_column_and_value(string field, string? json, string reason) =>
        Assert.AreEqual(reason, Records.Verdict(Records.With(field, json)));

    [TestMethod]
    [DataRow("", "the value is empty")]
    [DataRow("7", "the value is 7, not a JSON object")]
    [DataRow("[]", "the value is [], not a JSON object")]
    [DataRow("{\"Quantity\":1,\"Quantity\":1}", "column 'Quantity' comes twice")]
    [DataRow("{\"X\":1,\"\\u0058\":1}", "field 'X' comes twice")]
    [DataRow("{\"Quantity\":1", "the value is not JSON at line 1, byte 14: {\"Quantity\":1")]
    [DataRow("{\"\\ud800\":1}", "field '\\ud800' escapes half a surrogate pair")]
    public void A_bad_record_is_refused_with_what_it_is(string record, string reason) =>
        Assert.AreEqual(reason, Records.Verdict(Records.Utf8(record)));

    [TestMethod]
    public void Bytes_after_the_object_make_it_bad_and_white_space_does_not()
    {
        Assert.IsNull(Records.Verdict([.. Records.With("x", null), .. " \r\n"u8]));
        Assert.StartsWith("the value is not JSON at line 1", Records.Verdict([.. Records.With("x", null), .. "{}"u8]));
    }

    [TestMethod]
    public void A_tombstone_and_an_empty_value_are_told_apart()
    {
        Assert.AreEqual("the value is null", Records.Decoder().Append(new LogRecord { Offset = 1 }));
        Assert.AreEqual("the value is empty", Records.Decoder().Append(new LogRecord(1, [])));
    }

    [TestMethod]
    public void Bytes_that_are_not_utf8_are_refused_wherever_they_stand()
    {
        byte[] bad = [.. "{\"Unknown\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.AreEqual("the value is not UTF-8", Records.Verdict(bad));
    }

    [TestMethod]
    public void A_long_value_is_cut_in_the_reason_at_a_whole_character()
    {
        var reason = Records.Verdict(Records.With("Quantity", "\"" + new string('€', 200) + "\""))!;
        Assert.Contains("€...", reason);
        Assert.DoesNotContain("\uFFFD", reason);
        Assert.IsLessThan(200, reason.Length);
    }

    [TestMethod]
    [DataRow("0001-01-01", -62135596800000000L)]
    [DataRow("9999-12-31T23:59:59.9999999Z", 253402300799999999L)]
    [DataRow("1969-12-31T23:59:59.9999999Z", -1L)]
    [DataRow("2024-03-01T10:00", 1709287200000000L)]
    [DataRow("2024-03-01T10:00:00+05:30", 1709267400000000L)]
    [DataRow("2024-03-01T10:00:00-14", 1709337600000000L)]
    [DataRow("2024-03-01T10:00:00.1", 1709287200100000L)]
    [DataRow("2024-03-01T10:00:00.1234567891234567", 1709287200123456L)]
    [DataRow("2024-03-01T\\u0031\\u0030:00:00Z", 1709287200000000L)]
    public void Times_are_microseconds_in_utc(string text, long micros)
    {
        Assert.AreEqual(micros, Records.Value(Records.With("Time", $"\"{text}\""), "Time"));
        Assert.AreEqual(Timestamps.Format(micros), Timestamps.Format(Timestamps.FromDateTime(Timestamps.ToDateTime(micros))));
    }

    [TestMethod]
    [DataRow("0000-01-01")]
    [DataRow("0001-01-01T00:00:00+00:01")]
    [DataRow("9999-12-31T23:59:59-00:01")]
    [DataRow("2024-03-01T24:00:00")]
    [DataRow("2024-03-01T10:00:60")]
    [DataRow("2024-03-01T10:00:00.")]
    [DataRow("2024-03-01T10:00:00 Z")]
    [DataRow("2024-03-01T10:00:00+15:00")]
    [DataRow("2024-03-01T10:00:00+05:60")]
    [DataRow("2024-03-01T10")]
    [DataRow("2024-03-01 10:00:00")]
    [DataRow("2024-03-01Z")]
    [DataRow("20240301")]
    [DataRow("2024-3-1")]
    [DataRow("")]
    public void What_is_no_time_is_refused(string text) =>
        Assert.StartsWith("column 'Time' is", Records.Verdict(Records.With("Time", $"\"{text}\"")));

    [TestMethod]
    [DataRow("12.5", "125000")]
    [DataRow("-0", "0")]
    [DataRow("1.50000000000000000000000000000000000000000000", "15000")]
    [DataRow("1e10", "100000000000000")]
    [DataRow("-123.4E-2", "-12340")]
    [DataRow("99999999999.9999", "999999999999999")]
    [DataRow("0.0000000", "0")]
    [DataRow("0e-99", "0")]
    [DataRow("10000000000.0001", "100000000000001")]
    public void Decimals_are_exact(string json, string unscaled) =>
        Assert.AreEqual(Int128.Parse(unscaled, null), Records.Value(Records.With("Price", json), "Price"));

    [TestMethod]
    [DataRow("100000000000")]
    [DataRow("1.00000000000000000000000000000000000001")]
    [DataRow("1e999999999999999999999")]
    [DataRow("1e-999999999999999999999")]
    [DataRow("99999999999.99999")]
    [DataRow("100000000001")]
    [DataRow("111111111111111111111111111111111111111111111111111111111111")]
    [DataRow("0.111111111111111111111111111111111111111111111111111111111111")]
    public void A_decimal_that_would_be_rounded_is_refused(string json) =>
        Assert.StartsWith("column 'Price' is", Records.Verdict(Records.With("Price", json)));

    [TestMethod]
    public void A_missing_nullable_column_is_null() => Assert.IsNull(Records.Value(Records.With("Fee", null), "Fee"));

    [TestMethod]
    public void Escapes_in_text_and_names_are_resolved()
    {
        Assert.AreEqual("a\"/\\\b\f\n\r\té😀",
            Records.Value(Records.With("Symbol", "\"a\\\"\\/\\\\\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\""), "Symbol"));
        var plain = System.Text.Encoding.UTF8.GetString(Records.With("Symbol", "\"B\""));
        var text = plain.Replace("Symbol", "\\u0053ymbol", StringComparison.Ordinal);
        Assert.AreEqual("B", Records.Value(Records.Utf8(text), "Symbol"));
    }

    [TestMethod]
    public void Escapes_are_resolved_however_long_the_texts_before_were()
    {
        var decoder = Records.Decoder("Symbol");
        foreach (var length in new[] { 1, 500, 3, 5_000 })
        {
            Assert.IsNull(decoder.Append(new LogRecord(length, Records.With("Symbol", $"\"\\n{new string('x', length)}\""))));
        }

        using var batch = decoder.Take();
        CollectionAssert.AreEqual(
            new[] { 2, 501, 4, 5_001 },
            Enumerable.Range(0, 4).Select(row => ((string)Records.Cell(batch.Column("Symbol"), row)!).Length).ToArray());
    }

    [TestMethod]
    public void Names_match_exactly() => Assert.AreEqual("column 'Symbol' is missing; the record has 'symbol'", Records.Verdict(
        Records.Utf8(System.Text.Encoding.UTF8.GetString(Records.With("x", null)).Replace("Symbol", "symbol", StringComparison.Ordinal))));
}
