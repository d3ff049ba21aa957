using System.Security.Cryptography;
using System.Text;
using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>An archive of one partition, written under some columns, and what it holds as text.</summary>
internal sealed class ArchivedContents(string root, LogPartition partition)
{
    public void Write(SourceSchema source, MemoryLog log)
    {
        using var archiver = new PartitionArchiver(root, source, partition, 0, "topic id");
        foreach (var (offset, value) in log.Records)
        {
            archiver.Add(new LogRecord
            {
                Offset = offset,
                Value = value,
                HasValue = value is not null,
                Key = BitConverter.GetBytes(offset),
                HasKey = offset % 3 > 0,
                TimestampMillis = offset % 5 == 0 ? null : 1_700_000_000_000 + offset,
            });
        }

        archiver.AdvanceTo(log.End);
    }

    /// <summary>
    /// The records by offset: accepted ones with all their columns, quarantined ones with their bytes; values, whatever their spelling.
    /// </summary>
    public string Print()
    {
        var text = new StringBuilder();
        foreach (var epoch in ArchivedEpochs.Of(root, partition))
        {
            var id = new EpochId(partition, epoch);
            text.AppendLine(string.Join(", ", Metadata(id)));
            Append(text, ArchiveLayout.File(root, id), LineageColumns.Extra);
            Append(text, ArchiveLayout.QuarantineFile(root, id), QuarantineTable.Raw, QuarantineTable.Reason);
        }

        return text.ToString();
    }

    /// <summary>The bytes of all files.</summary>
    /// <param name="quarantined">With those of the records that could not be decoded.</param>
    public string Hashes(bool quarantined = true) => string.Join('\n', Directory.GetFiles(root, "*", SearchOption.AllDirectories)
        .Where(f => quarantined || !f.Contains("quarantine", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(f => $"{Path.GetRelativePath(root, f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}"));

    private IEnumerable<string> Metadata(EpochId epoch)
    {
        using var file = new ArchivedFile(ArchiveLayout.File(root, epoch));
        return [.. file.Metadata.Where(m => m.Key.StartsWith("unified.", StringComparison.Ordinal) && m.Key != ArchiveLayout.RespelledKey)
            .OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}={m.Value}")];
    }

    private static void Append(StringBuilder text, string path, string json, string? without = null)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var file = new ArchivedFile(path);
        foreach (var batch in file.Batches())
        {
            for (var row = 0; row < batch.Length; row++)
            {
                var cells = batch.Schema.FieldsList.Where(f => f.Name != without).Select(f =>
                    f.Name == json ? Spellings.Canonical(Text(batch.Column(json), row))
                    : Records.Cell(batch.Column(f.Name), row) ?? "null");
                text.AppendLine(string.Join(" | ", cells));
            }

            batch.Dispose();
        }
    }

    private static string? Text(IArrowArray array, int row) =>
        array.IsNull(row) ? null : Encoding.UTF8.GetString(((BinaryArray)array).GetBytes(row));
}
