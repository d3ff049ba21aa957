using System.Globalization;
using Microsoft.Extensions.Logging;
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
            // Kafka or the manifests did not answer before the stop. What has no run is neither stepped nor stored nor committed, wherever reading begins.
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
    /// Before the group is joined, so that every member that finds an origin when it is assigned partitions finds the one that won: of two that are declared at
    /// one moment each is believed to have, for that moment.
    /// </summary>
    private void DeclareOrigin()
    {
        if (_options.Start == LogStart.Beginning)
        {
            return;
        }

        try
        {
            _manifest = _origin.Current(_stop);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Kafka or the manifests did not answer before the stop.
        }
    }

    private void Start(IReadOnlyList<int> partitions)
    {
        var committed = _store.Retry.Execute(c => _reader.Committed(partitions, c), _stop);
        // Blocking is right here: the group waits for this callback, and this thread has nothing else to do.
        _manifest = _origin.Current(_stop);
        foreach (var partition in partitions)
        {
            var cut = _manifest.Cut.Of(partition);
            Start(partition, committed.GetValueOrDefault(partition) is { } offset ? Math.Max(cut, _program.Plan.Source.Epochs.Of(offset)) : cut);
        }
    }

    private void Start(int partition, long epoch)
    {
        var (low, high) = _store.Retry.Execute(c => _reader.Watermarks(partition, c), _stop);
        var start = _starts.Resolve(partition, epoch, low, high, epoch == _manifest.Origin.Of(partition), () => _origin.IsNew(partition, _manifest, _stop));
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
