using System.Globalization;
using Microsoft.Extensions.Logging;
using Unified.Epochs;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>What the loop does when partitions come and go: called back inside a poll, on the loop's thread.</summary>
internal sealed partial class StreamLoop : IAssignment
{
    public IReadOnlyDictionary<int, long> Assigned(IReadOnlyList<int> partitions)
    {
        if (_closed)
        {
            return partitions.ToDictionary(p => p, _ => 0L);
        }

        Step();
        try
        {
            Start(partitions);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Kafka, the manifests or the tables did not answer before the stop. What has no run is neither stepped nor stored nor
            // committed, wherever reading begins.
        }

        return partitions.ToDictionary(p => p, p => _runs.GetValueOrDefault(p)?.ReadFrom ?? 0L);
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

    /// <summary>
    /// Before the group is joined, so that every member that finds an origin when it is assigned partitions finds the one that won: of
    /// two that are declared at one moment each is believed to have, for that moment.
    /// </summary>
    private void DeclareOrigin()
    {
        if (_options.Start == LogStart.Beginning)
        {
            return;
        }

        try
        {
            _manifest = _origin.Current(Identify(_store.Retry.Execute(_reader.Partitions, _stop)), _stop);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Kafka or the manifests did not answer before the stop.
        }
    }

    private string? Identify(IReadOnlyCollection<int> partitions) => _watch.Assigned(partitions, _store.Retry, _stop);

    private void Start(IReadOnlyList<int> partitions)
    {
        var topicId = Identify(partitions);
        if (partitions.Count == 0)
        {
            return;
        }

        var committed = _store.Retry.Execute(c => _reader.Committed(partitions, c), _stop);
        // Blocking is right here: the group waits for this callback, and this thread has nothing else to do.
        _manifest = _origin.Current(topicId, _stop);
        Begin(partitions, committed);
    }

    /// <summary>Begins partitions where the tables say.</summary>
    private void Begin(IReadOnlyList<int> partitions, IReadOnlyDictionary<int, long?> committed)
    {
        var stored = _store.Stored(_source.Name, _manifest.Cut, _stop);
        _excluded = _store.Excluded(_source.Name, _stop);
        foreach (var partition in partitions)
        {
            var id = _source.Partition(partition);
            var held = new StoredPartition(id, _source.Epochs, _manifest.Cut, stored[id]);
            var offset = committed.GetValueOrDefault(partition);
            if (held.End > _source.Epochs.End(held.Next) || offset > _source.Epochs.First(held.Next))
            {
                _log.NotStored(_program.Plan.Job, new EpochId(id, held.Next), held.End, offset ?? 0);
            }

            Start(partition, held.Next, held, offset);
        }
    }

    private void Start(int partition, long epoch, StoredPartition stored, long? committed)
    {
        var (low, high) = _store.Retry.Execute(c => _reader.Watermarks(partition, c), _stop);
        var id = _source.Partition(partition);
        var start = _starts.Resolve(
            partition, epoch, stored, low, high, epoch == _manifest.Origin.Of(id), () => _origin.Earlier(partition, _manifest, _stop));
        if (!start.Lost.IsEmpty)
        {
            _log.PassedOver(_starts.Passed(partition, start, low));
        }

        var paused = _runs.GetValueOrDefault(partition)?.Paused ?? false;
        // A group that has forgotten its offsets is told them again; one that begins has none to tell.
        var told = committed ?? (stored.End > 0 ? 0 : start.First);
        _runs[partition] = new PartitionRun(_program, id, stored, start, _excluded) { Paused = paused, Committed = told };
        _log.Assigned(_program.Plan.Job, _program.Plan.Version, id, start.First,
            start.ReadFrom > start.First ? string.Create(CultureInfo.InvariantCulture, $", up to {start.ReadFrom} from the archive") : "");
    }

    private void Drop(IReadOnlyList<int> partitions, string how)
    {
        // A pause must not outlive us: the partition may come back.
        _reader.Resume([.. partitions.Where(p => _runs.GetValueOrDefault(p)?.Paused == true)]);
        foreach (var partition in partitions)
        {
            _runs.Remove(partition);
            _faults.Forget(partition);
            _stops.Forget(partition);
        }

        _log.Released(_program.Plan.Job, string.Join(", ", partitions), _source.Topic, how);
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
            _log.GaveUp(_program.Plan.Job, _source.Topic, _options.ReleaseTimeout, string.Join(", ", partitions));
        }
    }
}
