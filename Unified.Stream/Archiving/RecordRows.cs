using System.Buffers;
using Unified.Definition;
using Unified.Streaming.Decoding;

namespace Unified.Streaming.Archiving;

/// <summary>Puts the rows of an archived file together to the records that they were: one row, or all of an offset. One thread.</summary>
/// <param name="rows">The rows, at the first that is wanted.</param>
/// <param name="text">Writes an event as JSON again.</param>
/// <param name="format">How the records were written.</param>
internal sealed class RecordRows(ArchivedRows rows, RecordText text, SourceFormat format)
{
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly ArrayBufferWriter<byte> _key = new();
    private long _offset;
    private bool _hasKey;
    private long? _time;

    /// <summary>The record; valid until the next.</summary>
    public LogRecord Record => new()
    {
        Offset = _offset,
        HasValue = true,
        Value = _value.WrittenSpan,
        HasKey = _hasKey,
        Key = _key.WrittenSpan,
        TimestampMillis = _time,
    };

    /// <summary>How many events it has.</summary>
    public int Events { get; private set; }

    /// <summary>Takes the record that begins at the row where the rows stand, and moves them behind it.</summary>
    /// <returns>True when there are further rows.</returns>
    public bool MoveNext()
    {
        // What a row's spans point to is gone when the rows move on.
        var lineage = rows.Record([], hasValue: true);
        (_offset, _hasKey, _time) = (lineage.Offset, lineage.HasKey, lineage.TimestampMillis);
        _key.ResetWrittenCount();
        _key.Write(lineage.Key);
        _value.ResetWrittenCount();
        Events = 0;
        bool more;
        do
        {
            var (before, between) = format == SourceFormat.JsonArray ? ("["u8.ToArray(), ","u8.ToArray()) : ([], "\n"u8.ToArray());
            _value.Write(Events == 0 ? before : between);
            _value.Write(text.Of(rows.Batch!, rows.Row));
            Events++;
            more = rows.MoveNext();
        }
        while (more && format != SourceFormat.Json && rows.Offset == _offset);
        if (format == SourceFormat.JsonArray)
        {
            _value.Write("]"u8);
        }

        return more;
    }
}
