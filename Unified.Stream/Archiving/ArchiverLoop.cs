using Microsoft.Extensions.Logging;
using Polly;
using Unified.Contracts;
using Unified.Logical;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>The loop of an archiver, on one thread: poll, collect, write, commit.</summary>
internal sealed class ArchiverLoop : IAssignment, IDisposable
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);

    private readonly SourceSchema _source;
    private readonly ArchiverOptions _options;
    private readonly ILogReader _reader;
    private readonly ILogger _log;
    private readonly Action<ArchiverStatus> _report;
    private readonly ResiliencePipeline _retry;
    private readonly StartOffsets _starts;
    private readonly SortedDictionary<int, PartitionArchiver> _partitions = [];
    private readonly Dictionary<int, long> _committed = [];
    private readonly Dictionary<int, long> _readFrom = [];

    // Where partitions begin of which nothing was there.
    private readonly Dictionary<int, long> _origins = [];
    private readonly LogChunk _chunk = new();
    private readonly KeyValuePair<string, object?> _tag;
    private (long Read, long Quarantined, long Files) _sums;
    private bool _closed;
    private CancellationToken _stop;

    public ArchiverLoop(SourceSchema source, ArchiverOptions options, ILogReader reader, ILogger log, TimeProvider time, Action<ArchiverStatus> report)
    {
        (_source, _options, _reader, _log, _report) = (source, options, reader, log, report);
        _retry = TransientRetry.Build($"archive of {source.Name}", options.RetryDelay, options.LongestRetryDelay, time, log);
        _starts = new StartOffsets($"Archive of source '{source.Name}'", source, archive: null);
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
                Step();
                Commit();
                Report(StreamState.Reading);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A partition had to begin again behind a hole, and Kafka did not say where before the stop.
        }

        // An epoch that is not complete stays out of the archive: the next owner reads it again.
        Report(StreamState.Stopping);
    }

    public void Dispose()
    {
        _closed = true;
        _reader.Close();
        foreach (var partition in _partitions.Values)
        {
            partition.Dispose();
        }
    }

    public IReadOnlyDictionary<int, long> Assigned(IReadOnlyList<int> partitions)
    {
        if (_closed)
        {
            return partitions.ToDictionary(p => p, _ => 0L);
        }

        Step();
        try
        {
            var committed = _retry.Execute(c => _reader.Committed(partitions, c), _stop);
            foreach (var partition in partitions)
            {
                ArchivedEpochs.CheckLength(_options.Root, _source, partition);
                if (committed.GetValueOrDefault(partition) is { } offset)
                {
                    Start(partition, _source.Epochs.Of(offset), isNew: false);
                }
                else
                {
                    Start(partition, ArchivedEpochs.FirstMissing(_options.Root, _source, partition, _options.Start),
                        isNew: ArchiveLayout.Epochs(_options.Root, _source.Name, partition).Count == 0);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Kafka did not answer before the stop. What has no archiver is neither written nor committed, wherever reading begins.
        }

        return partitions.ToDictionary(p => p, p => _readFrom.GetValueOrDefault(p));
    }

    public void Revoked(IReadOnlyList<int> partitions)
    {
        if (!_closed)
        {
            Step();
            Commit();
            Drop(partitions, "revoked");
        }
    }

    public void Lost(IReadOnlyList<int> partitions)
    {
        if (!_closed)
        {
            Step();
            Drop(partitions, "lost");
        }
    }

    /// <param name="partition">The partition.</param>
    /// <param name="wanted">The first epoch to archive; null: the first that is there as a whole.</param>
    /// <param name="isNew">True when nothing of the partition is archived or committed.</param>
    private void Start(int partition, long? wanted, bool isNew)
    {
        var (low, high) = _retry.Execute(c => _reader.Watermarks(partition, c), _stop);
        var epoch = wanted ?? (_origins[partition] = _starts.FirstWhole(partition, low));
        var start = _starts.Resolve(partition, epoch, low, high, origin: _origins.TryGetValue(partition, out var origin) && origin == epoch, () => isNew);
        _partitions[partition] = new PartitionArchiver(_options.Root, _source, partition, epoch, Archived);
        _committed[partition] = start.First;
        _readFrom[partition] = start.ReadFrom;
        _log.ArchiverAssigned(_source.Name, partition, _source.Topic, start.First);
    }

    private void Archived(Epochs.EpochId epoch, long read, long quarantined)
    {
        _sums = (_sums.Read, _sums.Quarantined + quarantined, _sums.Files + 1);
        StreamMetrics.Archived.Add(read, _tag);
        StreamMetrics.Files.Add(1, _tag);
        _log.EpochArchived(_source.Name, epoch.ToString(), read, quarantined);
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
        foreach (var partition in _chunk.Forgotten.Where(_partitions.ContainsKey))
        {
            // Throws, since nobody else has what is gone: it names the hole.
            _partitions.Remove(partition, out var dropped);
            dropped!.Dispose();
            Start(partition, dropped.Epoch.Epoch, isNew: false);
            _reader.Seek(partition, _readFrom[partition]);
        }

        _chunk.Clear();
    }

    private void Commit()
    {
        var offsets = _partitions.Values.Where(p => p.RestartAt > _committed[p.Partition]).ToDictionary(p => p.Partition, p => p.RestartAt);

        // If the process dies here, the files are there and the offset is not: the next owner writes the same bytes over them.
        if (offsets.Count > 0 && _reader.Commit(offsets))
        {
            foreach (var (partition, offset) in offsets)
            {
                _committed[partition] = offset;
            }
        }
    }

    private void Drop(IReadOnlyList<int> partitions, string how)
    {
        foreach (var partition in partitions)
        {
            if (_partitions.Remove(partition, out var dropped))
            {
                dropped.Dispose();
            }
        }

        _log.Released($"archive of {_source.Name}", string.Join(", ", partitions), _source.Topic, how);
    }

    private void Report(StreamState state) => _report(new ArchiverStatus(state,
        [.. _partitions.Values.Select(p => new PartitionStatus(p.Partition, p.Position, p.RestartAt, _committed[p.Partition],
            _reader.KnownHigh(p.Partition) is { } high ? Math.Max(0, high - p.Position) : null, FromArchive: false))],
        _sums.Read, _sums.Quarantined, _sums.Files, null));
}
