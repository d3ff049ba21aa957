using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Physical;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// The loop of a stream job, on one thread: poll, step, flush. Reading goes on while a flush is stored; when it gets too far ahead it
/// pauses, and the member keeps polling, so that the group does not take it for dead.
/// </summary>
internal sealed partial class StreamLoop : IDisposable
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);

    private readonly StageProgram _program;
    private readonly SourceSchema _source;
    private readonly StreamOptions _options;
    private readonly ILogReader _reader;
    private readonly FlushStore _store;
    private readonly OriginDeclaration _origin;
    private readonly IArchiveReader? _archive;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly SortedDictionary<int, PartitionRun> _runs = [];
    private readonly LogChunk _chunk = new();
    private readonly StartOffsets _starts;
    private readonly LogWatch _watch;
    private readonly ReadFaults _faults;
    private readonly StallWatch _stalls;
    private readonly StoppedPartitions _stops;
    private readonly QuarantineVoice _voice;
    private readonly StatusReport _report;
    private readonly FlushPipeline _flushes;
    private long _lastFlush;
    private long _readSinceFlush;
    private long _bytesSinceFlush;
    private bool _holding;
    private bool _closed;
    private Manifest _manifest;
    private IReadOnlyList<Exclusion> _excluded = [];
    private CancellationToken _stop;

    public StreamLoop(
        StageProgram program, SourceSchema source, StreamOptions options, ILogReader reader, FlushStore store, StreamStores stores,
        ILogger log, TimeProvider time, Action<StreamStatus> report, IBackground? background = null)
    {
        (_program, _source, _options, _reader, _store, _log, _time) = (program, source, options, reader, store, log, time);
        _archive = stores.Archive;
        _starts = new StartOffsets($"Job '{program.Plan.Job}'", source, _archive);
        var remembered = new RememberedLog($"Job '{program.Plan.Job}'", source, stores.Identities, _archive, store.Retry);
        _origin = new OriginDeclaration(program.Plan, source, options, reader, stores, remembered, _starts, store.Retry, time, log);
        _manifest = Manifest.Empty(program.Plan.Job, program.Plan.Version);
        _watch = new LogWatch($"Job '{program.Plan.Job}'", source, reader, time, log, background);
        _faults = new ReadFaults($"Job '{program.Plan.Job}'", source, time, log);
        _stalls = new StallWatch($"Job '{program.Plan.Job}'", source, reader, time, log);
        _stops = new StoppedPartitions(time, log);
        _voice = new QuarantineVoice($"Job '{program.Plan.Job}'", source.Topic,
            options.Quarantine, options.StopOnQuarantine, time, log);
        _report = new StatusReport(program.Plan, source, reader, time, Problem, status => report(status with
        {
            Strangers = _watch.Strangers,
            TopicPartitions = _watch.Partitions,
            QuarantineProblem = _voice.Problem,
        }));
        _flushes = new FlushPipeline(store, reader, _report, _runs, background ?? ThreadPoolBackground.Instance);
    }

    public void Run(CancellationToken stop)
    {
        _stop = stop;
        _log.State(_program.Plan.Job, "reads", _source.Topic);
        DeclareOrigin();
        _reader.Subscribe(this);
        _lastFlush = _time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            ReadArchive();
            _reader.Poll(_chunk, _options.PollRecords, PollTimeout());
            Step();
            _flushes.Settle();
            FlushOrHold();
            BeginStoppedAgain();
            PauseAndResume();
            SayQuarantined();
            _watch.Look();
            _stalls.Look(_runs.Values.Select(r => new ReadPosition(r.Partition.Number, r.Stepper.Position, r.Paused)));
            _report.Refresh(_holding ? StreamState.Holding : StreamState.Reading, _runs.Values, force: false);
        }

        _report.Refresh(StreamState.Stopping, _runs.Values, force: true);
        Complete([.. _runs.Keys]);
        _report.Refresh(StreamState.Stopping, _runs.Values, force: true);
    }

    /// <summary>Leaves the group. What was not stored by now is not stored any more.</summary>
    public void Dispose()
    {
        _closed = true;
        _flushes.Dispose();
        _watch.Dispose();
        _reader.Close();
    }

    /// <summary>Steps through everything that was polled, before the assignment or a position changes.</summary>
    private void Step()
    {
        for (var i = 0; i < _chunk.Count; i++)
        {
            // Not ours any more, or the archive's epochs come first.
            if (_runs.TryGetValue(_chunk.Partition(i), out var run) && !run.Recovering && run.Stopped is null)
            {
                try
                {
                    run.Stepper.Add(_chunk[i]);
                }
                catch (DataException error)
                {
                    run.Stop(error);
                }
            }
        }

        foreach (var (partition, offset) in _chunk.Ends)
        {
            if (_runs.TryGetValue(partition, out var run) && !run.Recovering)
            {
                run.Try(s => s.AdvanceTo(offset));
            }
        }

        _readSinceFlush += _chunk.Count;
        _bytesSinceFlush += _chunk.Bytes;
        _report.Add(_chunk.Count);
        TakeFaults();
        int[] forgotten = [.. _chunk.Forgotten.Where(_runs.ContainsKey)];
        _chunk.Clear();
        foreach (var partition in forgotten)
        {
            if (!_faults.IsGone(_reader, partition, _runs[partition].Stepper.Position, _store.Retry, _stop))
            {
                continue;
            }

            // Not the epoch that is filling: earlier ones may be complete in the stepper that goes away here, and not stored yet.
            var run = _runs[partition];
            var epoch = _source.Epochs.Of(run.RestartAt);
            _log.Forgotten(_program.Plan.Job, _source.Topic, new EpochId(_source.Partition(partition), epoch));
            try
            {
                Start(partition, epoch, run.Stored, run.Committed);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The run that there is has read what it could, and ends with that.
                return;
            }

            _reader.Seek(partition, _runs[partition].ReadFrom);
        }
    }

    /// <summary>What could not be read is read again, from the first record that was not delivered.</summary>
    private void TakeFaults()
    {
        foreach (var (partition, run) in _runs)
        {
            _faults.Reached(partition, run.Stepper.Position);
        }

        foreach (var fault in _chunk.Faults.Where(f => _runs.TryGetValue(f.Partition, out var run) && !run.Recovering))
        {
            _faults.Take(fault);
            _reader.Seek(fault.Partition, fault.Offset);
        }
    }

    private string? Problem(int partition) =>
        _stops.Problem(partition) ?? _faults.Problem(partition) ?? _stalls.Problem(partition);

    /// <summary>
    /// What stopped is begun again from the tables, once a minute: a file of the archive may have been restored, or the record excluded.
    /// </summary>
    private void BeginStoppedAgain()
    {
        foreach (var run in _runs.Values.ToArray())
        {
            var partition = run.Partition.Number;
            if (run.Stopped is not { } problem)
            {
                _stops.Reached(partition, run.Covered);
                continue;
            }

            _stops.Take(partition, problem, run.Stepper.Position);
            if (_stops.IsDue(partition))
            {
                try
                {
                    BeginAgain(run);
                }
                catch (OperationCanceledException) when (_stop.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    private void BeginAgain(PartitionRun run)
    {
        var partition = run.Partition.Number;
        Begin([partition], new Dictionary<int, long?> { [partition] = run.Committed });
        _reader.Seek(partition, _runs[partition].ReadFrom);
    }

    /// <summary>
    /// Reads one epoch of the archive, or passes one that is stored, for each partition that needs it: the loop must come back to polling
    /// soon.
    /// </summary>
    private void ReadArchive()
    {
        foreach (var run in _runs.Values.Where(r => r.Recovering && r.Paused && r.Stopped is null && !_holding).ToArray())
        {
            var before = run.Stepper.Read;
            run.Try(_ => ReadArchive(run));
            _readSinceFlush += run.Stepper.Read - before;
            if (!run.Recovering)
            {
                // What was polled of it before it was paused was left aside.
                _reader.Seek(run.Partition.Number, run.ReadFrom);
            }
        }
    }

    private void ReadArchive(PartitionRun run)
    {
        if (run.Lost.Contains(run.Stepper.Epoch.Epoch) || MayPass(run, run.Stepper.Epoch))
        {
            run.Stepper.PassOver();
        }
        else if (run.ReadFrom < _source.Epochs.End(run.Stepper.Epoch.Epoch))
        {
            if (!run.Stepper.AddPartial(_archive!, run.ReadFrom))
            {
                // Where to go on is another question now.
                BeginAgain(run);
            }
        }
        else
        {
            run.Stepper.AddArchived(_archive!);
        }
    }

    private bool MayPass(PartitionRun run, EpochId epoch) => run.Stored.Has(epoch.Epoch)
        && !(run.Stored.IsDoubtful(epoch.Epoch) && _archive?.Epochs(_source, epoch.Partition).Contains(epoch.Epoch) == true);

    private TimeSpan PollTimeout()
    {
        if (!_holding && _runs.Values.Any(r => r.Recovering))
        {
            return TimeSpan.Zero;
        }

        var untilFlush = _options.FlushInterval - _time.GetElapsedTime(_lastFlush);
        return untilFlush <= TimeSpan.Zero || untilFlush > LongestPoll ? LongestPoll : untilFlush;
    }

    private void FlushOrHold()
    {
        var ahead = _readSinceFlush >= _options.FlushRecords || _bytesSinceFlush >= _options.FlushBytes
            || _runs.Values.Sum(r => r.Stepper.Waiting) >= _options.FlushQuarantined
            || _runs.Values.Sum(r => r.Stepper.WaitingBytes) >= _options.FlushQuarantinedBytes;
        _holding = _flushes.Busy && ahead;
        if (!_flushes.Busy && (ahead || _time.GetElapsedTime(_lastFlush) >= _options.FlushInterval))
        {
            _lastFlush = _time.GetTimestamp();
            (_readSinceFlush, _bytesSinceFlush) = (0, 0);
            _flushes.Commit();
            _flushes.Begin();
        }
    }

    private void SayQuarantined()
    {
        QuarantineSample? sample = null;
        foreach (var run in _runs.Values)
        {
            sample = run.Stepper.TakeSample() is { } taken ? sample ?? taken : sample;
        }

        _voice.Take(_report.Read, _report.Quarantined, sample);
    }

    /// <summary>
    /// The one place that pauses: a partition waits for the tables, for its turn after the archive, or for another attempt.
    /// </summary>
    private void PauseAndResume()
    {
        var changed = _runs.Values.Where(r => r.Paused != (_holding || r.Recovering || r.Stopped is not null
            || _faults.Rests(r.Partition.Number))).ToLookup(r => r.Paused, r => r.Partition.Number);
        _reader.Pause([.. changed[false]]);
        _reader.Resume([.. changed[true]]);
        foreach (var partition in changed.SelectMany(c => c))
        {
            _runs[partition].Paused ^= true;
        }
    }
}
