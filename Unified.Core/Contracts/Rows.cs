using System.Collections.Immutable;
using Apache.Arrow;
using Unified.Epochs;

namespace Unified.Contracts;

/// <summary>A stream's rows of one epoch: those groups that changed since the last flush, and the ledger of the whole epoch so far.</summary>
/// <param name="Ledger">Epoch, covered offset, counts.</param>
/// <param name="Rows">Columns of <see cref="Logical.RowLayout.Columns"/>; may have no rows.</param>
public sealed record EpochRows(EpochLedger Ledger, RecordBatch Rows);

/// <summary>What a batch run of one slice wrote.</summary>
/// <param name="Generation">The generation.</param>
/// <param name="Slice">The slice.</param>
/// <param name="Rows">Columns of <see cref="Logical.RowLayout.Columns"/>; the same (keys, window) may come more than once, the rows merge.</param>
/// <param name="Ledger">One entry an epoch of the slice, or one for the history day.</param>
public sealed record SliceRows(ulong Generation, Slice Slice, IReadOnlyList<RecordBatch> Rows, IReadOnlyList<EpochLedger> Ledger)
{
    /// <summary>The files that a history day was read from.</summary>
    public ImmutableArray<HistoryFile> Files { get; init; } = [];
}

/// <summary>A record that could not be decoded, or an event that a job could not compute.</summary>
/// <param name="Topic">The topic; for history the path of the file.</param>
/// <param name="Partition">The partition; -1 for history.</param>
/// <param name="Offset">The offset; for history the row number in the file.</param>
/// <param name="Job">The job that could not compute it, or "" when it could not be decoded.</param>
/// <param name="Reason">Why: names the column and the value.</param>
/// <param name="Raw">The record's bytes, empty when it was decoded.</param>
public sealed record QuarantinedRecord(string Topic, int Partition, long Offset, string Job, string Reason, ReadOnlyMemory<byte> Raw);
