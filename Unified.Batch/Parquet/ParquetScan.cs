using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using ParquetSharp;
using ParquetSharp.Arrow;
using Unified.Columnar;
using Unified.Errors;
using Field = Unified.Logical.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// One Parquet file as record batches of the types that the engine takes: columns are found by exact name, text arrives
/// dictionary-encoded, and what can be converted without loss is converted. Not thread-safe; a file may be scanned by several at once.
/// </summary>
internal sealed class ParquetScan : IDisposable
{
    private const int BatchRows = 64 * 1024;

    private readonly ArrowReaderProperties _arrow = ArrowReaderProperties.GetDefault();
    private readonly ReaderProperties _properties = ReaderProperties.GetDefaultReaderProperties();
    private readonly FileReader _reader;
    private readonly int[] _indices;
    private readonly ColumnConversion[] _conversions;
    private readonly Schema _schema;

    /// <exception cref="DataException">The file is no Parquet file, or a column is missing or of a type that would lose values.</exception>
    public ParquetScan(string file, IReadOnlyList<Field> columns)
    {
        File = file;
        try
        {
            _arrow.UseThreads = false; // slices run in parallel already
            _arrow.BatchSize = BatchRows;
            _properties.EnablePageChecksumVerification();
            using (var footer = Open(file, _properties))
            {
                var schema = footer.FileMetaData.Schema;
                Rows = footer.FileMetaData.NumRows;
                _indices = [.. columns.Select(c => IndexOf(schema, c))];
                foreach (var index in _indices.Where(i => schema.Column(i).PhysicalType == PhysicalType.ByteArray))
                {
                    _arrow.SetReadDictionary(index, true);
                }
            }

            _reader = new FileReader(file, _properties, _arrow);
            _conversions = [.. columns.Select(c => ColumnConversion.For(file, c, _reader.Schema.GetFieldByName(c.Name).DataType))];
            _schema = new Schema(columns.Zip(_conversions, (c, to) => new Apache.Arrow.Field(c.Name, to.Type, c.Type.Nullable)), null);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file's path.</summary>
    public string File { get; }

    /// <summary>The rows that the footer promises.</summary>
    public long Rows { get; }

    /// <summary>A file's footer: rows, columns and key-value metadata. The caller disposes of it.</summary>
    public static ParquetFileReader Footer(string file)
    {
        using var properties = ReaderProperties.GetDefaultReaderProperties();
        return Open(file, properties);
    }

    /// <summary>The batches in file order; the caller disposes of each.</summary>
    public IEnumerable<RecordBatch> Batches()
    {
        using var stream = _reader.GetRecordBatchReader(null, _indices);
        var row = 0L;
        while (Next(stream, row) is { } batch)
        {
            row += batch.Length;
            yield return batch;
        }

        if (row != Rows)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"File '{File}' gave {row} rows, its footer promises {Rows}. Restore it or write it again."));
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _arrow.Dispose();
        _properties.Dispose();
    }

    private RecordBatch? Next(IArrowArrayStream stream, long firstRow)
    {
        RecordBatch? found;
        try
        {
            found = stream.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"File '{File}' cannot be read from row {firstRow} on: {e.Message} Restore it or write it again."), e);
        }

        if (found is null)
        {
            return null;
        }

        // Columns come in the file's order, not in that asked for. What a conversion does not hand on, it has disposed of.
        var arrays = new IArrowArray[_conversions.Length];
        try
        {
            for (var i = 0; i < arrays.Length; i++)
            {
                arrays[i] = _conversions[i].Convert(found.Column(_conversions[i].Column.Name), firstRow);
            }
        }
        catch
        {
            found.Dispose();
            throw;
        }

        return new RecordBatch(_schema, arrays, found.Length);
    }

    /// <summary>Opens a file; names it when it is no Parquet file.</summary>
    internal static ParquetFileReader Open(string file, ReaderProperties properties)
    {
        try
        {
            return new ParquetFileReader(file, properties);
        }
        catch (Exception e)
        {
            throw new DataException($"File '{file}' is not a readable Parquet file: {e.Message} Restore it or remove it.", e);
        }
    }

    private int IndexOf(SchemaDescriptor schema, Field column)
    {
        // A nested column has the same leaf name at another path; only top-level columns are events' columns.
        for (var i = 0; i < schema.NumColumns; i++)
        {
            if (schema.Column(i).Path.ToDotString() == column.Name)
            {
                return i;
            }
        }

        var names = string.Join(", ", Enumerable.Range(0, schema.NumColumns).Select(i => schema.Column(i).Path.ToDotString()));
        throw new DataException(
            $"File '{File}' has no column '{column.Name}' ({column.Type}); it has {names}. Names match exactly: rename the column in the file or in the source's record.");
    }
}
