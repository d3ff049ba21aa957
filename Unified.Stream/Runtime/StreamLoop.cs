using System.Globalization;
using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Physical;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// The loop of a stream job, on one thread: poll, step, flush. Reading goes on while a flush is stored; when it gets too far ahead it pauses, and
/// the member keeps polling, so that the group does not take it for dead.
/// </summary>
internal sealed class StreamLoop : IAssignment, IDisposable
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);

    private readonly StageProgram _program;
    private readonly StreamOptions _options;
    private readonly ILogReader _reader;
    private readonly FlushStore _store;
    private readonly IManifestStore _manifests;
    private readonly IArchiveReader? _archive;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly SortedDictionary<int, PartitionRun> _runs = [];
    private readonly LogChunk _chunk = new();
    private readonly StartOffsets _starts;
    private readonly StatusReport _report;
    private readonly FlushPipeline _flushes;
    private long _lastFlush;
    private long _readSinceFlush;
    private bool _holding;
    private bool _closed;

    public StreamLoop(StageProgram program, StreamOptions options, ILogReader reader, FlushStore store, IManifestStore manifests, IArchiveReader? archive,
        ILogger log, TimeProvider time, Action<StreamStatus> report)
    {
        (_program, _options, _reader, _store, _manifests, _archive, _log, _time) = (program, options, reader, store, manifests, archive, log, time);
        _starts = new StartOffsets($"Job '{program.Plan.Job}'", program.Plan.Source, archive);
        _report = new StatusReport(program.Plan, reader, time, report);
        _flushes = new FlushPipeline(store, reader, _report, _runs);
    }

    private string Topic => _program.Plan.Source.Topic;

    public void Run(CancellationToken stop)
    {
        _log.State(_program.Plan.Job, "reads", Topic);
        _reader.Subscribe(this);
        _lastFlush = _time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            ReadArchive();
            _reader.Poll(_chunk, _options.PollRecords, PollTimeout());
            Step();
            _flushes.Settle();
            FlushOrHold();
            PauseAndResume();
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
        _reader.Close();
    }

    public IReadOnlyDictionary<int, long> Assigned(IReadOnlyList<int> partitions)
    {
        if (_closed)
        {
            return partitions.ToDictionary(p => p, _ => 0L);
        }

        Step();
        var committed = _store.Retry.Execute(() => _reader.Committed(partitions));
        // Blocking is right here: the group waits for this callback, and this thread has nothing else to do.
        var manifest = _store.Retry.ExecuteAsync(async c => await _manifests.CurrentAsync(_program.Plan, c).ConfigureAwait(false)).AsTask().GetAwaiter().GetResult();
        foreach (var partition in partitions)
        {
            var cut = manifest.Cut.Of(partition);
            Start(partition, committed.GetValueOrDefault(partition) is { } offset ? Math.Max(cut, _program.Plan.Source.Epochs.Of(offset)) : cut);
        }

        return partitions.ToDictionary(p => p, p => _runs[p].ReadFrom);
    }

    public void Revoked(IReadOnlyList<int> partitions)
    {
        if (!_closed)
        {
            Step();
            Complete(partitions);
            Drop(partitions, "revoked");
        }
    }

    public void Lost(IReadOnlyList<int> partitions)
    {
        if (!_closed)
        {
            // Nothing is stored or committed: another member has begun with these epochs already, and makes the same rows.
            Step();
            Drop(partitions, "lost");
        }
    }

    private void Start(int partition, long epoch)
    {
        var (low, high) = _store.Retry.Execute(() => _reader.Watermarks(partition));
        var start = _starts.Resolve(partition, epoch, low, high);
        var paused = _runs.GetValueOrDefault(partition)?.Paused ?? false;
        _runs[partition] = new PartitionRun(_program, partition, start) { Paused = paused };
        _log.Assigned(_program.Plan.Job, _program.Plan.Version, partition, Topic, start.First,
            start.ReadFrom > start.First ? string.Create(CultureInfo.InvariantCulture, $", up to {start.ReadFrom} from the archive") : "");
    }

    private void Drop(IReadOnlyList<int> partitions, string how)
    {
        // A pause must not outlive us: the partition may come back.
        _reader.Resume([.. partitions.Where(p => _runs.GetValueOrDefault(p)?.Paused == true)]);
        foreach (var partition in partitions)
        {
            _runs.Remove(partition);
        }

        _log.Released(_program.Plan.Job, string.Join(", ", partitions), Topic, how);
    }

    /// <summary>Steps through everything that was polled, before the assignment or a position changes.</summary>
    private void Step()
    {
        for (var i = 0; i < _chunk.Count; i++)
        {
            // Not ours any more, or the archive's epochs come first.
            if (_runs.TryGetValue(_chunk.Partition(i), out var run) && !run.Recovering)
            {
                run.Stepper.Add(_chunk[i]);
            }
        }

        foreach (var (partition, offset) in _chunk.Ends)
        {
            if (_runs.TryGetValue(partition, out var run) && !run.Recovering)
            {
                run.Stepper.AdvanceTo(offset);
            }
        }

        _readSinceFlush += _chunk.Count;
        _report.Add(_chunk.Count);
        int[] forgotten = [.. _chunk.Forgotten.Where(_runs.ContainsKey)];
        _chunk.Clear();
        foreach (var partition in forgotten)
        {
            // Not the epoch that is filling: earlier ones may be complete in the stepper that goes away here, and not stored yet.
            var epoch = _program.Plan.Source.Epochs.Of(_runs[partition].Covered);
            _log.Forgotten(_program.Plan.Job, Topic, partition, epoch);
            Start(partition, epoch);
            _reader.Seek(partition, _runs[partition].ReadFrom);
        }
    }

    /// <summary>Reads one epoch of the archive for each partition that needs it: the loop must come back to polling soon.</summary>
    private void ReadArchive()
    {
        foreach (var run in _runs.Values.Where(r => r.Recovering && r.Paused && !_holding))
        {
            var before = run.Stepper.Read;
            run.Stepper.AddArchived(_archive!);
            _readSinceFlush += run.Stepper.Read - before;
            if (!run.Recovering)
            {
                // What was polled of it before it was paused was left aside.
                _reader.Seek(run.Partition, run.ReadFrom);
            }
        }
    }

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
        var ahead = _readSinceFlush >= _options.FlushRecords || _runs.Values.Sum(r => r.Stepper.Waiting) >= _options.FlushQuarantined;
        _holding = _flushes.Busy && ahead;
        if (!_flushes.Busy && (ahead || _time.GetElapsedTime(_lastFlush) >= _options.FlushInterval))
        {
            _lastFlush = _time.GetTimestamp();
            _readSinceFlush = 0;
            _flushes.Commit();
            _flushes.Begin();
        }
    }

    /// <summary>The one place that pauses: a partition waits for the tables, or for its turn after the archive.</summary>
    private void PauseAndResume()
    {
        var changed = _runs.Values.Where(r => r.Paused != (_holding || r.Recovering)).ToLookup(r => r.Paused, r => r.Partition);
        _reader.Pause([.. changed[false]]);
        _reader.Resume([.. changed[true]]);
        foreach (var partition in changed.SelectMany(c => c))
        {
            _runs[partition].Paused ^= true;
        }
    }

    private void Complete(IReadOnlyCollection<int> partitions)
    {
        using var deadline = new CancellationTokenSource(_options.ReleaseTimeout, _time);
        try
        {
            _flushes.Complete(partitions, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            _log.GaveUp(_program.Plan.Job, _options.ReleaseTimeout, string.Join(", ", partitions));
        }
    }
}
