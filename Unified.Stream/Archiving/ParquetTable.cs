using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Apache.Arrow;
using Parquet;
using Parquet.Schema;

namespace Unified.Streaming.Archiving;

/// <summary>A Parquet file that is being written: row groups as they come, metadata and footer at the end. The same calls make the same bytes.</summary>
internal sealed class ParquetTable : IAsyncDisposable
{
    private readonly DurableFile _file;
    private readonly ImmutableArray<ParquetColumn> _columns;
    private ParquetWriter? _writer;

    public ParquetTable(string path, ImmutableArray<ParquetColumn> columns) => (_file, _columns) = (new DurableFile(path), columns);

    /// <summary>Adds the batch as a row group; none for no rows.</summary>
    public async Task AddAsync(RecordBatch batch)
    {
        var writer = await OpenAsync().ConfigureAwait(false);
        if (batch.Length == 0)
        {
            return;
        }

        using var group = writer.CreateRowGroup();
        for (var i = 0; i < _columns.Length; i++)
        {
            await _columns[i].WriteAsync(group, batch.Column(i)).ConfigureAwait(false);
        }

        group.CompleteValidate();
    }

    /// <summary>Writes the footer and gives the file its name.</summary>
    public async Task PublishAsync(IReadOnlyDictionary<string, long> metadata)
    {
        var writer = await OpenAsync().ConfigureAwait(false);
        writer.CustomMetadata = metadata.OrderBy(m => m.Key, StringComparer.Ordinal)
            .ToDictionary(m => m.Key, m => m.Value.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        await writer.DisposeAsync().ConfigureAwait(false);
        _writer = null;
        await _file.PublishAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync().ConfigureAwait(false);
        }

        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<ParquetWriter> OpenAsync() => _writer ??= await ParquetWriter.CreateAsync(
        new ParquetSchema(_columns.Select(c => c.Field)), _file.Stream,
        // zstd at its fastest level: about half of snappy's size on JSON-like data, and archives are written once and kept.
        new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Fastest }).ConfigureAwait(false);
}
