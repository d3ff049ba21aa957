using System.Collections.Immutable;
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

    /// <summary>The files that follow on each other from the epoch's first offset on.</summary>
    public static ImmutableArray<PartialSegment> Chain(string root, SourceSchema source, EpochId epoch, string? identity) =>
        ArchiveLayout.Folder(root, epoch.Partition) is var folder && Directory.Exists(folder)
            ? [.. ArchiveLayout.PartialChain(Directory.EnumerateFiles(folder), source, epoch.Epoch, identity, Metadata)
                .Select(f => new PartialSegment(f.Path, f.From, f.Covered, new FileInfo(f.Path).Length))] : [];

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

    private static IReadOnlyDictionary<string, string>? Metadata(string path)
    {
        try
        {
            using var file = new ArchivedFile(path);
            return file.Metadata;
        }
        catch (DataException)
        {
            return null;
        }
    }
}
