using Apache.Arrow;
using ParquetSharp.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Batch.Parquet;

/// <summary>
/// Reads what the archive has of an epoch that is still filling: files that follow on each other, with records as they came.
/// </summary>
internal static class PartialEpochs
{
    /// <summary>Up to where the files reach from the epoch's first offset on; null when there are none.</summary>
    public static long? Covered(string root, SourceSchema source, EpochId epoch, string? identity) =>
        Chain(root, source, epoch, identity) is [.., var last] ? last.Covered : null;

    /// <summary>All records before an offset; null when the files do not have them all.</summary>
    /// <exception cref="DataException">A file cannot be read.</exception>
    public static IEnumerable<RawRecord>? Read(string root, SourceSchema source, EpochId epoch, string? identity, long covered)
    {
        var files = new List<(PartialFile File, FileReader Reader)>();
        foreach (var file in Chain(root, source, epoch, identity))
        {
            if (TryOpen(file.Path) is not { } reader)
            {
                break;
            }

            files.Add((file, reader));
        }

        if (files is [.., var last] && last.File.Covered >= covered)
        {
            return Records(files, source.Epochs.First(epoch.Epoch), covered);
        }

        files.ForEach(f => f.Reader.Dispose());
        return null;
    }

    private static IEnumerable<RawRecord> Records(List<(PartialFile File, FileReader Reader)> files, long next, long until)
    {
        try
        {
            foreach (var (file, reader) in files)
            {
                foreach (var record in Read(file.Path, reader).Where(r => r.Offset >= next && r.Offset < until))
                {
                    yield return record;
                }

                next = file.Covered;
            }
        }
        finally
        {
            files.ForEach(f => f.Reader.Dispose());
        }
    }

    // What is open can be read to its end, although its name is gone meanwhile.
    private static FileReader? TryOpen(string file)
    {
        try
        {
            return new FileReader(file);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return File.Exists(file) ? throw Unreadable(file, error) : null;
        }
    }

    /// <summary>The identity that a partial file of the folder names, or null.</summary>
    public static string? Identity(string folder)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "e=*.partial-*.parquet") : [])
        {
            if (Metadata(file)?.TryGetValue(ArchiveLayout.IdentityKey, out var identity) == true)
            {
                return identity;
            }
        }

        return null;
    }

    private static IReadOnlyList<PartialFile> Chain(string root, SourceSchema source, EpochId epoch, string? identity) =>
        ArchiveLayout.Folder(root, epoch.Partition) is var folder && Directory.Exists(folder)
            ? ArchiveLayout.PartialChain(Directory.EnumerateFiles(folder), source, epoch.Epoch, identity, Metadata) : [];

    private static IReadOnlyDictionary<string, string>? Metadata(string file)
    {
        try
        {
            using var footer = ParquetScan.Footer(file);
            return footer.FileMetaData.KeyValueMetadata;
        }
        catch (DataException)
        {
            return null;
        }
    }

    private static IEnumerable<RawRecord> Read(string file, FileReader reader)
    {
        using var batches = reader.GetRecordBatchReader();
        while (Next(file, batches) is { } batch)
        {
            using (batch)
            {
                var (offsets, raw) = ((Int64Array)batch.Column(LineageColumns.Offset), (BinaryArray)batch.Column("raw"));
                for (var row = 0; row < batch.Length; row++)
                {
                    yield return new RawRecord(
                        offsets.GetValue(row)!.Value, raw.IsValid(row) ? new ReadOnlyMemory<byte>(raw.GetBytes(row).ToArray()) : null);
                }
            }
        }
    }

    private static RecordBatch? Next(string file, Apache.Arrow.Ipc.IArrowArrayStream batches)
    {
        try
        {
            return batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw Unreadable(file, error);
        }
    }

    private static DataException Unreadable(string file, Exception error) => new(
        $"File '{file}' of an epoch that was still filling cannot be read: {error.Message} "
            + "Restore it, or remove it: what it had and Kafka has not is passed over then, and answers say so.", error);
}
