using Apache.Arrow;
using Apache.Arrow.Ipc;
using Google.Protobuf;
using Unified.Batch.Spark;
using Unified.Errors;
using Unified.TestKit;
using Message = Unified.Batch.Spark.Protocol.ExecutePlanResponse.Types.ArrowBatch;

namespace Unified.Batch.Tests.Spark;

[TestClass]
public sealed class ArrowBatchesTests
{
    [TestMethod]
    public void Batches_cut_anywhere_are_put_together()
    {
        var random = TestSeed.Take().Random();
        var batches = new ArrowBatches();
        var read = new List<long>();
        for (var from = 0L; from < 1_000;)
        {
            var rows = random.Next(0, 100);
            foreach (var piece in Pieces(from, rows, random.Next(1, 5)))
            {
                using var batch = batches.Add(piece);
                if (batch is not null) { read.AddRange(((Int64Array)batch.Column(0)).Select(v => v!.Value)); }
            }

            from += rows;
        }

        batches.End();
        CollectionAssert.AreEqual(Enumerable.Range(0, read.Count).Select(i => (long)i).ToArray(), read);
        Assert.IsGreaterThanOrEqualTo(1_000, read.Count);
    }

    [TestMethod]
    public void A_batch_that_comes_twice_is_refused()
    {
        var batches = new ArrowBatches();
        batches.Add(Pieces(0, 5, 1)[0])!.Dispose();
        Refuses(() => batches.Add(Pieces(0, 5, 1)[0]), "goes on with piece 0 of the batch at row 0, where piece 0 at row 5 is expected");
    }

    [TestMethod]
    public void A_batch_that_is_missing_is_seen_by_the_next_one() => Refuses(
        () => new ArrowBatches().Add(Pieces(5, 5, 1)[0]), "goes on with piece 0 of the batch at row 5, where piece 0 at row 0 is expected");

    [TestMethod]
    public void A_piece_that_is_missing_is_seen_by_the_next_one()
    {
        var batches = new ArrowBatches();
        Assert.IsNull(batches.Add(Pieces(0, 5, 3)[0]));
        Refuses(() => batches.Add(Pieces(0, 5, 3)[2]), "goes on with piece 2 of the batch at row 0, where piece 1 at row 0 is expected");
    }

    [TestMethod]
    public void A_piece_that_is_missing_is_seen_at_the_end()
    {
        var batches = new ArrowBatches();
        Assert.IsNull(batches.Add(Pieces(0, 5, 3)[0]));
        Refuses(batches.End, "ended after 1 pieces of the batch at row 0");
    }

    [TestMethod]
    public void A_count_of_rows_that_is_not_the_batchs_is_refused()
    {
        var message = Pieces(0, 5, 1)[0];
        message.RowCount = 6;
        Refuses(() => new ArrowBatches().Add(message), "says that the batch at row 0 has 6 rows; it has 5");
    }

    private static void Refuses(Action act, string message) =>
        StringAssert.Contains(Assert.ThrowsExactly<InternalException>(act).Message, message, StringComparison.Ordinal);

    private static List<Message> Pieces(long from, int rows, int pieces)
    {
        using var batch = new RecordBatch.Builder()
            .Append("v", false, new Int64Array.Builder().AppendRange(Enumerable.Range(0, rows).Select(i => from + i)).Build()).Build();
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }

        var bytes = stream.ToArray();
        return
        [
            .. Enumerable.Range(0, pieces).Select(i => new Message
            {
                RowCount = rows,
                StartOffset = from,
                ChunkIndex = i,
                NumChunksInBatch = pieces,
                Data = ByteString.CopyFrom(bytes[(bytes.Length * i / pieces)..(bytes.Length * (i + 1) / pieces)]),
            }),
        ];
    }
}
