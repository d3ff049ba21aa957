using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;
using ParquetSharp.Arrow;
using Unified.Errors;

namespace Unified.Hosting.Records;

/// <summary>The rows of a Parquet file as JSON objects, and its columns.</summary>
internal static class ParquetRecords
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="DataException">It is no Parquet file, or has values that JSON has no form for.</exception>
    public static Schema Schema(string path)
    {
        try
        {
            using var reader = new FileReader(path);
            return reader.Schema;
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Damaged(path, error);
        }
    }

    public static IEnumerable<FileRecord> Read(string path)
    {
        var row = 0L;
        foreach (var batch in Batches(path))
        {
            using (batch)
            {
                for (var i = 0; i < batch.Length; i++)
                {
                    row++;
                    yield return new FileRecord(string.Create(CultureInfo.InvariantCulture, $"row {row}"), Json(batch, i));
                }
            }
        }
    }

    private static IEnumerable<RecordBatch> Batches(string path)
    {
        FileReader reader;
        try
        {
            reader = new FileReader(path);
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Damaged(path, error);
        }

        using (reader)
        {
            using var batches = reader.GetRecordBatchReader();
            while (Next(batches, path) is { } batch)
            {
                yield return batch;
            }
        }
    }

    private static RecordBatch? Next(Apache.Arrow.Ipc.IArrowArrayStream batches, string path)
    {
        try
        {
            return batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Damaged(path, error);
        }
    }

    private static byte[] Json(RecordBatch batch, int row)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            for (var c = 0; c < batch.ColumnCount; c++)
            {
                ArrowJson.Field(json, batch.Schema.FieldsList[c].Name, batch.Column(c), row);
            }

            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static bool IsDamage(Exception error) => error is not (OperationCanceledException or DataException or OutOfMemoryException);

    private static DataException Damaged(string path, Exception error) =>
        new($"File '{path}' cannot be read as Parquet: {error.Message}");
}
