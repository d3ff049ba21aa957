using System.Globalization;
using ParquetSharp;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>What the archive has of a partition, as its writer needs to know it.</summary>
internal static class ArchivedEpochs
{
    /// <summary>The first epoch without a file, from epoch 0 or from the archive's first epoch on; null when there is none to count from.</summary>
    public static long? FirstMissing(string root, SourceSchema source, int partition, LogStart start)
    {
        var epochs = ArchiveLayout.Epochs(root, source.Name, partition);
        long? next = start == LogStart.Beginning ? 0 : epochs is [var first, ..] ? first : null;
        foreach (var epoch in epochs)
        {
            if (epoch != next)
            {
                break;
            }

            next++;
        }

        return next;
    }

    /// <summary>An epoch number means other offsets under another length: the two must never meet in one archive.</summary>
    /// <exception cref="DataException">The newest file was written with another epoch length.</exception>
    public static void CheckLength(string root, SourceSchema source, int partition)
    {
        if (ArchiveLayout.Epochs(root, source.Name, partition) is not [.., var last])
        {
            return;
        }

        var path = ArchiveLayout.File(root, source.Name, new EpochId(partition, last));
        using var reader = new ParquetFileReader(path);
        var found = reader.FileMetaData.KeyValueMetadata.GetValueOrDefault(ArchiveLayout.EpochLengthKey);
        if (found != source.Epochs.Offsets.ToString(CultureInfo.InvariantCulture))
        {
            throw new DataException(
                $"Archive of source '{source.Name}': the file '{path}' of topic '{source.Topic}' partition {partition} was written with epochs of {found ?? "unknown"} offsets, but the source declares {source.Epochs}. " +
                $"Declare EpochLength = {found} again, or give the source another name and archive the topic anew.");
        }
    }
}
