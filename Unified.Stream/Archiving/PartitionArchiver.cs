using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>
/// Archives one partition: collects an epoch, writes its file when the position has passed its end, goes on with the next. Needs no
/// Kafka. Blocks while it writes. One thread at a time.
/// </summary>
public sealed class PartitionArchiver : IDisposable
{
    private readonly string _root;
    private readonly SourceSchema _source;
    private readonly string? _identity;
    private readonly Action<EpochId, long, long> _archived;
    private long _epoch;
    private EpochFile _file;
    private PartialEpoch _partial;
    private bool _slow;
    private bool _cleaned;

    /// <param name="root">The archive's folder.</param>
    /// <param name="source">The source.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="epoch">The first epoch to archive.</param>
    /// <param name="identity">The identity of the log, Kafka's topic id; null where it is not known.</param>
    /// <param name="archived">Told after an epoch's file is there: epoch, records read, records quarantined.</param>
    public PartitionArchiver(
        string root, SourceSchema source, LogPartition partition, long epoch, string? identity = null,
        Action<EpochId, long, long>? archived = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        (_root, _source, Partition, _epoch, _identity) = (root, source, partition, epoch, identity);
        _archived = archived ?? ((_, _, _) => { });
        Position = source.Epochs.First(epoch);
        (_file, _partial) = Begin();
        DurableFile.Clean(ArchiveLayout.Folder(root, partition));
    }

    /// <summary>The partition.</summary>
    public LogPartition Partition { get; }

    /// <summary>The next offset to read.</summary>
    public long Position { get; private set; }

    /// <summary>The first offset of the epoch that is filling: everything below is in files.</summary>
    public long RestartAt => _source.Epochs.First(_epoch);

    /// <summary>The epoch that is filling.</summary>
    public EpochId Epoch => new(Partition, _epoch);

    /// <summary>Takes a record. Offsets ascend with gaps; a record below <see cref="Position"/> was taken before and is ignored.</summary>
    public void Add(in LogRecord record)
    {
        if (record.Offset < Position)
        {
            return;
        }

        AdvanceTo(record.Offset);
        Take(record);
        _partial.Add(record);
        if (_partial.IsFull)
        {
            if (_slow)
            {
                _partial.Save(record.Offset + 1);
            }
            else
            {
                _partial.LetGo();
            }
        }

        AdvanceTo(record.Offset + 1);
    }

    /// <summary>Records quarantined since this object was made.</summary>
    internal long Quarantined { get; private set; }

    /// <summary>The first of them since the last look.</summary>
    internal QuarantineSample? Sample { get; set; }

    /// <summary>True when records of the epoch that is filling are in no file.</summary>
    public bool HasUnsaved => _partial.HasUnsaved;

    /// <summary>
    /// The epoch that is filling takes long: its records so far go into a partial file, so that Kafka may drop them.
    /// </summary>
    /// <returns>
    /// False when some were let go because they became many before anybody called this: then they must be read again, by an archiver that
    /// was told of it (<see cref="KeepAll"/>).
    /// </returns>
    public bool SavePartial()
    {
        _slow = true;
        _partial.Save(Position);
        return !_partial.IsIncomplete;
    }

    /// <summary>Lets no record of an epoch go before it is in a file, however many there are.</summary>
    public void KeepAll() => _slow = true;

    /// <summary>
    /// Takes what the partial files of the first epoch have, whose records Kafka has dropped. Before anything else.
    /// </summary>
    /// <returns>The offset to read on at; null when there are none.</returns>
    public long? Resume()
    {
        if (_partial.Resume(Take) is not { } covered)
        {
            return null;
        }

        AdvanceTo(covered);
        return covered;
    }

    /// <summary>
    /// There is no further record below <paramref name="offset"/>: every epoch that ends at or below it is complete and is written.
    /// </summary>
    public void AdvanceTo(long offset)
    {
        while (offset >= _source.Epochs.End(_epoch))
        {
            _file.Publish();
            _archived(Epoch, _file.Read, _file.Quarantined);
            // If the process dies here, partial files are left that nobody reads: whoever completes a later epoch removes them.
            RemoveReplaced();
            Dispose();
            _slow = _partial.IsSaved;
            _epoch++;
            (_file, _partial) = Begin();
        }

        Position = Math.Max(Position, offset);
    }

    /// <summary>Drops the epoch that is filling, and its temporary files. What is in partial files stays.</summary>
    public void Dispose() => _file.Dispose();

    private void Take(in LogRecord record)
    {
        if (_file.Add(record) is { } reason)
        {
            Quarantined++;
            Sample ??= new QuarantineSample(Partition, record.Offset, reason);
        }

        if (_file.IsFull)
        {
            // Blocking on files is all that this thread does.
            _file.FlushGroups(all: false);
        }
    }

    private (EpochFile File, PartialEpoch Partial) Begin() =>
        (new EpochFile(_root, _source, Epoch, _identity), new PartialEpoch(_root, _source, Epoch, _identity));

    private void RemoveReplaced()
    {
        // Once for what others left behind.
        if (_cleaned && !_partial.IsSaved)
        {
            return;
        }

        _cleaned = true;
        foreach (var file in ArchiveLayout.ReplacedPartials(Directory.GetFiles(ArchiveLayout.Folder(_root, Partition)), _epoch))
        {
            File.Delete(file);
        }
    }
}
