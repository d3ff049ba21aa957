using System.Collections.Immutable;
using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Schema;
using Unified.Epochs;

namespace Unified.Streaming.Archiving;

/// <summary>
/// A Parquet file that is being written: row groups as they come, metadata and footer at the end. The same calls make the same bytes.
/// Not with Parquet.Net: its statistics of microsecond timestamps are in milliseconds (aloneguid/parquet-dotnet#769) and it can neither
/// be told to leave them out nor to set others; DuckDB, Spark and ClickHouse skip row groups by them and lose rows.
/// </summary>
internal sealed class ParquetTable : IDisposable
{
    // Unique in every row, or nearly: a dictionary of them is work that ends in plain values.
    private static readonly string[] Plain = [LineageColumns.Offset, LineageColumns.Timestamp, LineageColumns.Key, LineageColumns.Extra];

    private readonly DurableFile _file;
    private readonly ImmutableArray<ParquetColumn> _columns;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly ParquetFileWriter _writer;

    public ParquetTable(string path, ImmutableArray<ParquetColumn> columns)
    {
        (_file, _columns) = (new DurableFile(path), columns);
        try
        {
            _writer = Open();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Adds the batch as a row group; none for no rows.</summary>
    public void Add(RecordBatch batch)
    {
        if (batch.Length == 0)
        {
            return;
        }

        using var group = _writer.AppendRowGroup();
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Write(group, batch.Column(i));
        }
    }

    /// <summary>Writes the footer and gives the file its name.</summary>
    public void Publish(IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            _metadata.Add(key, value);
        }

        _writer.Close();
        _file.Publish();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private ParquetFileWriter Open()
    {
        // zstd at its fastest level: about half of snappy's size on JSON-like data, and archives are written once and kept.
        using var builder = new WriterPropertiesBuilder().Compression(Compression.Zstd).CompressionLevel(1).EnablePageChecksum();
        foreach (var name in Plain)
        {
            builder.DisableDictionary(name);
        }

        using var properties = builder.Build();
        var nodes = _columns.Select(c => c.Node()).ToArray();
        using var schema = new GroupNode("schema", Repetition.Required, nodes);
        try
        {
            // The writer reads the metadata when it closes: only then are the counts known.
            return new ParquetFileWriter(_file.Stream, schema, properties, _metadata, leaveOpen: true);
        }
        finally
        {
            foreach (var node in nodes)
            {
                node.Dispose();
            }
        }
    }
}
