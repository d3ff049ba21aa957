using Unified.Epochs;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>What the loop does when partitions come and go: called back inside a poll, on the loop's thread.</summary>
internal sealed partial class ArchiverLoop : IAssignment
{
    public IReadOnlyDictionary<int, long> Assigned(IReadOnlyList<int> partitions)
    {
        if (_closed || partitions.Count == 0)
        {
            return partitions.ToDictionary(p => p, _ => 0L);
        }

        Write(Step);
        try
        {
            _topicId = _watch.Assigned(partitions, _retry, _stop);
            var committed = _retry.Execute(c => _reader.Committed(partitions, c), _stop);
            // Before this archive says what the log is, all that it has must agree.
            IReadOnlyList<LogPartition> archived = _checked ? [] : ArchivedEpochs.Partitions(_options.Root, _source.Name);
            ArchivedEpochs.Check(_options.Root, _source, [.. partitions.Select(_source.Partition), .. archived], _topicId);
            _checked = true;
            _remembered.Confirm(_topicId, manifest: null, _stop);
            foreach (var partition in partitions)
            {
                _unwritten.Add(partition);
                Write(() =>
                {
                    Start(partition, committed.GetValueOrDefault(partition));
                    _unwritten.Remove(partition);
                });
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
            Write(Step);
            Write(() =>
            {
                Commit();
                Save(partitions.Select(p => _partitions.GetValueOrDefault(p)).OfType<PartitionArchiver>());
            });
            Drop(partitions, "revoked");
        }
    }

    public void Lost(IReadOnlyList<int> partitions)
    {
        if (!_closed)
        {
            Write(Step);
            Drop(partitions, "lost");
        }
    }

    /// <summary>The files say where it goes on; what the group has committed is a hint for those who watch it.</summary>
    private void Start(int partition, long? committed)
    {
        var (low, high) = _retry.Execute(c => _reader.Watermarks(partition, c), _stop);
        var id = _source.Partition(partition);
        var archived = ArchivedEpochs.Of(_options.Root, id);
        var (missing, lost) = ArchivedEpochs.FirstMissing(archived, _options.Start, _starts.FirstOfKafka(low));
        foreach (var (first, end) in lost)
        {
            _log.LostForGood(id, _source.Epochs.First(first), _source.Epochs.First(end) - 1, first, end - 1);
        }

        var epoch = missing ?? (_origins[partition] = _starts.FirstWhole(partition, low));
        var start = _starts.Resolve(partition, epoch, stored: null, low, high,
            _origins.TryGetValue(partition, out var origin) && origin == epoch, () => WhatIsThere(archived, committed));
        if (!start.Lost.IsEmpty)
        {
            // Whoever needs it is refused; but to wait for what does not come back would lose what follows too.
            _log.PassedOver(_starts.Passed(partition, start, low));
            epoch = start.Lost.Max + 1;
        }

        if (committed > _source.Epochs.First(epoch))
        {
            _log.NotArchived(id, _source.Epochs.First(epoch), committed.Value);
        }

        var archiver = new PartitionArchiver(_options.Root, _source, id, epoch, _topicId, Archived);
        _partitions[partition] = archiver;
        if (low > _source.Epochs.First(epoch))
        {
            archiver.Resume();
        }

        _committed[partition] = committed ?? start.First;
        _readFrom[partition] = start.ReadFrom;
        _log.ArchiverAssigned(id, archiver.Position);
    }

    private Earlier WhatIsThere(IReadOnlyList<long> archived, long? committed) =>
        archived.Count > 0 || ArchivedEpochs.Partitions(_options.Root, _source.Name).Count > 0 ? Earlier.Stored
        : committed is null ? Earlier.Nothing : Earlier.Committed;

    private void Drop(IReadOnlyList<int> partitions, string how)
    {
        // A pause must not outlive us: the partition may come back.
        _reader.Resume([.. partitions.Where(_paused.Remove)]);
        foreach (var partition in partitions)
        {
            if (_partitions.Remove(partition, out var dropped))
            {
                dropped.Dispose();
            }

            _unwritten.Remove(partition);
            _unsavedSince.Remove(partition);
            _faults.Forget(partition);
        }

        _log.Released($"archive of {_source.Name}", string.Join(", ", partitions), _source.Topic, how);
    }
}
