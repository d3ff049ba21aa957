using Apache.Arrow;
using Unified.Batch.Engines;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Physical;
using Unified.Plans;

namespace Unified.Batch.Native;

/// <summary>
/// What a slice comes to while it is read: the run over its events, its rows, its ledger and its rejected events. One thread.
/// </summary>
internal sealed class SliceWork : IComputedSlice
{
    private readonly StageRun _run;
    private readonly EpochCounter _counter;
    private readonly RowSpill _rows;
    private readonly int _mostRows;
    private readonly QuarantineBudget _undecodable = new();
    private readonly QuarantineBudget _rejected = new();
    private readonly List<QuarantinedRecord> _kept = [];
    private long _taken;

    public SliceWork(StageRun run, SliceLimits limits) => (_run, _counter, _rows, _mostRows) = (run, new EpochCounter(run),
        new RowSpill(limits.Bytes, Path.GetTempPath()), run.Program.Plan.Rows.Kind == RowKind.Emission ? limits.Rows : limits.Groups);

    public LedgerCounts Counts => _run.Counts;

    public long RowCount => _taken + _run.RowCount;

    public IReadOnlyList<EpochLedger> Ledger => _counter.Ledger;

    /// <summary>Those that are kept: the first of each epoch.</summary>
    public IReadOnlyList<QuarantinedRecord> Rejected => _kept;

    /// <summary>Takes a batch of events of a log.</summary>
    public void Add(RecordBatch events)
    {
        Keep(_run.Add(events), r => r.Reason);
        TakeRows();
    }

    /// <summary>Takes a batch of events of a history day.</summary>
    public void Add(Parquet.HistoryBatch batch)
    {
        // Nobody finds an event by its position in the day, so the reason says where it stands.
        Keep(_run.Add(batch.Events, batch.FirstPosition), r => $"{batch.Place(r.Row)}: {r.Reason}");
        TakeRows();
    }

    /// <summary>Takes records that could not be decoded.</summary>
    /// <param name="count">How many there were.</param>
    /// <param name="kept">Those that are kept.</param>
    public void AddUndecodable(long count, IReadOnlyList<QuarantinedRecord> kept)
    {
        _run.AddUndecodable(count);
        foreach (var record in kept)
        {
            if (_undecodable.Takes(record.Raw.Span, out var raw))
            {
                _kept.Add(raw.Length == record.Raw.Length ? record : record with { Raw = default });
            }
        }
    }

    /// <summary>Everything since the last call was of <paramref name="epoch"/>.</summary>
    public void Close(EpochId epoch, long covered)
    {
        _counter.Close(epoch, covered);
        _undecodable.Reset();
        _rejected.Reset();
    }

    /// <summary>All rows; they are this object's.</summary>
    public IReadOnlyList<RecordBatch> Rows()
    {
        if (_rows.Count == 0 || _run.RowCount > 0)
        {
            Take();
        }

        return _rows;
    }

    public void Dispose() => _rows.Dispose();

    private void TakeRows()
    {
        if (_run.RowCount >= _mostRows)
        {
            Take();
        }
    }

    private void Take()
    {
        _taken += _run.RowCount;
        _rows.Add(_run.TakeRows());
    }

    private void Keep(IEnumerable<RejectedEvent> rejected, Func<RejectedEvent, string> reason) =>
        _kept.AddRange(rejected.Where(_ => _rejected.Takes([], out var _)).Select(r => Record(r, reason(r))));

    private QuarantinedRecord Record(RejectedEvent rejected, string reason) =>
        new(_run.Partition, rejected.Offset, _run.Program.Plan.Job, reason, ReadOnlyMemory<byte>.Empty);
}
