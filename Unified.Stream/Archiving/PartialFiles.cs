using System.Collections.Immutable;
using System.Globalization;
using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Unified.Time;

namespace Unified.Streaming.Archiving;

/// <summary>Takes a record.</summary>
internal delegate void RecordAction(in LogRecord record);

/// <summary>A partial file that follows on those before it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="From">The offset in its name.</param>
/// <param name="Covered">It has every record from there up to here.</param>
/// <param name="Bytes">How large it is.</param>
internal sealed record PartialSegment(string Path, long From, long Covered, long Bytes);

/// <summary>The partial files of an epoch, read back by the archiver.</summary>
internal static class PartialFiles
{
    private const long MicrosPerMilli = 1000;

    /// <summary>
    /// The files that follow on each other from the epoch's first offset on. One that is of another log, of another epoch length, or that
    /// cannot be read ends the chain: what it has is not there.
    /// </summary>
    public static ImmutableArray<PartialSegment> Chain(string root, SourceSchema source, EpochId epoch, string? identity)
    {
        var folder = ArchiveLayout.Folder(root, epoch.Partition);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var chain = ImmutableArray.CreateBuilder<PartialSegment>();
        var reached = source.Epochs.First(epoch.Epoch);
        foreach (var (from, path) in ArchiveLayout.Partials(Directory.EnumerateFiles(folder), epoch.Epoch))
        {
            if (from > reached || Covered(path, source, identity) is not { } covered)
            {
                break;
            }

            if (covered > reached)
            {
                chain.Add(new PartialSegment(path, from, covered, new FileInfo(path).Length));
                reached = covered;
            }
        }

        return chain.ToImmutable();
    }

    /// <summary>The records of a file in the order of their offsets.</summary>
    public static void Read(PartialSegment segment, RecordAction take)
    {
        using var file = new ArchivedFile(segment.Path);
        foreach (var batch in file.Batches())
        {
            using (batch)
            {
                Read(batch, take);
            }
        }
    }

    private static void Read(RecordBatch batch, RecordAction take)
    {
        var offsets = (Int64Array)batch.Column(LineageColumns.Offset);
        var times = (TimestampArray)batch.Column(LineageColumns.Timestamp);
        var (keys, raw) = ((BinaryArray)batch.Column(LineageColumns.Key), (BinaryArray)batch.Column(QuarantineTable.Raw));
        for (var row = 0; row < batch.Length; row++)
        {
            take(new LogRecord
            {
                Offset = offsets.Values[row],
                HasValue = raw.IsValid(row),
                Value = raw.IsValid(row) ? raw.GetBytes(row) : [],
                HasKey = keys.IsValid(row),
                Key = keys.IsValid(row) ? keys.GetBytes(row) : [],
                TimestampMillis = times.IsValid(row) ? Timestamps.FloorDiv(times.Values[row], MicrosPerMilli) : null,
            });
        }
    }

    private static long? Covered(string path, SourceSchema source, string? identity)
    {
        try
        {
            using var file = new ArchivedFile(path);
            var known = file.Metadata.GetValueOrDefault(ArchiveLayout.IdentityKey);
            return (known is null || identity is null || known == identity)
                && Number(file.Metadata, ArchiveLayout.EpochLengthKey) == source.Epochs.Offsets
                ? Number(file.Metadata, ArchiveLayout.CoveredKey) : null;
        }
        catch (DataException)
        {
            return null;
        }
    }

    private static long? Number(IReadOnlyDictionary<string, string> metadata, string key) =>
        long.TryParse(metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
