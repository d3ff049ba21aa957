using System.Collections.Immutable;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Field = Unified.Logical.Field;

namespace Unified.Streaming.Archiving;

/// <summary>
/// The files of one epoch while it is read. Where row groups end depends on the records alone, so the files' bytes are a function of the epoch; memory
/// holds one row group, not the epoch.
/// </summary>
internal sealed class EpochFile : IDisposable
{
    private const int GroupRows = 65_536;
    private const long GroupBytes = 64 << 20;

    private static readonly ImmutableArray<ParquetColumn> QuarantineColumns =
    [
        ParquetColumn.For(new Field(LineageColumns.Offset, DataType.Int64)),
        ParquetColumn.For(new Field(LineageColumns.Timestamp, DataType.Timestamp.AsNullable())),
        new BytesColumn(LineageColumns.Key),
        new BytesColumn("raw"),
        ParquetColumn.For(new Field("reason", DataType.String)),
    ];

    private readonly SourceSchema _source;
    private readonly EpochId _epoch;
    private readonly string _root;
    private readonly IRecordDecoder _decoder;
    private readonly QuarantineRows _bad = new();
    private ParquetTable? _accepted;
    private ParquetTable? _quarantine;
    private long _bytes;

    public EpochFile(string root, SourceSchema source, EpochId epoch)
    {
        (_root, _source, _epoch) = (root, source, epoch);
        _decoder = RecordDecoder.For(source, source.Columns, Lineage.Full);
    }

    public long Read { get; private set; }

    public long Quarantined { get; private set; }

    public void FlushGroups(bool all)
    {
        if (all || _decoder.Count >= GroupRows || _bytes >= GroupBytes)
        {
            using var batch = _decoder.Take();
            _accepted ??= new ParquetTable(ArchiveLayout.File(_root, _source.Name, _epoch), AcceptedColumns(_source));
            _accepted.Add(batch);
            _bytes = 0;
        }

        if (_bad.Count > 0 && (all || _bad.Count >= GroupRows || _bad.Bytes >= GroupBytes))
        {
            using var batch = _bad.Take();
            _quarantine ??= new ParquetTable(ArchiveLayout.QuarantineFile(_root, _source.Name, _epoch), QuarantineColumns);
            _quarantine.Add(batch);
        }
    }

    /// <summary>Takes a record; true when a row group is full and <see cref="FlushGroups"/> must follow.</summary>
    public bool Add(in LogRecord record)
    {
        Read++;
        if (_decoder.Append(record) is { } reason)
        {
            Quarantined++;
            _bad.Add(record, reason);
        }
        else
        {
            _bytes += record.Value.Length + record.Key.Length;
        }

        return _decoder.Count >= GroupRows || _bytes >= GroupBytes || _bad.Count >= GroupRows || _bad.Bytes >= GroupBytes;
    }

    /// <summary>The epoch is complete: its files appear.</summary>
    public void Publish()
    {
        FlushGroups(all: true);
        var metadata = new Dictionary<string, long>
        {
            [ArchiveLayout.ReadKey] = Read,
            [ArchiveLayout.QuarantinedKey] = Quarantined,
            [ArchiveLayout.EpochLengthKey] = _source.Epochs.Offsets,
        };
        if (_quarantine is not null)
        {
            _quarantine.Publish(metadata);
        }

        // If the process dies here, there is a quarantine file without its epoch: nobody reads it, and the rewrite makes the same bytes.
        // The other way round an epoch would claim quarantined records that nobody could find.
        _accepted!.Publish(metadata);
    }

    public void Dispose()
    {
        _accepted?.Dispose();
        _quarantine?.Dispose();
    }

    private static ImmutableArray<ParquetColumn> AcceptedColumns(SourceSchema source) =>
    [
        .. source.Columns.Select(ParquetColumn.For),
        ParquetColumn.For(new Field(LineageColumns.Offset, DataType.Int64)),
        ParquetColumn.For(new Field(LineageColumns.Timestamp, DataType.Timestamp.AsNullable())),
        new BytesColumn(LineageColumns.Key),
        ParquetColumn.For(new Field(LineageColumns.Extra, DataType.String.AsNullable())),
    ];
}
