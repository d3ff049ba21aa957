using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Streaming.Decoding;
using Unified.Types;

namespace Unified.Streaming.Archiving;

/// <summary>Records as they came, as columns; those that are quarantined with the reason.</summary>
internal sealed class RawRows
{
    private readonly Schema _schema;
    private readonly ColumnWriter _offsets = ColumnWriter.For(DataType.Int64);
    private readonly ColumnWriter _timestamps = ColumnWriter.For(DataType.Timestamp.AsNullable());
    private readonly ColumnWriter? _reasons;
    private BinaryArray.Builder _keys = new();
    private BinaryArray.Builder _raw = new();

    public RawRows(bool reasons)
    {
        _reasons = reasons ? ColumnWriter.For(DataType.String) : null;
        Apache.Arrow.Field[] reason = reasons ? [new(QuarantineTable.Reason, StringType.Default, false)] : [];
        _schema = new Schema(
        [
            new(LineageColumns.Offset, Int64Type.Default, false), new(LineageColumns.Timestamp, ArrowTypes.From(DataType.Timestamp), true),
            new(LineageColumns.Key, BinaryType.Default, true), new(QuarantineTable.Raw, BinaryType.Default, true), .. reason,
        ], null);
    }

    public int Count => _offsets.Count;

    public long Bytes { get; private set; }

    /// <summary>True when a row group is full.</summary>
    public bool IsFull => Count >= EpochFile.GroupRows || Bytes >= EpochFile.GroupBytes;

    public void Add(in LogRecord record, string reason = "")
    {
        _offsets.Int64(record.Offset);
        if (LineageStage.Micros(record.TimestampMillis) is { } micros)
        {
            _timestamps.Int64(micros);
        }
        else
        {
            _timestamps.Null();
        }

        _keys = record.HasKey ? _keys.Append(record.Key) : _keys.AppendNull();
        _raw = record.HasValue ? _raw.Append(record.Value) : _raw.AppendNull();
        _reasons?.Text(System.Text.Encoding.UTF8.GetBytes(reason));
        Bytes += record.Value.Length + record.Key.Length;
    }

    public RecordBatch Take()
    {
        var (keys, raw, count) = (_keys.Build(), _raw.Build(), Count);
        (_keys, _raw, Bytes) = (new(), new(), 0);
        IArrowArray[] reasons = _reasons is null ? [] : [_reasons.Build()];
        return new RecordBatch(_schema, [_offsets.Build(), _timestamps.Build(), keys, raw, .. reasons], count);
    }
}
