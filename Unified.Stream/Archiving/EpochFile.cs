using System.Collections.Immutable;
using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Unified.Types;

namespace Unified.Streaming.Archiving;

/// <summary>
/// The files of one epoch while it is read. Where row groups end depends on the records alone, so the files' bytes are a function of the
/// epoch; memory holds one row group, not the epoch.
/// </summary>
internal sealed class EpochFile : IDisposable
{
    public const int GroupRows = 65_536;
    public const long GroupBytes = 16 << 20;

    private readonly SourceSchema _source;
    private readonly EpochId _epoch;
    private readonly string _root;
    private readonly IRecordDecoder _decoder;
    private readonly QuarantineTable _quarantine;
    private readonly Dictionary<string, string> _notes = new(StringComparer.Ordinal);
    private ParquetTable? _accepted;
    private long _bytes;

    /// <param name="root">The archive's folder.</param>
    /// <param name="source">The source.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="identity">The identity of the log; null where it is not known.</param>
    public EpochFile(string root, SourceSchema source, EpochId epoch, string? identity)
    {
        (_root, _source, _epoch) = (root, source, epoch);
        _decoder = RecordDecoder.For(source, source.Columns, Lineage.Full);
        _quarantine = new QuarantineTable(ArchiveLayout.QuarantineFile(root, epoch));
        if (source.HasManyEvents)
        {
            Note(ArchiveLayout.RecordsKey, source.Format.ToString());
        }

        if (identity is not null)
        {
            Note(ArchiveLayout.IdentityKey, identity);
        }
    }

    /// <summary>Events of accepted records, and records that are quarantined.</summary>
    public long Read { get; private set; }

    public long Quarantined => _quarantine.Count;

    /// <summary>True when a row group is full, and <see cref="FlushGroups"/> must follow.</summary>
    public bool IsFull => _decoder.Count >= GroupRows || _bytes >= GroupBytes || _quarantine.IsFull;

    /// <summary>What the files say of themselves.</summary>
    public IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>(_notes, StringComparer.Ordinal)
    {
        [ArchiveLayout.ReadKey] = Text(Read),
        [ArchiveLayout.QuarantinedKey] = Text(Quarantined),
        [ArchiveLayout.EpochLengthKey] = Text(_source.Epochs.Offsets),
        [ArchiveLayout.FormatKey] = Text(ArchiveLayout.Format),
        [ArchiveLayout.ColumnsKey] = ArchiveLayout.Columns(_source.Columns),
        [ArchiveLayout.FormsKey] = ArchiveLayout.Forms(_source),
    };

    /// <summary>Adds something that the files say of themselves.</summary>
    public void Note(string key, string value) => _notes[key] = value;

    /// <summary>Takes a record.</summary>
    /// <returns>Null when it is accepted, else why it is quarantined.</returns>
    public string? Add(in LogRecord record)
    {
        var before = _decoder.Count;
        var reason = _decoder.Append(record);
        Read += reason is null ? _decoder.Count - before : 1;
        if (reason is null)
        {
            _bytes += record.Value.Length + record.Key.Length;
        }
        else
        {
            _quarantine.Add(record, reason);
        }

        return reason;
    }

    /// <summary>Writes the row groups that are full, or all that there is.</summary>
    public void FlushGroups(bool all)
    {
        if (all || _decoder.Count >= GroupRows || _bytes >= GroupBytes)
        {
            using var batch = _decoder.Take();
            _accepted ??= new ParquetTable(ArchiveLayout.File(_root, _epoch), AcceptedColumns(_source));
            _accepted.Add(batch);
            _bytes = 0;
        }

        if (all || _quarantine.IsFull)
        {
            _quarantine.FlushGroup();
        }
    }

    /// <summary>The epoch is complete: its files appear.</summary>
    public void Publish()
    {
        PublishQuarantined();
        // If the process dies here, there is a quarantine file without its epoch: nobody reads it, and the rewrite makes the same bytes.
        // The other way round an epoch would claim quarantined records that nobody could find.
        PublishAccepted();
    }

    /// <summary>The file of the records that could not be decoded appears, if there are any.</summary>
    public void PublishQuarantined() => _quarantine.Publish(Metadata);

    /// <summary>The epoch's own file appears.</summary>
    public void PublishAccepted()
    {
        FlushGroups(all: true);
        _accepted!.Publish(Metadata);
    }

    public void Dispose()
    {
        _accepted?.Dispose();
        _quarantine.Dispose();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static ImmutableArray<ParquetColumn> AcceptedColumns(SourceSchema source) =>
    [
        .. source.Columns.Select(ParquetColumn.For),
        ParquetColumn.For(new Field(LineageColumns.Offset, DataType.Int64)),
        ParquetColumn.For(new Field(LineageColumns.Timestamp, DataType.Timestamp.AsNullable())),
        new BytesColumn(LineageColumns.Key),
        ParquetColumn.For(new Field(LineageColumns.Extra, DataType.String.AsNullable())),
    ];
}
