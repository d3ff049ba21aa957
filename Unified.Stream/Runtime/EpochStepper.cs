using System.Collections.Immutable;
using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Physical;
using Unified.Streaming.Decoding;

namespace Unified.Streaming.Runtime;

/// <summary>
/// The stream's scheduler for one partition: runs the step function on the epoch that is filling and gives out its rows again and again. Pure: no Kafka,
/// no clock, no I/O. What it gives out for an epoch at a covered offset depends on the log alone, never on how the log was cut into calls,
/// flushes and restarts; the parity tests drive this very class.
/// <code>
///   offsets   |.... epoch e-1 ....|.... epoch e ..........|
///                                 ^RestartAt   ^Position (= covered of the next flush)
/// </code>
/// One thread at a time.
/// </summary>
public sealed class EpochStepper
{
    /// <summary>Events that are decoded before they are folded: enough to amortise a batch, small enough to stay in the cache.</summary>
    internal const int BatchRows = 4096;

    private readonly StageProgram _program;
    private readonly EpochLength _epochs;
    private readonly IRecordDecoder _decoder;
    private readonly EpochFold _fold;
    private readonly ImmutableArray<EpochRows>.Builder _complete = ImmutableArray.CreateBuilder<EpochRows>();
    private readonly ImmutableArray<QuarantinedRecord>.Builder _quarantined = ImmutableArray.CreateBuilder<QuarantinedRecord>();
    private long _epoch;
    private long _flushed;

    /// <param name="program">The step function.</param>
    /// <param name="partition">The partition of the source's log.</param>
    /// <param name="start">The first offset to read: the first of an epoch, because a state begins empty there and nowhere else.</param>
    public EpochStepper(StageProgram program, int partition, long start)
    {
        ArgumentNullException.ThrowIfNull(program);
        (_program, Partition, Position, _flushed) = (program, partition, start, start);
        _epochs = program.Plan.Source.Epochs;
        _epoch = _epochs.Of(start);
        if (start != RestartAt)
        {
            throw new InternalException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{program.Plan.Job}', topic '{program.Plan.Source.Topic}', partition {partition}: offset {start} is inside epoch {_epoch}, which begins at {RestartAt}."));
        }

        _decoder = RecordDecoder.For(program.Plan.Source, program.Plan.Scan.Columns);
        _fold = program.NewFold(EventOrigin.Log);
    }

    /// <summary>The partition.</summary>
    public int Partition { get; }

    /// <summary>The next offset to read.</summary>
    public long Position { get; private set; }

    /// <summary>The first offset of the epoch that is filling.</summary>
    public long RestartAt => _epochs.First(_epoch);

    /// <summary>The epoch that is filling.</summary>
    public EpochId Epoch => new(Partition, _epoch);

    /// <summary>True when <see cref="Flush"/> would give something out.</summary>
    public bool HasNews => Position != _flushed;

    /// <summary>Records read since this object was made.</summary>
    public long Read { get; private set; }

    /// <summary>Records quarantined since this object was made.</summary>
    public long Quarantined { get; private set; }

    /// <summary>Quarantined records that wait for the next flush; their bytes are in memory.</summary>
    internal int Waiting => _quarantined.Count;

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
            _fold.AddUndecodable(1);
            Quarantined++;
            _quarantined.Add(new QuarantinedRecord(_program.Plan.Source.Topic, Partition, record.Offset, "", reason, record.Value.ToArray()));
        }
        else if (_decoder.Count == BatchRows)
        {
            FoldDecoded();
        }

        AdvanceTo(record.Offset + 1);
    }

    /// <summary>
    /// There is no further record below <paramref name="offset"/>: another record follows there, or the log said so (end of partition: offsets may
    /// end in a gap that aborted transactions or compaction left). Completes every epoch that ends at or below it.
    /// </summary>
    public void AdvanceTo(long offset)
    {
        while (offset >= _epochs.End(_epoch))
        {
            Complete();
        }

        Position = Math.Max(Position, offset);
    }

    /// <summary>Takes the whole epoch out of the archive, for a log that has forgotten its beginning.</summary>
    /// <exception cref="DataException">The epoch is not archived.</exception>
    public void AddArchived(IArchiveReader archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        var source = _program.Plan.Source;
        if (Position != RestartAt)
        {
            throw new InternalException($"Job '{_program.Plan.Job}', topic '{source.Topic}', {Epoch}: part of it was read before the archive.");
        }

        var (read, quarantined) = archive.Counts(source, Epoch);
        foreach (var batch in archive.Read(source, Epoch, _program.Plan.Scan.Columns))
        {
            using (batch)
            {
                Fold(batch);
            }
        }

        _quarantined.AddRange(quarantined > 0 ? archive.Quarantined(source, Epoch) : []);
        _fold.AddUndecodable(quarantined);
        Read += read;
        Quarantined += quarantined;
        AdvanceTo(_epochs.End(_epoch));
    }

    /// <summary>
    /// What moved since the last flush, or null. A flush is given out once: whoever fails to store it stores the same one again, or drops this object
    /// and starts another at the committed offset.
    /// </summary>
    public PartitionFlush? Flush()
    {
        if (!HasNews)
        {
            return null;
        }

        FoldDecoded();
        if (Position > RestartAt)
        {
            // Also when no group changed: the ledger and the frontier have.
            _complete.Add(Rows(Position));
        }

        _flushed = Position;
        return new PartitionFlush(Partition, _complete.DrainToImmutable(), _quarantined.DrainToImmutable(), RestartAt);
    }

    private void Complete()
    {
        FoldDecoded();
        _complete.Add(Rows(_epochs.End(_epoch)));
        _fold.Clear();
        _epoch++;
    }

    private EpochRows Rows(long covered) => new(new EpochLedger(Epoch, covered, _fold.Counts) { Foreign = _fold.Foreign }, _fold.Rows(changedOnly: true));

    private void FoldDecoded()
    {
        if (_decoder.Count > 0)
        {
            using var events = _decoder.Take();
            Fold(events);
        }
    }

    private void Fold(Apache.Arrow.RecordBatch events)
    {
        foreach (var rejected in _fold.Add(events))
        {
            Quarantined++;
            _quarantined.Add(new QuarantinedRecord(_program.Plan.Source.Topic, Partition, rejected.Offset, _program.Plan.Job, rejected.Reason, default));
        }
    }
}
