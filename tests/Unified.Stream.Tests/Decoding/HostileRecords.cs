using System.Text;
using System.Text.Json;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Streaming.Tests.Decoding;

/// <summary>
/// Judges what the decoder makes of any bytes by what System.Text.Json makes of them: nothing is taken that is no JSON, and no value is
/// another one; what is refused has a reason.
/// </summary>
internal static class HostileRecords
{
    /// <summary>The verdict, or a failure of the test.</summary>
    public static string? Judge(byte[] record)
    {
        var decoder = Records.Decoder();
        var verdict = decoder.Append(new LogRecord(7, record));
        if (verdict is null)
        {
            Assert.AreEqual(1, decoder.Count);
            using var batch = decoder.Take();
            using var json = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = 1_000_000 });
            foreach (var (column, i) in Records.Source.Columns.Select((c, i) => (c, i)))
            {
                var there = json.RootElement.TryGetProperty(column.Name, out var value) && value.ValueKind != JsonValueKind.Null;
                var cell = Records.Cell(batch.Column(i), 0);
                Assert.AreEqual(there, cell is not null, $"column {column.Name}");
                if (there)
                {
                    Same(column, value, cell!);
                }
            }
        }
        else
        {
            Assert.IsGreaterThan(5, verdict.Length);
            Assert.AreEqual(0, decoder.Count);
        }

        return verdict;
    }

    /// <summary>Bytes as the value of a field of a record that is good otherwise.</summary>
    public static byte[] Around(string field, byte[] value)
    {
        const string Mark = "\"here\"";
        var text = Encoding.UTF8.GetString(Records.With(field, Mark));
        var at = text.LastIndexOf(Mark, StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(text[..at]), .. value, .. Encoding.UTF8.GetBytes(text[(at + Mark.Length)..])];
    }

    private static void Same(Field column, JsonElement value, object cell)
    {
        switch (column.Type.Kind)
        {
            case TypeKind.String: Assert.AreEqual(value.GetString(), cell); break;
            case TypeKind.Boolean: Assert.AreEqual(value.GetBoolean(), cell); break;
            case TypeKind.Int32: Assert.AreEqual(value.GetInt32(), cell); break;
            case TypeKind.Int64: Assert.AreEqual(value.GetInt64(), cell); break;
            case TypeKind.Double:
                Assert.AreEqual(BitConverter.DoubleToInt64Bits(value.GetDouble()), BitConverter.DoubleToInt64Bits((double)cell));
                break;
            case TypeKind.Decimal:
                Assert.AreEqual((Int128)(value.GetDecimal() * (decimal)Math.Pow(10, column.Type.Scale)), cell);
                break;
            case TypeKind.Timestamp when value.GetString() is { } text && text.EndsWith('Z')
                && value.TryGetDateTimeOffset(out var time):
                Assert.AreEqual(Unified.Time.Timestamps.FromDateTime(time.UtcDateTime), cell);
                break;
            case TypeKind.Timestamp: Assert.AreEqual(JsonValueKind.String, value.ValueKind); break;
            default: Assert.Fail($"column {column.Name} is not compared"); break;
        }
    }
}
