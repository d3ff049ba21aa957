using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Unified.Logical;
using Unified.Plans;
using Unified.Streaming.Decoding;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Decoding;

/// <summary>Trades as JSON, and columns read back as text.</summary>
internal static class Records
{
    public static readonly JobPlan Plan = JobPlan.Create(new HourlyTrades());

    public static SourceSchema Source => Plan.Sources[0];

    public static byte[] Json(Trade trade) => JsonSerializer.SerializeToUtf8Bytes(trade);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A good record with one field replaced by raw JSON, or removed.</summary>
    public static byte[] With(string field, string? json)
    {
        var fields = new Dictionary<string, string>
        {
            ["Time"] = "\"2024-03-01T10:00:00Z\"",
            ["Symbol"] = "\"ACME\"",
            ["Venue"] = "null",
            ["Quantity"] = "1",
            ["Serial"] = "2",
            ["Price"] = "3.5",
            ["Buy"] = "true",
            ["Fee"] = "4",
            ["Reference"] = "5",
            ["Tax"] = "6.25",
            ["Flagged"] = "false",
            ["Settled"] = "\"2024-03-02\"",
        };
        fields.Remove(field);
        if (json is not null)
        {
            fields[field] = json;
        }

        return Utf8("{" + string.Join(",", fields.Select(f => $"\"{f.Key}\":{f.Value}")) + "}");
    }

    public static IRecordDecoder Decoder(params string[] columns) =>
        RecordDecoder.For(Source, [.. columns.Length == 0 ? Source.Columns : Source.Columns.Where(c => columns.Contains(c.Name))]);

    public static string? Verdict(byte[] record) => Decoder().Append(new LogRecord(7, record));

    /// <summary>A column's value in row 0 of a batch of one good record.</summary>
    public static object? Value(byte[] record, string column)
    {
        var decoder = Decoder(column);
        Assert.IsNull(decoder.Append(new LogRecord(7, record)));
        using var batch = decoder.Take();
        return Cell(batch.Column(column), 0);
    }

    public static object? Cell(IArrowArray array, int row) => array switch
    {
        DictionaryArray a =>
            a.Indices.IsNull(row) ? null : ((StringArray)a.Dictionary).GetString(((Int32Array)a.Indices).GetValue(row)!.Value),
        _ when array.IsNull(row) => null,
        BooleanArray a => a.GetValue(row),
        Int32Array a => a.GetValue(row),
        Int64Array a => a.GetValue(row),
        DoubleArray a => a.GetValue(row),
        TimestampArray a => a.Values[row],
        Decimal128Array a => BitConverter.ToInt128(a.ValueBuffer.Span.Slice((a.Offset + row) * 16, 16)),
        StringArray a => a.GetString(row),
        BinaryArray a => Convert.ToHexString(a.GetBytes(row)),
        _ => throw new ArgumentException(array.GetType().Name),
    };

    public static string Print(RecordBatch batch) => string.Join("\n", Enumerable.Range(0, batch.Length).Select(row =>
        string.Join(" | ", batch.Arrays.Select(a => Cell(a, row) ?? "null"))));
}
