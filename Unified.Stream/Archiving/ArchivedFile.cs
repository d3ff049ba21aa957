using System.Collections.Immutable;
using Apache.Arrow;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.Arrow;
using Unified.Contracts;
using Unified.Errors;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Streaming.Archiving;

/// <summary>A file of the archive that is read back: what it says of itself, and its rows in their order. One thread.</summary>
internal sealed class ArchivedFile : IDisposable
{
    private readonly FileReader _reader;

    /// <exception cref="DataException">The file cannot be read.</exception>
    public ArchivedFile(string path)
    {
        Path = path;
        _reader = Guard(() => new FileReader(path));
        using var footer = _reader.ParquetReader;
        (Rows, Metadata) = (footer.FileMetaData.NumRows, footer.FileMetaData.KeyValueMetadata);
    }

    public string Path { get; }

    public long Rows { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The columns that the source declared when the file was written. What begins with an underscore is lineage.</summary>
    public ImmutableArray<Field> Declared => ArchiveLayout.Columns(Metadata) is { } columns ? [.. columns]
        : [.. _reader.Schema.FieldsList.Where(f => f.Name[0] != '_').Select(f => new Field(f.Name, Type(f).WithNull(f.IsNullable)))];

    /// <summary>The rows in file order, in batches that the caller disposes of.</summary>
    public IEnumerable<RecordBatch> Batches()
    {
        using var batches = _reader.GetRecordBatchReader();
        while (Guard(() => batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult()) is { } batch)
        {
            yield return batch;
        }
    }

    public void Dispose() => _reader.Dispose();

    private DataType Type(Apache.Arrow.Field field) => field.DataType switch
    {
        BooleanType => DataType.Boolean,
        Int32Type => DataType.Int32,
        Int64Type => DataType.Int64,
        Decimal128Type d => DataType.Decimal(d.Precision, d.Scale),
        TimestampType { Unit: Apache.Arrow.Types.TimeUnit.Microsecond } => DataType.Timestamp,
        StringType => DataType.String,
        var other => throw new DataException(
            $"File '{Path}': column '{field.Name}' is {other.Name}, which no archiver writes. Restore the file."),
    };

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ParquetException error)
        {
            throw new DataException(
                $"File '{Path}' of the archive cannot be read: {error.Message} Restore it, or remove it while Kafka still has "
                + "its records: the archiver writes it again.", error);
        }
    }
}
