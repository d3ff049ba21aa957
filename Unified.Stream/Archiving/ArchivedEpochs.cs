using System.Collections.Immutable;
using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Streaming.Archiving;

/// <summary>What the archive has of a partition, as its writer needs to know it.</summary>
internal static class ArchivedEpochs
{
    /// <summary>The partitions of a log that have a folder, ascending.</summary>
    public static IReadOnlyList<LogPartition> Partitions(string root, string log)
    {
        var folder = ArchiveLayout.Folder(root, log);
        return Directory.Exists(folder) ? ArchiveLayout.Partitions(log, Directory.EnumerateDirectories(folder)) : [];
    }

    /// <summary>The epochs of the partition that have a file, ascending.</summary>
    public static IReadOnlyList<long> Of(string root, LogPartition partition)
    {
        var folder = ArchiveLayout.Folder(root, partition);
        return Directory.Exists(folder) ? ArchiveLayout.Epochs(Directory.EnumerateFiles(folder)) : [];
    }

    /// <summary>
    /// The first epoch without a file that Kafka still has, or else the one after the last; null when there is none to count from. An
    /// epoch that is in neither, while later ones are archived, holds nothing up: it is named, and whoever needs it is refused.
    /// </summary>
    /// <param name="archived">The epochs that have a file, ascending.</param>
    /// <param name="start">From epoch 0, or from the archive's first epoch on.</param>
    /// <param name="kafka">The first epoch that Kafka has as a whole.</param>
    public static (long? Epoch, ImmutableArray<(long First, long End)> Lost) FirstMissing(
        IReadOnlyList<long> archived, LogStart start, long kafka)
    {
        var lost = ImmutableArray.CreateBuilder<(long, long)>();
        long? next = start == LogStart.Beginning ? 0 : archived is [var first, ..] ? first : null;
        foreach (var epoch in archived)
        {
            if (epoch > next && kafka > next)
            {
                lost.Add((next.Value, Math.Min(epoch, kafka)));
            }

            if (epoch > next && kafka < epoch)
            {
                return (Math.Max(next.Value, kafka), lost.ToImmutable());
            }

            next = epoch + 1;
        }

        return (next, lost.ToImmutable());
    }

    /// <summary>
    /// The newest file of each partition is as it would be written today: the same epoch length, since an epoch number means other
    /// offsets under another one, a format that is known, and the same log.
    /// </summary>
    /// <param name="root">The archive's folder.</param>
    /// <param name="source">The source.</param>
    /// <param name="partitions">The partitions.</param>
    /// <param name="topicId">The topic's id now; null where it is not known.</param>
    /// <exception cref="DataException">It is not.</exception>
    public static void Check(string root, SourceSchema source, IEnumerable<LogPartition> partitions, string? topicId)
    {
        foreach (var partition in partitions)
        {
            Check(root, source, partition, topicId);
        }
    }

    private static void Check(string root, SourceSchema source, LogPartition partition, string? topicId)
    {
        if (Of(root, partition) is not [.., var last])
        {
            return;
        }

        var path = ArchiveLayout.File(root, new EpochId(partition, last));
        using var file = new ArchivedFile(path);
        var metadata = file.Metadata;
        CheckFormat(source, path, metadata);
        var found = metadata.GetValueOrDefault(ArchiveLayout.EpochLengthKey);
        if (found != source.Epochs.Offsets.ToString(CultureInfo.InvariantCulture))
        {
            throw new DataException(
                $"Archive of source '{source.Name}': the file '{path}' of {partition} was written with epochs of {found ?? "unknown"} "
                + $"offsets, but the source declares {source.Epochs}. " +
                $"Declare EpochLength = {found} again, or give the source another name and archive the topic anew.");
        }

        new LogIdentity(source.Name, source.Topic, metadata.GetValueOrDefault(ArchiveLayout.IdentityKey))
            .Confirm(topicId, $"Archive of source '{source.Name}': the file '{path}'");
    }

    /// <exception cref="DataException">A later Unified has written the file.</exception>
    public static void CheckFormat(SourceSchema source, string path, IReadOnlyDictionary<string, string> metadata)
    {
        var format = metadata.GetValueOrDefault(ArchiveLayout.FormatKey);
        if (format is not null
            && (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > ArchiveLayout.Format))
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Archive of source '{source.Name}': the file '{path}' has format {format}, ")
                + string.Create(CultureInfo.InvariantCulture, $"and this program knows formats up to {ArchiveLayout.Format}. ")
                + "Use the version of Unified that wrote it, or a later one.");
        }
    }
}
