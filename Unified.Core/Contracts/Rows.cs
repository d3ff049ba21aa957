using System.Collections.Immutable;
using Apache.Arrow;
using Unified.Epochs;

namespace Unified.Contracts;

/// <summary>
/// A stream's rows of one epoch: those groups that changed since the last flush, and the ledger of the whole epoch so far.
/// </summary>
/// <param name="Ledger">Epoch, covered offset, counts.</param>
/// <param name="Rows">Columns of <see cref="Plans.RowLayout.Columns"/>; may have no rows.</param>
public sealed record EpochRows(EpochLedger Ledger, RecordBatch Rows);

/// <summary>What the tables hold of one epoch of the stream.</summary>
/// <param name="Ledger">The ledger that is stored.</param>
/// <param name="RowsFound">The rows that are there.</param>
public sealed record StoredEpoch(EpochLedger Ledger, long RowsFound)
{
    /// <summary>The highest covered offset that one of these rows has.</summary>
    public long RowsCovered { get; init; }

    /// <summary>True when the ledger's rows are there.</summary>
    public bool HasRows => RowsFound == Ledger.Rows && RowsCovered >= Ledger.RowsCovered;

    /// <summary>True when some of them are not, or only older ones.</summary>
    public bool LacksRows => RowsFound < Ledger.Rows || RowsCovered < Ledger.RowsCovered;
}

/// <summary>What a batch run of one slice wrote.</summary>
/// <param name="Generation">The generation.</param>
/// <param name="Slice">The slice.</param>
/// <param name="Rows">
/// Columns of <see cref="Plans.RowLayout.Columns"/>; the same (keys, window) may come more than once, the rows merge.
/// </param>
/// <param name="Ledger">One entry an epoch of the slice, or one for the history day.</param>
public sealed record SliceRows(ulong Generation, Slice Slice, IReadOnlyList<RecordBatch> Rows, IReadOnlyList<EpochLedger> Ledger)
{
    /// <summary>The files that a history day was read from.</summary>
    public ImmutableArray<HistoryFile> Files { get; init; } = [];
}

/// <summary>A record that could not be decoded, or an event that a job could not compute.</summary>
/// <param name="Partition">The log's partition, or its history.</param>
/// <param name="Offset">The offset; for history the place in the day (<see cref="HistoryDay.FirstPosition"/>).</param>
/// <param name="Job">The job that could not compute it, or "" when it could not be decoded.</param>
/// <param name="Reason">Why: names the column and the value.</param>
/// <param name="Raw">The record's bytes, empty when it was decoded.</param>
public sealed record QuarantinedRecord(LogPartition Partition, long Offset, string Job, string Reason, ReadOnlyMemory<byte> Raw);
