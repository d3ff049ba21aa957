using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.Arrow;
using Unified.Errors;
using Unified.Logical;
using Field = Unified.Types.Field;
using TimeUnit = Apache.Arrow.Types.TimeUnit;

namespace Unified.Batch.Parquet;

/// <summary>
/// One Parquet file as record batches of the types that the engine takes: text arrives dictionary-encoded, and what can be converted
/// without loss is converted. Not thread-safe; a file may be scanned by several at once.
/// </summary>
internal sealed class ParquetScan : IDisposable
{
    /// <summary>How many rows a batch has at most.</summary>
    public const int BatchRows = 64 * 1024;

    private readonly ArrowReaderProperties _arrow = ArrowReaderProperties.GetDefault();
    private readonly ReaderProperties _properties = ReaderProperties.GetDefaultReaderProperties();
    private readonly FileReader _reader;
    private readonly ColumnOrigin[] _origins;
    private readonly int[] _leaves;
    private readonly ColumnReading[] _readings;
    private readonly Schema _schema;
    private readonly Func<ParquetScan>? _inSeconds;

    /// <summary>Reads columns that are found by their exact names; none may be missing.</summary>
    /// <exception cref="DataException">The file is no Parquet file, or a column is missing or of a type that would lose values.</exception>
    public ParquetScan(string file, IReadOnlyList<Field> columns)
        : this(file, columns, null, new Dictionary<string, string>())
    {
    }

    /// <summary>Reads columns of a source.</summary>
    /// <param name="file">The file.</param>
    /// <param name="columns">The wanted columns.</param>
    /// <param name="source">The source, which says how they are spelled and what they are where they are missing.</param>
    /// <param name="folders">What the folders around the file say.</param>
    /// <exception cref="DataException">The file is no Parquet file, or a column is missing or of a type that would lose values.</exception>
    public ParquetScan(string file, IReadOnlyList<Field> columns, SourceSchema? source, IReadOnlyDictionary<string, string> folders)
        : this(file, columns, source, folders, TimeUnit.Microsecond)
    {
    }

    private ParquetScan(
        string file, IReadOnlyList<Field> columns, SourceSchema? source, IReadOnlyDictionary<string, string> folders, TimeUnit int96)
    {
        File = file;
        try
        {
            _arrow.UseThreads = false; // slices run in parallel already
            _arrow.BatchSize = BatchRows;
            _arrow.CoerceInt96TimestampUnit = int96;
            _properties.EnablePageChecksumVerification();
            using (var footer = Open(file, _properties))
            {
                Rows = footer.FileMetaData.NumRows;
                var finder = new ColumnFinder(file, FileNode.Of(footer.FileMetaData.Schema), source, folders);
                _origins = [.. columns.Select(finder.Find)];
                _leaves = [.. _origins.SelectMany(o => o.Leaves).Distinct().Order()];
                // Not inside of records: the reader cannot put dictionaries of several row groups together there.
                foreach (var leaf in _origins.OfType<FoundOrigin>().Where(o => o.Path is [{ Kind: FileNodeKind.Value }]).Select(o =>
                    o.Path[0].Leaf)
                    .Where(i => ParquetFooter.IsDictionary(footer, i)))
                {
                    _arrow.SetReadDictionary(leaf, true);
                }

                // 96 bits reach beyond what microseconds can say, and the reader makes other times of what is beyond. Seconds say all.
                var all = footer.FileMetaData.Schema;
                Field[] times = [.. _origins.OfType<FoundOrigin>()
                    .Where(o => all.Column(o.Path[^1].Leaf).PhysicalType == PhysicalType.Int96).Select(o => o.Column)];
                _inSeconds = times.Length == 0 || int96 == TimeUnit.Second ? null
                    : () => new ParquetScan(file, times, source, folders, TimeUnit.Second);
            }

            _reader = new FileReader(file, _properties, _arrow);
            var schema = _reader.Schema;
            _readings = [.. _origins.Select(o => ColumnReading.For(file, o, schema, source?.Form(o.Column.Name)))];
            _schema = new Schema(_readings.Select(r => new Apache.Arrow.Field(r.Column.Name, r.Type, r.Column.Type.Nullable)), null);
        }
        catch (Exception e)
        {
            Dispose();
            if (e is DataException or InternalException)
            {
                throw;
            }

            throw new DataException($"The footer of file '{file}' cannot be read: {e.Message} Restore it or write it again.", e);
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
        var row = 0L;
        if (_leaves.Length == 0)
        {
            // Nothing that is wanted is in the file: only its rows count.
            for (; row < Rows; row += BatchRows)
            {
                yield return Convert(new RecordBatch(new Schema([], null), [], (int)Math.Min(BatchRows, Rows - row)), row);
            }

            yield break;
        }

        RequireTimesInRange();
        using var stream = Stream();
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

    private void RequireTimesInRange()
    {
        using var scan = _inSeconds?.Invoke();
        foreach (var batch in scan?.Batches() ?? [])
        {
            batch.Dispose();
        }
    }

    private IArrowArrayStream Stream()
    {
        try
        {
            return _reader.GetRecordBatchReader(null, _leaves);
        }
        catch (Exception e)
        {
            throw Unreadable(0, e);
        }
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
            throw Unreadable(firstRow, e);
        }

        return found is null ? null : Convert(found, firstRow);
    }

    private RecordBatch Convert(RecordBatch found, long firstRow)
    {
        // Columns come in the file's order, not in that asked for. What a conversion does not hand on, it has disposed of.
        var arrays = new IArrowArray[_readings.Length];
        try
        {
            for (var i = 0; i < arrays.Length; i++)
            {
                arrays[i] = _readings[i].Read(found, firstRow);
            }
        }
        catch (Exception e)
        {
            found.Dispose();
            if (e is DataException)
            {
                throw;
            }

            throw Unreadable(firstRow, e);
        }

        RecordLeftovers.Dispose(found, _origins);
        return new RecordBatch(_schema, arrays, found.Length);
    }

    private DataException Unreadable(long firstRow, Exception e) => new(string.Create(CultureInfo.InvariantCulture,
        $"File '{File}' cannot be read from row {firstRow} on: {e.Message} Restore it or write it again."), e);

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
}
