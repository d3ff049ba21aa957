using System.Globalization;
using Apache.Arrow;
using ParquetSharp;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Field = Unified.Logical.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Reads the archive that the archiver writes, and believes nothing that it can check: the epoch length, that offsets ascend within the epoch,
/// and that accepted and quarantined records are all that were read. Thread-safe.
/// </summary>
public sealed class ArchiveReader(BatchOptions options) : IArchiveReader
{
    /// <inheritdoc />
    public IReadOnlyList<int> Partitions(SourceSchema source) =>
        [.. Enumerable.Range(0, source.Partitions).Union(ArchiveLayout.Partitions(options.ArchiveRoot, source.Name)).Order()];

    /// <inheritdoc />
    public IReadOnlyList<long> Epochs(SourceSchema source, int partition) => ArchiveLayout.Epochs(options.ArchiveRoot, source.Name, partition);

    /// <inheritdoc />
    public IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Field> columns)
    {
        var file = Existing(source, epoch);
        var added = Added(source, file);
        var unread = added.Count == 0 ? null : new UnreadFields(file, source, columns, added);
        using var scan = new ParquetScan(file,
            [.. columns.Where(c => c.Name != LineageColumns.Offset && !added.Contains(c)), new Field(LineageColumns.Offset, DataType.Int64), .. unread is null ? [] : new[] { UnreadFields.Kept }]);
        var (next, end) = (source.Epochs.First(epoch.Epoch), source.Epochs.End(epoch.Epoch));
        foreach (var batch in scan.Batches())
        {
            RecordBatch complete;
            try
            {
                next = CheckOffsets(file, (Int64Array)batch.Column(LineageColumns.Offset), next, end);
                complete = unread is null ? batch : unread.Complete(batch);
            }
            catch
            {
                batch.Dispose();
                throw;
            }

            yield return complete;
        }
    }

    /// <inheritdoc />
    public (long Read, long Quarantined) Counts(SourceSchema source, EpochId epoch)
    {
        var file = Existing(source, epoch);
        using var footer = ParquetScan.Footer(file);
        return Check(source, file, footer);
    }

    /// <inheritdoc />
    public IReadOnlyList<QuarantinedRecord> Quarantined(SourceSchema source, EpochId epoch) =>
        QuarantineFile.Read(ArchiveLayout.QuarantineFile(options.ArchiveRoot, source.Name, epoch), source.Topic, epoch.Partition);

    private string Existing(SourceSchema source, EpochId epoch)
    {
        var file = ArchiveLayout.File(options.ArchiveRoot, source.Name, epoch);
        return File.Exists(file) ? file : throw new DataException(string.Create(CultureInfo.InvariantCulture,
            $"Source '{source.Name}': {epoch} (offsets {source.Epochs.First(epoch.Epoch)} to {source.Epochs.End(epoch.Epoch) - 1}) is not archived: '{file}' is missing. ") +
            "Run the archiver over that range while Kafka still has it, or restore the file.");
    }

    private static IReadOnlyList<Field> Added(SourceSchema source, string file)
    {
        using var footer = ParquetScan.Footer(file);
        return ArchivedColumns.Added(file, source, footer.FileMetaData.Schema, Check(source, file, footer).Quarantined);
    }

    private static (long Read, long Quarantined) Check(SourceSchema source, string file, ParquetFileReader footer)
    {
        var (rows, metadata) = (footer.FileMetaData.NumRows, footer.FileMetaData.KeyValueMetadata);
        var read = Number(file, metadata, ArchiveLayout.ReadKey);
        var quarantined = Number(file, metadata, ArchiveLayout.QuarantinedKey);
        var length = Number(file, metadata, ArchiveLayout.EpochLengthKey);
        if (length != source.Epochs.Offsets)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"File '{file}' was archived with epochs of {length} offsets, source '{source.Name}' says {source.Epochs.Offsets}. ") +
                "The length of an epoch never changes: set it back, or archive the topic anew under another source name.");
        }

        return rows + quarantined == read ? (read, quarantined) : throw new DataException(string.Create(CultureInfo.InvariantCulture,
            $"File '{file}' holds {rows} rows and names {quarantined} quarantined records, but says {read} were read. Archive the epoch again."));
    }

    private static long Number(string file, IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new DataException($"File '{file}' has no count '{key}' in its metadata (found '{text}'). It was not written by the archiver: archive the epoch again.");

    private static long CheckOffsets(string file, Int64Array offsets, long next, long end)
    {
        foreach (var offset in offsets.Values)
        {
            if (offset < next || offset >= end)
            {
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"File '{file}': offset {offset} stands where one from {next} to {end - 1} is expected. Archive the epoch again."));
            }

            next = offset + 1;
        }

        return next;
    }
}
