using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Unified.Serving.Rows;

namespace Unified.Serving.Tests.Rows;

/// <summary>Batches that are too large for one insert go in pieces.</summary>
[TestClass]
public sealed class ArrowBodyTests
{
    [TestMethod]
    [DataRow(1_000, long.MaxValue, long.MaxValue, 1)]
    [DataRow(1_000, 300L, long.MaxValue, 4)]
    [DataRow(1_000, long.MaxValue, 1L, 1_000)]
    [DataRow(1_000, 7L, 10_000L, 143)]
    [DataRow(0, 10L, 10L, 1)]
    public void The_pieces_of_a_batch_are_the_batch(int rows, long mostRows, long mostBytes, int pieces)
    {
        var batch = Batch(rows);
        var cut = ArrowBody.Pieces(batch, mostRows, mostBytes).ToList();
        Assert.HasCount(pieces, cut);
        Assert.IsTrue(cut.All(p => p.Length <= mostRows));
        Assert.AreEqual(Print([batch]), Print(ReadBack(batch.Schema, cut)), "as ClickHouse reads them");
    }

    [TestMethod]
    public void The_bytes_of_pieces_are_about_those_of_the_batch()
    {
        var batch = Batch(10_000);
        var (all, sum) = (ArrowBody.Size(batch), ArrowBody.Pieces(batch, 500).Sum(ArrowBody.Size));
        Assert.IsTrue(sum > all * 9 / 10 && sum < all * 11 / 10, $"{sum} of {all}");
    }

    private static RecordBatch Batch(int rows)
    {
        var (numbers, texts, flags) = (new Int64Array.Builder(), new StringArray.Builder(), new BooleanArray.Builder());
        for (var i = 0; i < rows; i++)
        {
            numbers.Append(i);
            _ = i % 3 == 0 ? texts.AppendNull() : texts.Append($"text {i * 7919 % 1000}");
            _ = i % 5 == 0 ? flags.AppendNull() : flags.Append(i % 2 == 0);
        }

        var schema = new Apache.Arrow.Schema(
            [new("n", Int64Type.Default, false), new("t", StringType.Default, true), new("f", BooleanType.Default, true)], null);
        return new RecordBatch(schema, [numbers.Build(), texts.Build(), flags.Build()], rows);
    }

    private static List<RecordBatch> ReadBack(Apache.Arrow.Schema schema, IEnumerable<RecordBatch> batches)
    {
        using var body = new MemoryStream();
        using (var writer = new ArrowStreamWriter(body, schema, leaveOpen: true))
        {
            foreach (var batch in batches)
            {
                writer.WriteRecordBatch(batch);
            }

            writer.WriteEnd();
        }

        body.Position = 0;
        using var reader = new ArrowStreamReader(body);
        var read = new List<RecordBatch>();
        while (reader.ReadNextRecordBatch() is { } next)
        {
            read.Add(next);
        }

        return read;
    }

    private static string Print(IEnumerable<RecordBatch> batches) => string.Join('\n', batches.SelectMany(b =>
        Enumerable.Range(0, b.Length).Select(row =>
            $"{((Int64Array)b.Column(0)).GetValue(row)} {((StringArray)b.Column(1)).GetString(row)} "
            + $"{((BooleanArray)b.Column(2)).GetValue(row)}")));
}
