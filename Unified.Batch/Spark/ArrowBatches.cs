using Apache.Arrow;
using Apache.Arrow.Ipc;
using Google.Protobuf;
using Unified.Errors;
using Message = Unified.Batch.Spark.Protocol.ExecutePlanResponse.Types.ArrowBatch;

namespace Unified.Batch.Spark;

/// <summary>
/// Puts the pieces of batches together and counts rows: each message says where it belongs, so what came twice or not at all is seen. For
/// one caller.
/// </summary>
internal sealed class ArrowBatches
{
    private readonly List<ByteString> _pieces = [];

    private long _rows;

    /// <summary>The batch that is whole with this message; null while pieces are missing. Whoever gets it disposes it.</summary>
    /// <exception cref="InternalException">The message does not follow the last one.</exception>
    public RecordBatch? Add(Message message)
    {
        var (piece, pieces) = message.HasNumChunksInBatch ? (message.ChunkIndex, message.NumChunksInBatch) : (0, 1);
        if (piece != _pieces.Count || (message.HasStartOffset && message.StartOffset != _rows))
        {
            throw new InternalException($"Spark's result goes on with piece {piece} of the batch at row {message.StartOffset}, where piece "
                + $"{_pieces.Count} at row {_rows} is expected.");
        }

        _pieces.Add(message.Data);
        if (_pieces.Count < pieces) { return null; }
        var batch = Read(Joined(), message.RowCount);
        _rows = checked(_rows + message.RowCount);
        return batch;
    }

    /// <summary>To be called at the end.</summary>
    /// <exception cref="InternalException">A batch has begun whose last pieces did not come.</exception>
    public void End()
    {
        if (_pieces.Count > 0)
        {
            throw new InternalException($"Spark's result ended after {_pieces.Count} pieces of the batch at row {_rows}.");
        }
    }

    private ReadOnlyMemory<byte> Joined()
    {
        if (_pieces is [var whole])
        {
            _pieces.Clear();
            return whole.Memory;
        }

        var length = _pieces.Sum(p => (long)p.Length);
        if (length > System.Array.MaxLength)
        {
            throw new InternalException($"Spark's result has a batch of {length} bytes at row {_rows}; at most "
                + $"{System.Array.MaxLength} can be held. Set a smaller {nameof(SparkOptions.RowsPerBatch)}.");
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        var at = 0;
        foreach (var piece in _pieces)
        {
            piece.Span.CopyTo(bytes.AsSpan(at));
            at += piece.Length;
        }

        _pieces.Clear();
        return bytes;
    }

    // A stream of its own: schema, one batch, end. The batch lies over the message's bytes.
    private RecordBatch Read(ReadOnlyMemory<byte> stream, long rows)
    {
        using var reader = new ArrowStreamReader(stream);
        var batch = reader.ReadNextRecordBatch()
            ?? throw new InternalException($"Spark's result has no batch in the message at row {_rows}.");
        return batch.Length == rows ? batch
            : throw new InternalException($"Spark's result says that the batch at row {_rows} has {rows} rows; it has {batch.Length}.");
    }
}
