using System.Globalization;
using Apache.Arrow;
using ParquetSharp;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Reads the archive that the archiver writes, and believes nothing that it can check: the epoch length, that offsets ascend within the
/// epoch, and that accepted and quarantined records are all that were read. Thread-safe.
/// </summary>
public sealed class ArchiveReader(BatchOptions options) : IArchiveReader
{
    /// <inheritdoc />
    public IReadOnlyList<LogPartition> Partitions(SourceSchema source) =>
        [.. Enumerable.Range(0, source.Partitions).Select(source.Partition).Union(Archived(source)).Order()];

    /// <inheritdoc />
    public IReadOnlyList<long> Epochs(SourceSchema source, LogPartition partition) =>
        ArchiveLayout.Epochs(Listed(ArchiveLayout.Folder(options.ArchiveRoot, partition)));

    /// <inheritdoc />
    public string? Identity(SourceSchema source)
    {
        // Files of an older build do not say it. The newest of a partition does, if any.
        foreach (var partition in Archived(source))
        {
            if (Epochs(source, partition) is [.., var newest])
            {
                using var footer = ParquetScan.Footer(ArchiveLayout.File(options.ArchiveRoot, new EpochId(partition, newest)));
                if (footer.FileMetaData.KeyValueMetadata.TryGetValue(ArchiveLayout.IdentityKey, out var identity))
                {
                    return identity;
                }
            }
        }

        return Archived(source).Select(p => PartialEpochs.Identity(ArchiveLayout.Folder(options.ArchiveRoot, p)))
            .FirstOrDefault(identity => identity is not null);
    }

    /// <inheritdoc />
    public long? PartialCovered(SourceSchema source, EpochId epoch) =>
        PartialEpochs.Covered(options.ArchiveRoot, source, epoch, Identity(source));

    /// <inheritdoc />
    public IEnumerable<RawRecord>? Partial(SourceSchema source, EpochId epoch, long covered) =>
        PartialEpochs.Read(options.ArchiveRoot, source, epoch, Identity(source), covered);

    /// <inheritdoc />
    public IEnumerable<RecordBatch> Read(SourceSchema source, EpochId epoch, IReadOnlyList<Field> columns)
    {
        var file = Existing(source, epoch);
        var added = Added(source, file);
        var unread = added.Count == 0 ? null : new UnreadFields(file, source, columns, added);
        using var scan = new ParquetScan(file,
        [
            .. columns.Where(c => c.Name != LineageColumns.Offset && !added.Contains(c)), new Field(LineageColumns.Offset, DataType.Int64),
            .. unread is null ? [] : new[] { UnreadFields.Kept },
        ]);
        var (next, end) = (source.Epochs.First(epoch.Epoch), source.Epochs.End(epoch.Epoch));
        foreach (var batch in scan.Batches())
        {
            RecordBatch complete;
            try
            {
                next = CheckOffsets(file, (Int64Array)batch.Column(LineageColumns.Offset), next, end, source.HasManyEvents ? 0 : 1);
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
        QuarantineFile.Read(ArchiveLayout.QuarantineFile(options.ArchiveRoot, epoch), epoch.Partition);

    private IReadOnlyList<LogPartition> Archived(SourceSchema source) =>
        ArchiveLayout.Partitions(source.Name, Listed(ArchiveLayout.Folder(options.ArchiveRoot, source.Name)));

    private static IEnumerable<string> Listed(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [];

    private string Existing(SourceSchema source, EpochId epoch)
    {
        var file = ArchiveLayout.File(options.ArchiveRoot, epoch);
        var (first, last) = (source.Epochs.First(epoch.Epoch), source.Epochs.End(epoch.Epoch) - 1);
        return File.Exists(file) ? file : throw new DataException(string.Create(CultureInfo.InvariantCulture,
            $"{epoch} (offsets {first} to {last}) is not archived: '{file}' is missing. ") +
            "Run the archiver over that range while Kafka still has it, or restore the file.");
    }

    private static IReadOnlyList<Field> Added(SourceSchema source, string file)
    {
        using var footer = ParquetScan.Footer(file);
        return ArchivedColumns.Added(file, source, footer.FileMetaData, Check(source, file, footer).Quarantined);
    }

    private static (long Read, long Quarantined) Check(SourceSchema source, string file, ParquetFileReader footer)
    {
        var (rows, metadata) = (footer.FileMetaData.NumRows, footer.FileMetaData.KeyValueMetadata);
        // A file of an older build has no number.
        if (metadata.ContainsKey(ArchiveLayout.FormatKey)
            && Number(file, metadata, ArchiveLayout.FormatKey) is var format and > ArchiveLayout.Format)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"File '{file}' is of archive format {format}, and this program reads formats up to {ArchiveLayout.Format}. ")
                + "Run a program that is at least as new as the one that archived it.");
        }

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
            $"File '{file}' holds {rows} rows and names {quarantined} quarantined records, but says {read} were read. ")
            + "Archive the epoch again.");
    }

    private static long Number(string file, IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : throw new DataException($"File '{file}' has no count '{key}' in its metadata (found '{text}'). "
            + "It was not written by the archiver: archive the epoch again.");

    private static long CheckOffsets(string file, Int64Array offsets, long next, long end, long step)
    {
        foreach (var offset in offsets.Values)
        {
            if (offset < next || offset >= end)
            {
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"File '{file}': offset {offset} stands where one from {next} to {end - 1} is expected. Archive the epoch again."));
            }

            next = offset + step;
        }

        return next;
    }
}
