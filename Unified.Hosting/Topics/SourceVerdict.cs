using Unified.Logical;
using Unified.Streaming.Decoding;

namespace Unified.Hosting.Topics;

/// <summary>What a source makes of records, as the stream and the archive judge them. One thread at a time.</summary>
/// <param name="source">The source.</param>
/// <param name="decoded">True when the columns of good records are wanted, too.</param>
internal sealed class SourceVerdict(SourceSchema source, bool decoded = false)
{
    private readonly IRecordDecoder _decoder = RecordDecoder.For(source, decoded ? [.. source.Columns] : []);

    public SourceSchema Source { get; } = source;

    /// <summary>Null when the record is good, else why it would be quarantined.</summary>
    public string? Of(byte[]? value) => Of(value, out _);

    /// <inheritdoc cref="Of(byte[])"/>
    /// <param name="value">The record's value; null is a tombstone.</param>
    /// <param name="columns">The columns of a good record, where they are wanted: names and texts, null for null.</param>
    public string? Of(byte[]? value, out IReadOnlyList<(string Name, string? Text)> columns)
    {
        var reason = _decoder.Append(value is null ? default : new LogRecord(0, value));
        using var batch = _decoder.Take();
        columns = reason is null && decoded
            ? [.. Source.Columns.Select((c, i) => (c.Name, ColumnText.Of(batch.Column(i), 0, c.Type)))] : [];
        return reason;
    }
}
