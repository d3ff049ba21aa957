using System.Text;
using Apache.Arrow;
using Unified.Batch.Parquet;
using Unified.Epochs;
using Unified.Streaming.Decoding;

namespace Unified.TestKit.Given;

/// <summary>Events from records as a topic has them, and from files.</summary>
internal static class EventFile
{
    private static readonly string[] JsonLines = [".ndjson", ".jsonl", ".json"];

    /// <summary>Records, one JSON object each.</summary>
    public static void AddJson(GivenLog log, IEnumerable<string?> records, int partition) =>
        AddRecords(log, records.Select(r => r is null ? null : Encoding.UTF8.GetBytes(r)), partition);

    /// <summary>A file of records or of columns, as its name says.</summary>
    public static void Add(GivenLog log, string path, int partition)
    {
        if (!File.Exists(path))
        {
            throw new JobTestException($"There is no file '{Path.GetFullPath(path)}'. Copy it to the output folder of the tests, "
                + "<None Update=\"...\" CopyToOutputDirectory=\"PreserveNewest\" />, and name it from there.");
        }

        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension == ".parquet")
        {
            AddParquet(log, path, partition);
        }
        else if (JsonLines.Contains(extension) && partition != LogPartition.History)
        {
            AddRecords(log, Lines(File.ReadAllBytes(path)), partition);
        }
        else
        {
            throw new JobTestException(partition == LogPartition.History ? $"'{path}' is no file of a history, which are .parquet files."
                : $"'{path}' has another ending than {string.Join(", ", JsonLines)} and .parquet.");
        }
    }

    private static void AddRecords(GivenLog log, IEnumerable<byte[]?> records, int partition)
    {
        var decoder = RecordDecoder.For(log.Schema, log.Schema.Columns.Items);
        foreach (var record in records)
        {
            // A null value is a tombstone.
            if (decoder.Append(record is null ? new LogRecord { Offset = 0 } : new LogRecord(0, record)) is { } reason)
            {
                log.AddUndecodable(reason, record is null ? null : Encoding.UTF8.GetString(record), partition);
                continue;
            }

            using var one = decoder.Take();
            AddRows(log, one, partition);
        }
    }

    private static void AddParquet(GivenLog log, string path, int partition)
    {
        using var scan = new ParquetScan(path, log.Schema.Columns.Items, log.Schema, new Dictionary<string, string>());
        foreach (var batch in scan.Batches())
        {
            using (batch)
            {
                AddRows(log, batch, partition);
            }
        }
    }

    private static void AddRows(GivenLog log, RecordBatch batch, int partition)
    {
        for (var row = 0; row < batch.Length; row++)
        {
            log.Add([.. log.Schema.Columns.Select((c, i) => ArrowCarriers.Of(batch.Column(i), row, c.Type))], partition);
        }
    }

    // Bytes, not text: what is not UTF-8 is the decoder's matter.
    private static IEnumerable<byte[]> Lines(byte[] file)
    {
        for (var start = 0; start < file.Length;)
        {
            var end = System.Array.IndexOf(file, (byte)'\n', start) is >= 0 and var found ? found : file.Length;
            var line = file[start..(end > start && file[end - 1] == '\r' ? end - 1 : end)];
            start = end + 1;
            if (line.AsSpan().ContainsAnyExcept((byte)' ', (byte)'\t'))
            {
                yield return line;
            }
        }
    }
}
