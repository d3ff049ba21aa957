using Apache.Arrow;
using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Decoding;
using Unified.Time;

namespace Unified.Streaming.Archiving;

/// <summary>Walks over the rows of an archived file in the order of their offsets.</summary>
/// <param name="file">The file.</param>
/// <param name="first">The first offset of its epoch.</param>
/// <param name="end">The first offset behind it.</param>
/// <param name="manyEvents">True when a record may have several rows.</param>
internal sealed class ArchivedRows(ArchivedFile file, long first, long end, bool manyEvents = false) : IDisposable
{
    private const long MicrosPerMilli = 1000;

    private readonly IEnumerator<RecordBatch> _batches = file.Batches().GetEnumerator();
    private long _next = first;
    private Int64Array _offsets = null!;
    private TimestampArray _times = null!;
    private BinaryArray _keys = null!;

    public RecordBatch? Batch { get; private set; }

    public int Row { get; private set; }

    public long Offset => _offsets.Values[Row];

    /// <summary>Goes to the next row; false when there is none.</summary>
    /// <exception cref="DataException">Its offset does not lie behind the one before, or not in the epoch.</exception>
    public bool MoveNext()
    {
        Row++;
        while (Batch is null || Row >= Batch.Length)
        {
            Batch?.Dispose();
            (Batch, Row) = (null, 0);
            if (!_batches.MoveNext())
            {
                return false;
            }

            Batch = _batches.Current;
            _offsets = (Int64Array)Batch.Column(LineageColumns.Offset);
            _times = (TimestampArray)Batch.Column(LineageColumns.Timestamp);
            _keys = (BinaryArray)Batch.Column(LineageColumns.Key);
        }

        if (Offset < _next || Offset >= end)
        {
            throw new DataException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"File '{file.Path}': offset {Offset} stands where one from {_next} to {end - 1} is expected. Restore the file."));
        }

        _next = manyEvents ? Offset : Offset + 1;
        return true;
    }

    /// <summary>The record with another value: its key and its time.</summary>
    public LogRecord Record(ReadOnlySpan<byte> value, bool hasValue) => new()
    {
        Offset = Offset,
        HasValue = hasValue,
        Value = value,
        HasKey = _keys.IsValid(Row),
        Key = _keys.IsValid(Row) ? _keys.GetBytes(Row) : [],
        TimestampMillis = _times.IsValid(Row) ? Timestamps.FloorDiv(_times.Values[Row], MicrosPerMilli) : null,
    };

    public void Dispose()
    {
        Batch?.Dispose();
        _batches.Dispose();
    }
}
