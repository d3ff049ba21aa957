using Apache.Arrow;
using ParquetSharp.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Batch.Parquet;

/// <summary>
/// Reads the file of an epoch's records that could not be decoded: the first of them, as many as are kept in tables (<see
/// cref="QuarantineBudget"/>), however many the file has.
/// </summary>
internal static class QuarantineFile
{
    /// <exception cref="DataException">The file is there and cannot be read.</exception>
    public static IReadOnlyList<QuarantinedRecord> Read(string file, LogPartition partition)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        var records = new List<QuarantinedRecord>();
        try
        {
            using var reader = new FileReader(file);
            using var batches = reader.GetRecordBatchReader();
            while (records.Count < QuarantineBudget.Records
                && batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
            {
                using (batch)
                {
                    var offsets = (Int64Array)batch.Column(LineageColumns.Offset);
                    var (raw, reasons) = ((BinaryArray)batch.Column("raw"), (StringArray)batch.Column("reason"));
                    var count = Math.Min(batch.Length, QuarantineBudget.Records - records.Count);
                    records.AddRange(Enumerable.Range(0, count).Select(row => new QuarantinedRecord(
                        partition, offsets.GetValue(row)!.Value, "", reasons.GetString(row), raw.GetBytes(row).ToArray())));
                }
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new DataException($"File '{file}' cannot be read as quarantined records: {error.Message} "
                + "Restore it, or remove it: the epoch's count of them stays.", error);
        }

        return records;
    }
}
