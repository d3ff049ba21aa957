using System.Collections.Immutable;
using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Decoding;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// The stream's scheduler for one partition: runs the step function on the epoch that is filling and gives out its rows again and again.
/// Pure: no Kafka, no clock, no I/O. What it gives out for an epoch at a covered offset depends on the log alone, never on how the log
/// was cut into calls, flushes and restarts; the parity tests drive this very class.
/// <code>
///   offsets   |.... epoch e-1 ....|.... epoch e ..........|
///                                 ^RestartAt   ^Position (= covered of the next flush)
/// </code>
/// One thread at a time.
/// </summary>
public sealed partial class EpochStepper
{
    /// <summary>Events that are decoded before they are folded: enough to amortise a batch, small enough to stay in the cache.</summary>
    internal const int BatchRows = 4096;

    private readonly string _job;
    private readonly SourceSchema _source;
    private readonly StageInput _input;
    private readonly EpochLength _epochs;
    private readonly StoredPartition? _stored;
    private readonly IRecordDecoder _decoder;
    private readonly StageRun _run;
    private readonly ImmutableArray<EpochRows>.Builder _complete = ImmutableArray.CreateBuilder<EpochRows>();
    private readonly ImmutableArray<QuarantinedRecord>.Builder _quarantined = ImmutableArray.CreateBuilder<QuarantinedRecord>();
    private readonly QuarantineBudget _undecodable = new();
    private readonly QuarantineBudget _rejected = new();
    private long _epoch;
    private long _flushed;
    private long _decoded;

    // The covered offset of the newest row of the epoch that is filling.
    private long _rowsCovered;

    /// <param name="program">The step function.</param>
    /// <param name="partition">The partition of a log that the job reads.</param>
    /// <param name="start">The first offset to read: the first of an epoch, because a state begins empty there and nowhere else.</param>
    public EpochStepper(StageProgram program, LogPartition partition, long start)
        : this(program, partition, start, stored: null)
    {
    }

    /// <param name="program">The step function.</param>
    /// <param name="partition">The partition of a log that the job reads.</param>
    /// <param name="start">The first offset to read: the first of an epoch.</param>
    /// <param name="stored">What the tables hold already; null for nothing.</param>
    /// <param name="excluded">Records that are taken out of the job; null for none.</param>
    internal EpochStepper(
        StageProgram program, LogPartition partition, long start, StoredPartition? stored, IEnumerable<Exclusion>? excluded = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        _stored = stored;
        (_job, Partition, Position, _flushed) = (program.Plan.Job, partition, start, start);
        _input = program.Plan.Input(partition.Log);
        _source = _input.Source;
        _epochs = _source.Epochs;
        _epoch = _epochs.Of(start);
        if (start != RestartAt)
        {
            throw new InternalException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{_job}', {partition}: offset {start} is inside epoch {_epoch}, which begins at {RestartAt}."));
        }

        _decoder = RecordDecoder.For(_source, _input.Columns.Items);
        _run = program.Open(partition, EventOrigin.Log, StageState.Empty, excluded);
    }

    /// <summary>The partition.</summary>
    public LogPartition Partition { get; }

    /// <summary>The next offset to read.</summary>
    public long Position { get; private set; }

    /// <summary>The first offset of the epoch that is filling.</summary>
    public long RestartAt => _epochs.First(_epoch);

    /// <summary>The epoch that is filling.</summary>
    public EpochId Epoch => new(Partition, _epoch);

    /// <summary>Records read since this object was made.</summary>
    public long Read { get; private set; }

    /// <summary>Records quarantined since this object was made.</summary>
    public long Quarantined { get; private set; }

    /// <summary>Quarantined records that wait for the next flush; their bytes are in memory.</summary>
    internal int Waiting => _quarantined.Count;

    /// <summary>The first record that was quarantined since the last look.</summary>
    internal QuarantineSample? Sample { get; private set; }

    /// <summary>Takes it away.</summary>
    internal QuarantineSample? TakeSample()
    {
        var sample = Sample;
        Sample = null;
        return sample;
    }

    /// <summary>Those bytes.</summary>
    internal long WaitingBytes { get; private set; }

    /// <summary>Takes a record. Offsets ascend with gaps; a record below <see cref="Position"/> was taken before and is ignored.</summary>
    /// <exception cref="StateOverflowException">A state left its range; this object cannot be used any more.</exception>
    public void Add(in LogRecord record)
    {
        if (record.Offset < Position)
        {
            return;
        }

        AdvanceTo(record.Offset);
        Read++;
        if (_decoder.Append(record) is { } reason)
        {
            _run.AddUndecodable(1);
            Quarantined++;
            Sample ??= new QuarantineSample(Partition, record.Offset, reason);
            if (_undecodable.Takes(record.Value, out var kept))
            {
                Keep(new QuarantinedRecord(Partition, record.Offset, "", reason, kept.ToArray()));
            }
        }
        else
        {
            _decoded += record.Value.Length;
            if (_decoder.Count >= BatchRows || _decoded >= MemoryShare.Batch)
            {
                FoldDecoded();
            }
        }

        AdvanceTo(record.Offset + 1);
    }

    /// <summary>
    /// There is no further record below <paramref name="offset"/>: another record follows there, or the log said so (end of partition:
    /// offsets may end in a gap that aborted transactions or compaction left). Completes every epoch that ends at or below it.
    /// </summary>
    public void AdvanceTo(long offset)
    {
        while (offset >= _epochs.End(_epoch))
        {
            Complete();
        }

        Position = Math.Max(Position, offset);
    }

    /// <summary>
    /// What moved since the last flush, or null. A flush is given out once: whoever fails to store it stores the same one again, or drops
    /// this object and starts another where the tables say.
    /// </summary>
    public PartitionFlush? Flush()
    {
        if (Position == _flushed)
        {
            return null;
        }

        FoldDecoded();
        // What the tables say that they have waits until this is as far: see StoredPartition.Covered.
        var behind = _stored is not null && Position < _stored.Covered(_epoch);
        if (Position > RestartAt && !behind)
        {
            // Also when no group changed: the ledger and the frontier have.
            Give(_run.Rows(changedOnly: true), Position,
                new EpochLedger(Epoch, Position, _run.Counts) { Foreign = _run.Foreign, Rows = _run.RowCount });
        }

        _flushed = Position;
        WaitingBytes = 0;
        return new PartitionFlush(
            Partition, _complete.DrainToImmutable(), _quarantined.DrainToImmutable(), behind ? RestartAt : Position, RestartAt);
    }

    private void Complete()
    {
        FoldDecoded();
        var (end, counts, foreign, rows) = (_epochs.End(_epoch), _run.Counts, _run.Foreign, _run.RowCount);
        Give(_run.Close(changedOnly: true).Rows, end, new EpochLedger(Epoch, end, counts) { Foreign = foreign, Rows = rows });
        _undecodable.Reset();
        _rejected.Reset();
        (_epoch, _rowsCovered) = (_epoch + 1, 0);
    }

    private void Give(Apache.Arrow.RecordBatch rows, long covered, EpochLedger ledger)
    {
        _rowsCovered = rows.Length > 0 ? covered : _rowsCovered;
        _complete.Add(new EpochRows(ledger with { RowsCovered = _rowsCovered }, rows));
    }

    private void FoldDecoded()
    {
        if (_decoder.Count > 0)
        {
            _decoded = 0;
            using var events = _decoder.Take();
            Fold(events);
        }
    }

    private void Fold(Apache.Arrow.RecordBatch events)
    {
        foreach (var rejected in _run.Add(events))
        {
            Quarantined++;
            Sample ??= new QuarantineSample(Partition, rejected.Offset, rejected.Reason);
            if (_rejected.Takes([], out _))
            {
                Keep(new QuarantinedRecord(Partition, rejected.Offset, _job, rejected.Reason, default));
            }
        }
    }

    private void Keep(QuarantinedRecord record)
    {
        _quarantined.Add(record);
        WaitingBytes += record.Raw.Length;
    }
}
