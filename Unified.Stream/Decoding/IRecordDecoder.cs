using Apache.Arrow;
using Unified.Definition;
using Unified.Errors;
using Unified.Logical;
using Unified.Types;

namespace Unified.Streaming.Decoding;

/// <summary>
/// Turns records into columns. Whether a record is accepted, and the reason when it is not, depends on the source's schema and the record's
/// bytes and on nothing else: not on the wanted columns, the batch, or the machine. The archiver and every stream job rely on that,
/// because the ledgers of the layers are compared. One thread at a time.
/// </summary>
public interface IRecordDecoder
{
    /// <summary>Events of the records that were accepted since the last <see cref="Take"/>.</summary>
    int Count { get; }

    /// <summary>Adds a record, or leaves the columns as they are and says why it cannot be decoded.</summary>
    /// <returns>Null when the record is accepted, else a reason that names column and value.</returns>
    string? Append(in LogRecord record);

    /// <summary>The accepted events as a batch that the caller disposes of; the decoder is empty again.</summary>
    RecordBatch Take();
}

/// <summary>Makes decoders.</summary>
public static class RecordDecoder
{
    /// <summary>A decoder of <paramref name="source"/>'s format that builds <paramref name="columns"/>.</summary>
    public static IRecordDecoder For(SourceSchema source, IReadOnlyList<Types.Field> columns, Lineage lineage = Lineage.Offset)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(columns);
        return source.Format switch
        {
            SourceFormat.Json or SourceFormat.JsonLines or SourceFormat.JsonArray => new JsonDecoder(source, columns, lineage),
            _ => throw new InternalException($"Source '{source.Name}': there is no decoder for format {source.Format}."),
        };
    }
}
