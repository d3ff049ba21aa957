using ParquetSharp;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>
/// What the loop does about its files: it saves what fills slowly, writes again what somebody has removed, and waits while nothing can be
/// written.
/// </summary>
internal sealed partial class ArchiverLoop
{
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(10);
    private const int ProbeBytes = 1 << 20;

    // Partitions that are ours and that nobody archives, because nothing can be written.
    private readonly SortedSet<int> _unwritten = [];
    private string? _problem;
    private long _probed;
    private long? _said;
    private long _lookedForFiles;

    /// <summary>
    /// No record is only in Kafka for longer than the option says. A partition whose records were let go because they were many is read
    /// again from its epoch's first offset.
    /// </summary>
    private void SaveSlow()
    {
        foreach (var (partition, archiver) in _partitions)
        {
            var epoch = archiver.Epoch.Epoch;
            if (!archiver.HasUnsaved)
            {
                _unsavedSince.Remove(partition);
            }
            else if (!_unsavedSince.TryGetValue(partition, out var unsaved) || unsaved.Epoch != epoch)
            {
                _unsavedSince[partition] = (epoch, _time.GetTimestamp());
            }
            else if (_time.GetElapsedTime(unsaved.Since) < _options.PartialAfter)
            {
                continue;
            }
            else if (Save([archiver]))
            {
                _unsavedSince.Remove(partition);
            }
            else
            {
                Reread(partition, archiver);
                return;
            }
        }
    }

    private bool Save(IEnumerable<PartitionArchiver> partitions)
    {
        var all = true;
        foreach (var archiver in partitions.Where(p => p.HasUnsaved))
        {
            if (archiver.SavePartial())
            {
                _log.PartSaved(archiver.Epoch, archiver.Position);
            }
            else
            {
                all = false;
            }
        }

        return all;
    }

    private void Reread(int partition, PartitionArchiver archiver)
    {
        _log.PartReread(archiver.Epoch);
        archiver.Dispose();
        _unsavedSince.Remove(partition);
        Start(partition, _committed[partition]);
        _partitions[partition].KeepAll();
        _reader.Seek(partition, _readFrom[partition]);
    }

    private long? Partial(Epochs.EpochId epoch) =>
        PartialFiles.Chain(_options.Root, _source, epoch, _topicId) is [.., var last] ? last.Covered : null;

    /// <summary>
    /// Does what writes files. When that fails, everything is begun again from the files that there are, as soon as something can be
    /// written: no record is lost by it, since nothing is committed that is in no file.
    /// </summary>
    private void Write(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (IsUnwritable(error))
        {
            Suspend(error);
        }
    }

    private static bool IsUnwritable(Exception error) => error is IOException or UnauthorizedAccessException
        // What the stream under a Parquet file throws comes back in its own words.
        || (error is ParquetException && error.Message.Contains("IOError", StringComparison.Ordinal));

    private void Suspend(Exception error)
    {
        _chunk.Clear();
        foreach (var (partition, archiver) in _partitions)
        {
            _unwritten.Add(partition);
            try
            {
                archiver.Dispose();
            }
            catch (Exception again) when (IsUnwritable(again) || again is ParquetException)
            {
                // Its temporary file is removed when the partition begins again.
            }
        }

        _partitions.Clear();
        _unsavedSince.Clear();
        _probed = _time.GetTimestamp();
        // A stack trace may come with it out of the Parquet library.
        var reason = error.Message.Split('\n', 2)[0].Split("   at ", 2)[0].TrimEnd();
        _problem = $"The archive of source '{_source.Name}' cannot be written: {reason}";
        if (_said is not { } said || _time.GetElapsedTime(said) >= BetweenLines)
        {
            _said = _time.GetTimestamp();
            _log.NotWritten(_source.Name, reason, (int)BetweenProbes.TotalSeconds);
        }
    }

    private void BeginUnwritten()
    {
        if (_unwritten.Count == 0 || _time.GetElapsedTime(_probed) < BetweenProbes)
        {
            return;
        }

        Write(() =>
        {
            Probe();
            foreach (var partition in _unwritten.ToArray())
            {
                Start(partition, _committed.TryGetValue(partition, out var offset) ? offset : null);
                _reader.Seek(partition, _readFrom[partition]);
                _unwritten.Remove(partition);
            }

            (_problem, _said) = (null, null);
            _log.WrittenAgain(_source.Name);
        });
    }

    private void Probe()
    {
        using var file = new DurableFile(Path.Combine(_options.Root, _source.Name, "probe"));
        file.Stream.Write(new byte[ProbeBytes]);
        file.Stream.Flush();
    }

    /// <summary>A file that is gone while Kafka still has its records is written again.</summary>
    private void LookForFiles()
    {
        if (_time.GetElapsedTime(_lookedForFiles) < _options.BetweenLooks)
        {
            return;
        }

        _lookedForFiles = _time.GetTimestamp();
        foreach (var (partition, archiver) in _partitions.ToArray())
        {
            var archived = ArchivedEpochs.Of(_options.Root, archiver.Partition);
            var first = _origins.TryGetValue(partition, out var origin) ? origin
                : _options.Start == LogStart.Beginning ? 0 : archived is [var least, ..] ? least : archiver.Epoch.Epoch;
            if (archived.Count(e => e >= first && e < archiver.Epoch.Epoch) == archiver.Epoch.Epoch - first)
            {
                continue;
            }

            var low = _retry.Execute(c => _reader.Watermarks(partition, c), _stop).Low;
            var (missing, _) = ArchivedEpochs.FirstMissing(archived, _options.Start, _starts.FirstOfKafka(low));
            if (missing < archiver.Epoch.Epoch)
            {
                _log.FileGone(new Epochs.EpochId(archiver.Partition, missing.Value));
                archiver.SavePartial();
                archiver.Dispose();
                Start(partition, _committed[partition]);
                _reader.Seek(partition, _readFrom[partition]);
            }
        }
    }
}
