using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Time;
using Unified.Types;

namespace Unified.Streaming.Decoding;

/// <summary>The lineage columns of accepted records.</summary>
internal sealed class LineageStage(Lineage lineage)
{
    private const long MicrosPerMilli = 1000;

    private static readonly long FirstMilli = Timestamps.FromDateTime(DateTime.MinValue) / MicrosPerMilli;
    private static readonly long LastMilli = Timestamps.FromDateTime(DateTime.MaxValue) / MicrosPerMilli;

    private readonly ColumnWriter _offsets = ColumnWriter.For(DataType.Int64);
    private readonly ColumnWriter _timestamps = ColumnWriter.For(DataType.Timestamp.AsNullable());
    private readonly ColumnWriter _extras = ColumnWriter.For(DataType.String.AsNullable());
    private BinaryArray.Builder _keys = new();

    public IEnumerable<Apache.Arrow.Field> Fields => lineage == Lineage.Offset
        ? [new(LineageColumns.Offset, Int64Type.Default, false)]
        : [
            new(LineageColumns.Offset, Int64Type.Default, false),
            new(LineageColumns.Timestamp, ArrowTypes.From(DataType.Timestamp), true),
            new(LineageColumns.Key, BinaryType.Default, true),
            new(LineageColumns.Extra, StringType.Default, true),
        ];

    public void Commit(in LogRecord record, ReadOnlySpan<byte> extra)
    {
        _offsets.Int64(record.Offset);
        if (lineage == Lineage.Offset)
        {
            return;
        }

        if (Micros(record.TimestampMillis) is { } micros)
        {
            _timestamps.Int64(micros);
        }
        else
        {
            _timestamps.Null();
        }

        _keys = record.HasKey ? _keys.Append(record.Key) : _keys.AppendNull();
        if (extra.IsEmpty)
        {
            _extras.Null();
        }
        else
        {
            _extras.Text(extra);
        }
    }

    public IEnumerable<IArrowArray> Build()
    {
        if (lineage == Lineage.Offset)
        {
            return [_offsets.Build()];
        }

        var keys = _keys.Build();
        _keys = new BinaryArray.Builder();
        return [_offsets.Build(), _timestamps.Build(), keys, _extras.Build()];
    }

    /// <summary>Null for no timestamp, and for a number that is no time in the years 1 to 9999: producers may send any.</summary>
    internal static long? Micros(long? millis) =>
        millis is { } value && value >= FirstMilli && value <= LastMilli ? value * MicrosPerMilli : null;
}
