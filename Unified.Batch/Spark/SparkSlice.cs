using Apache.Arrow;
using Unified.Batch.Engines;
using Unified.Contracts;
using Unified.Epochs;

namespace Unified.Batch.Spark;

/// <summary>A slice that Spark has computed.</summary>
internal sealed class SparkSlice(
    RowSpill rows, long count, IReadOnlyList<EpochLedger> ledger, IReadOnlyList<QuarantinedRecord> rejected) : IComputedSlice
{
    public LedgerCounts Counts { get; } = ledger.Aggregate(default(LedgerCounts), (all, e) => all + e.Counts);

    public long RowCount => count;

    public IReadOnlyList<EpochLedger> Ledger => ledger;

    public IReadOnlyList<QuarantinedRecord> Rejected => rejected;

    public IReadOnlyList<RecordBatch> Rows() => rows;

    public void Dispose() => rows.Dispose();
}

/// <summary>Rows on their way; dropped where the query has to begin again.</summary>
internal sealed class GatheredRows : IDisposable
{
    private const long MostBytes = 256L << 20;

    public RowSpill Spill { get; } = new(MostBytes, Path.GetTempPath());

    public long Count { get; private set; }

    public void Add(RecordBatch rows)
    {
        Count += rows.Length;
        Spill.Add(rows);
    }

    public void Dispose() => Spill.Dispose();
}
