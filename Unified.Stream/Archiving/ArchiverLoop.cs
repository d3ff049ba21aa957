using Microsoft.Extensions.Logging;
using Polly;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>The loop of an archiver, on one thread: poll, collect, write, commit.</summary>
internal sealed partial class ArchiverLoop : IDisposable
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);

    private readonly SourceSchema _source;
    private readonly ArchiverOptions _options;
    private readonly ILogReader _reader;
    private readonly ILogger _log;
    private readonly Action<ArchiverStatus> _report;
    private readonly ResiliencePipeline _retry;
    private readonly StartOffsets _starts;
    private readonly LogWatch _watch;
    private readonly RememberedLog _remembered;
    private readonly ReadFaults _faults;
    private readonly StallWatch _stalls;
    private readonly TimeProvider _time;
    private readonly HashSet<int> _paused = [];
    private readonly Dictionary<int, (long Epoch, long Since)> _unsavedSince = [];
    private readonly SortedDictionary<int, PartitionArchiver> _partitions = [];
    private readonly Dictionary<int, long> _committed = [];
    private readonly Dictionary<int, long> _readFrom = [];

    // Where partitions begin of which nothing was there.
    private readonly Dictionary<int, long> _origins = [];
    private readonly LogChunk _chunk = new();
    private readonly KeyValuePair<string, object?> _tag;
    private (long Read, long Quarantined, long Files) _sums;
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<PartitionArchiver, object> _quarantined = [];
    private readonly QuarantineVoice _voice;
    private long _quarantinedSum;
    private bool _closed;
    private bool _checked;
    private string? _topicId;
    private CancellationToken _stop;

    public ArchiverLoop(
        SourceSchema source, ArchiverOptions options, ILogReader reader, ILogIdentities identities, ILogger log, TimeProvider time,
        Action<ArchiverStatus> report)
    {
        (_source, _options, _reader, _log, _report) = (source, options, reader, log, report);
        _retry = TransientRetry.Build($"archive of {source.Name}", options.RetryDelay, options.LongestRetryDelay, time, log);
        _starts = new StartOffsets($"Archive of source '{source.Name}'", source, archive: null, Partial);
        _time = time;
        _watch = new LogWatch($"Archive of source '{source.Name}'", source, reader, time, log);
        _remembered = new RememberedLog($"Archive of source '{source.Name}'", source, identities, archive: null, _retry);
        _faults = new ReadFaults($"Archive of source '{source.Name}'", source, time, log);
        _stalls = new StallWatch($"Archive of source '{source.Name}'", source, reader, time, log);
        _voice = new QuarantineVoice($"Archive of source '{source.Name}'", source.Topic,
            options.Quarantine, stops: false, time, log);
        _lookedForFiles = time.GetTimestamp();
        _tag = new("source", source.Name);
    }

    public void Run(CancellationToken stop)
    {
        _stop = stop;
        _log.State($"archive of {_source.Name}", "reads", _source.Topic);
        _reader.Subscribe(this);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                _reader.Poll(_chunk, _options.PollRecords, LongestPoll);
                Write(() =>
                {
                    Step();
                    Commit();
                    SaveSlow();
                    LookForFiles();
                });
                BeginUnwritten();
                PauseAndResume();
                SayQuarantined();
                _watch.Look();
                _stalls.Look(_partitions.Values.Select(
                    p => new ReadPosition(p.Partition.Number, p.Position, _paused.Contains(p.Partition.Number))));
                Report(StreamState.Reading);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A partition had to begin again behind a hole, and Kafka did not say where before the stop.
        }

        // The next owner reads the epochs that are not complete again, as far as Kafka has them then.
        Report(StreamState.Stopping);
        Write(() => Save(_partitions.Values));
    }

    public void Dispose()
    {
        _closed = true;
        _watch.Dispose();
        _reader.Close();
        Write(() =>
        {
            foreach (var partition in _partitions.Values)
            {
                partition.Dispose();
            }
        });
    }

    private void SayQuarantined()
    {
        QuarantineSample? sample = null;
        foreach (var archiver in _partitions.Values)
        {
            sample ??= archiver.Sample;
            archiver.Sample = null;
            var before = _quarantined.TryGetValue(archiver, out var known) ? (long)known : 0L;
            _quarantinedSum += archiver.Quarantined - before;
            _quarantined.AddOrUpdate(archiver, archiver.Quarantined);
        }

        _voice.Take(_sums.Read, _quarantinedSum, sample);
    }

    private void Archived(Epochs.EpochId epoch, long read, long quarantined)
    {
        _sums = (_sums.Read, _sums.Quarantined + quarantined, _sums.Files + 1);
        StreamMetrics.Archived.Add(read, _tag);
        StreamMetrics.Files.Add(1, _tag);
        _log.EpochArchived(epoch, read, quarantined);
    }

    private void Step()
    {
        for (var i = 0; i < _chunk.Count; i++)
        {
            _partitions.GetValueOrDefault(_chunk.Partition(i))?.Add(_chunk[i]);
        }

        foreach (var (partition, offset) in _chunk.Ends)
        {
            _partitions.GetValueOrDefault(partition)?.AdvanceTo(offset);
        }

        _sums.Read += _chunk.Count;
        TakeFaults();
        foreach (var partition in _chunk.Forgotten.Where(_partitions.ContainsKey)
            .Where(p => _faults.IsGone(_reader, p, _partitions[p].Position, _retry, _stop)).ToArray())
        {
            // Throws, since nobody else has what is gone: it names the hole.
            _partitions.Remove(partition, out var dropped);
            dropped!.Dispose();
            Start(partition, _committed[partition]);
            _reader.Seek(partition, _readFrom[partition]);
        }

        _chunk.Clear();
    }

    /// <summary>What could not be read is read again, from the first record that was not delivered.</summary>
    private void TakeFaults()
    {
        foreach (var (partition, archiver) in _partitions)
        {
            _faults.Reached(partition, archiver.Position);
        }

        foreach (var fault in _chunk.Faults.Where(f => _partitions.ContainsKey(f.Partition)))
        {
            _faults.Take(fault);
            _reader.Seek(fault.Partition, fault.Offset);
        }
    }

    private void PauseAndResume()
    {
        int[] rest = [.. _partitions.Keys.Where(_faults.Rests).Concat(_unwritten).Where(_paused.Add)];
        int[] go = [.. _paused.Where(p => !_faults.Rests(p) && !_unwritten.Contains(p))];
        _paused.ExceptWith(go);
        _reader.Pause(rest);
        _reader.Resume(go);
    }

    private void Commit()
    {
        var offsets = _partitions.Values.Where(p => p.RestartAt != _committed[p.Partition.Number])
            .ToDictionary(p => p.Partition.Number, p => p.RestartAt);

        // If the process dies here, the files are there and the offset is not: the next owner writes the same bytes over them.
        if (offsets.Count > 0 && _reader.Commit(offsets))
        {
            foreach (var (partition, offset) in offsets)
            {
                _committed[partition] = offset;
            }
        }
    }

    private void Report(StreamState state) => _report(new ArchiverStatus(state,
        [.. _partitions.Values.Select(p => new PartitionStatus(p.Partition, p.Position, p.RestartAt, _committed[p.Partition.Number],
            _reader.KnownHigh(p.Partition.Number) is { } high ? Math.Max(0, high - p.Position) : null, FromArchive: false)
        { Problem = _faults.Problem(p.Partition.Number) ?? _stalls.Problem(p.Partition.Number) })],
        _sums.Read, _sums.Quarantined, _sums.Files, null)
    { Strangers = _watch.Strangers, QuarantineProblem = _voice.Problem, WriteProblem = _problem });
}
