using System.Text;
using Apache.Arrow;
using Unified.Batch;
using Unified.Batch.Parquet;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Unified.TestKit;
using Unified.TestKit.Oracle;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Parity.Tests.Tests;

/// <summary>One value, as JSON in the topic and in a file of history: both layers take it as the same value, or none does.</summary>
[TestClass]
public sealed class VerdictParityTests
{
    private static readonly Field At = new("at", DataType.Timestamp);

    [TestMethod]
    [DataRow("int8", "127", "127::BIGINT")]
    [DataRow("int8", "128", "128::BIGINT")]
    [DataRow("uint16", "-1", "-1::SMALLINT")]
    [DataRow("int32", "2147483648", "2147483648::UBIGINT")]
    [DataRow("int64", "9223372036854775808", "9223372036854775808::UBIGINT")]
    [DataRow("uint64", "18446744073709551615", "18446744073709551615::DECIMAL(20,0)")]
    [DataRow("int32", "1.0", "1.0::DOUBLE")]
    [DataRow("int32", "1.0", "1.0::DECIMAL(4,1)")]
    [DataRow("int32", "null", "NULL::INTEGER")]
    [DataRow("int32?", "null", "NULL::INTEGER")]
    [DataRow("decimal(4,2)", "12.50", "12.50::DECIMAL(12,6)")]
    [DataRow("decimal(4,2)", "12.505", "12.505::DECIMAL(12,6)")]
    [DataRow("decimal(4,2)", "100.00", "100::INTEGER")]
    [DataRow("decimal(4,2)", "-99.99", "-99.99::DECIMAL(38,2)")]
    [DataRow("double", "-0.0", "'-0.0'::DOUBLE")]
    [DataRow("double", "0.1", "0.1::DOUBLE")]
    [DataRow("double", "1e400", "'inf'::DOUBLE")]
    [DataRow("double", "NaN", "'nan'::DOUBLE")]
    [DataRow("single", "0.5", "0.5::DOUBLE")]
    [DataRow("single", "1e39", "1e39::DOUBLE")]
    [DataRow("boolean", "true", "true")]
    [DataRow("boolean", "1", "1::INTEGER")]
    [DataRow("string", "\"\"", "''")]
    [DataRow("string", "\"é\"", "encode('é')")]
    [DataRow("string", "\"\\ud800\"", "'\\xED\\xA0\\x80'::BLOB")]
    [DataRow("string", "1", "1::INTEGER")]
    [DataRow("string", "null", "NULL::VARCHAR")]
    [DataRow("timestamp", "\"1969-12-31T23:59:59.9999999Z\"", "TIMESTAMP_NS '1969-12-31 23:59:59.999999900'")]
    [DataRow("timestamp", "\"9999-12-31T23:59:59.999999Z\"", "TIMESTAMP '9999-12-31 23:59:59.999999'")]
    [DataRow("timestamp", "\"10000-01-01T00:00:00Z\"", "TIMESTAMP '10000-01-01'")]
    [DataRow("timestamp", "\"0001-01-01T00:00:00Z\"", "TIMESTAMP '0001-01-01'")]
    [DataRow("timestamp", "\"2024-02-29\"", "DATE '2024-02-29'")]
    [DataRow("timestamp", "1700000000", "1700000000::BIGINT")]
    [DataRow("date", "\"0001-01-01\"", "DATE '0001-01-01'")]
    [DataRow("date", "\"10000-01-01\"", "DATE '10000-01-01'")]
    [DataRow("time", "\"23:59:59.999999\"", "TIME '23:59:59.999999'")]
    [DataRow("time", "\"24:00:00\"", "TIME '24:00:00'")]
    [DataRow("guid", "\"01234567-89ab-cdef-0123-456789abcdef\"", "'01234567-89ab-cdef-0123-456789abcdef'::UUID")]
    [DataRow("guid", "\"{01234567-89ab-cdef-0123-456789abcdef}\"", "'{01234567-89ab-cdef-0123-456789abcdef}'")]
    [DataRow("enum(Red=0,Blue=7)", "\"Blue\"", "'Blue'")]
    [DataRow("enum(Red=0,Blue=7)", "\"blue\"", "'blue'")]
    [DataRow("enum(Red=0,Blue=7)", "7", "7::BIGINT")]
    [DataRow("enum(Red=0,Blue=7)", "5", "5::BIGINT")]
    public void A_value_has_one_verdict_in_topic_and_history(string type, string json, string sql)
    {
        var source = Source(new Field("v", DataType.Parse(type)));
        var (topic, history) = (Topic(source, $"{{\"at\":\"2024-01-01\",\"v\":{json}}}"), History(source, $"{sql} AS v"));
        Assert.AreEqual(topic.Value, history.Value, $"topic: {topic.Reason}, history: {history.Reason}");
    }

    [TestMethod]
    [DataRow("{}", "1 AS x")]
    [DataRow("{\"r\":null}", "NULL::STRUCT(n INTEGER, m INTEGER) AS r")]
    [DataRow("{\"r\":{\"n\":1,\"m\":2}}", "{'n': 1, 'm': 2} AS r")]
    [DataRow("{\"r\":{\"n\":1}}", "{'n': 1} AS r")]
    [DataRow("{\"r\":{\"n\":1,\"m\":null}}", "{'n': 1, 'm': NULL::INTEGER} AS r")]
    [DataRow("{\"r\":{\"n\":null,\"m\":2}}", "{'n': NULL::INTEGER, 'm': 2} AS r")]
    [DataRow("{\"r\":{\"m\":2}}", "{'m': 2} AS r")]
    [DataRow("{\"r\":1}", "1 AS r")]
    public void A_record_has_one_verdict_in_topic_and_history(string json, string sql)
    {
        var number = DataType.Int32.AsNullable();
        var source = Source(new("r", DataType.Boolean), new("r.n", number), new("r.m", number)) with
        {
            Forms =
            [
                new ColumnForm("r") { Presence = true }, new ColumnForm("r.n") { Path = ["r", "n"], Required = true },
                new ColumnForm("r.m") { Path = ["r", "m"] },
            ],
        };
        var record = json == "{}" ? "" : "," + json[1..^1];
        var (topic, history) = (Topic(source, $"{{\"at\":\"2024-01-01\"{record}}}"), History(source, sql));
        Assert.AreEqual(topic.Value, history.Value, $"topic: {topic.Reason}, history: {history.Reason}");
    }

    private static SourceSchema Source(params Field[] columns) => new()
    {
        Name = "source",
        Topic = "topic",
        Format = default,
        Partitions = 1,
        Epochs = new EpochLength(1024),
        History = "lake",
        HistoryUntil = 0,
        EventTime = "at",
        Columns = [At, .. columns],
    };

    private static (string? Value, string? Reason) Topic(SourceSchema source, string json)
    {
        var decoder = RecordDecoder.For(source, source.Columns);
        if (decoder.Append(new LogRecord(0, Encoding.UTF8.GetBytes(json))) is { } reason)
        {
            return (null, reason);
        }

        using var batch = decoder.Take();
        return (Row(source, batch), null);
    }

    private static (string? Value, string? Reason) History(SourceSchema source, string columns)
    {
        using var folder = new TempFolder();
        using var duck = new DuckDbOracle();
        Directory.CreateDirectory(Path.Combine(folder.Path, "lake", "dt=2024-01-01"));
        duck.Execute($"COPY (SELECT TIMESTAMP '2024-01-01' AS at, {columns}) "
            + $"TO '{Path.Combine(folder.Path, "lake", "dt=2024-01-01", "a.parquet")}' (FORMAT parquet)");
        var dataset = new HistoryDataset(new BatchOptions { DataRoot = folder.Path, ArchiveRoot = folder["archive"] });
        try
        {
            using var batch = dataset.Read(source, dataset.Days(source).Single(), source.Columns).Single().Events;
            return (Row(source, batch), null);
        }
        catch (DataException refused)
        {
            return (null, refused.Message);
        }
    }

    private static string Row(SourceSchema source, RecordBatch batch) =>
        string.Join(" | ", source.Columns.Select(c => Cell(batch.Column(c.Name))));

    // The bytes of the value: what is equal here is equal to every operator.
    private static string Cell(IArrowArray array) => array switch
    {
        DictionaryArray a => a.Indices.IsNull(0) ? "null"
            : "text " + Convert.ToHexString(((StringArray)a.Dictionary).GetBytes(((Int32Array)a.Indices).Values[0])),
        _ when array.IsNull(0) => "null",
        StringArray a => "text " + Convert.ToHexString(a.GetBytes(0)),
        BooleanArray a => a.GetValue(0) == true ? "true" : "false",
        _ => Convert.ToHexString(array.Data.Buffers[1].Span.Slice(
            array.Data.Offset * Width(array), Width(array))),
    };

    private static int Width(IArrowArray array) => ((Apache.Arrow.Types.FixedWidthType)array.Data.DataType).BitWidth / 8;
}
