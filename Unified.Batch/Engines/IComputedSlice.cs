using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Batch.Engines;

/// <summary>What a slice came to. The receiver disposes of it, and of the rows with it.</summary>
internal interface IComputedSlice : IDisposable
{
    /// <summary>Of all its epochs.</summary>
    LedgerCounts Counts { get; }

    /// <summary>How many rows there are.</summary>
    long RowCount { get; }

    /// <summary>One entry an epoch, or one for the history day.</summary>
    IReadOnlyList<EpochLedger> Ledger { get; }

    /// <summary>The rejected events that are kept: the first of each epoch.</summary>
    IReadOnlyList<QuarantinedRecord> Rejected { get; }

    /// <summary>All rows: columns of <see cref="Plans.RowLayout.Columns"/>; rows of one identity merge.</summary>
    IReadOnlyList<RecordBatch> Rows();
}
