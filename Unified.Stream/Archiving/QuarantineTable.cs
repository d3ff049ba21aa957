using System.Collections.Immutable;
using Unified.Epochs;
using Unified.Streaming.Decoding;
using Unified.Types;

namespace Unified.Streaming.Archiving;

/// <summary>The file of an epoch's records that could not be decoded, while it is written. There is none before the first record.</summary>
internal sealed class QuarantineTable(string path) : IDisposable
{
    public const string Raw = "raw";
    public const string Reason = "reason";

    private static readonly ImmutableArray<ParquetColumn> Columns =
    [
        ParquetColumn.For(new Field(LineageColumns.Offset, DataType.Int64)),
        ParquetColumn.For(new Field(LineageColumns.Timestamp, DataType.Timestamp.AsNullable())),
        new BytesColumn(LineageColumns.Key),
        new BytesColumn(Raw),
        ParquetColumn.For(new Field(Reason, DataType.String)),
    ];

    private readonly RawRows _rows = new(reasons: true);
    private ParquetTable? _table;

    public long Count { get; private set; }

    /// <summary>True when a row group is full, and <see cref="FlushGroup"/> must follow.</summary>
    public bool IsFull => _rows.IsFull;

    public void Add(in LogRecord record, string reason)
    {
        _rows.Add(record, reason);
        Count++;
    }

    public void FlushGroup()
    {
        if (_rows.Count > 0)
        {
            using var batch = _rows.Take();
            _table ??= new ParquetTable(path, Columns);
            _table.Add(batch);
        }
    }

    /// <summary>Makes the file appear, if there is a record in it.</summary>
    public void Publish(IReadOnlyDictionary<string, string> metadata)
    {
        FlushGroup();
        _table?.Publish(metadata);
    }

    public void Dispose() => _table?.Dispose();
}
