using Unified.Batch;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Nexmark.Answers;

/// <summary>The batch layer over all days of a job's history: from Parquet to mergeable states, which are stored nowhere.</summary>
public sealed class NativeBatch
{
    private readonly JobPlan _plan;
    private readonly BatchOptions _options;
    private readonly IReadOnlyList<HistorySlice> _slices;

    /// <param name="plan">The job.</param>
    /// <param name="folder">What its sources' history folders are in.</param>
    public NativeBatch(JobPlan plan, string folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, _options) = (plan, new BatchOptions { DataRoot = folder, ArchiveRoot = Path.Combine(folder, "archive") });
        History = new HistoryDataset(_options);
        _slices = [.. plan.Sources.SelectMany(s => History.Days(s).Select(day => new HistorySlice(s.Name, day)))];
    }

    /// <summary>The folders that it reads.</summary>
    public HistoryDataset History { get; }

    /// <summary>Computes all slices.</summary>
    /// <param name="threads">How many at once.</param>
    /// <param name="onSlice">Told each, one at a time where there is one thread.</param>
    /// <returns>The number of events.</returns>
    public long Run(int threads, Action<SliceRows>? onSlice = null)
    {
        var events = 0L;
        var runner = new SliceRunner(History, new ArchiveReader(_options), new MemoryTables { OnSlice = onSlice });
        Parallel.ForEachAsync(_slices, new ParallelOptions { MaxDegreeOfParallelism = threads }, async (slice, token) =>
        {
            var result = await runner.RunAsync(_plan, 1, slice, token);
            Interlocked.Add(ref events, result.Counts.Read);
        }).GetAwaiter().GetResult();
        return events;
    }

    /// <summary>Writes the rows of a job of events, which are its answer, to a Parquet file.</summary>
    public void Write(string file)
    {
        ParquetSharp.Arrow.FileWriter? writer = null;
        try
        {
            Run(threads: 1, slice =>
            {
                foreach (var batch in slice.Rows.Where(b => b.Length > 0))
                {
                    writer ??= new ParquetSharp.Arrow.FileWriter(file, batch.Schema);
                    writer.WriteRecordBatch(batch);
                }
            });
            writer?.Close();
        }
        finally
        {
            writer?.Dispose();
        }
    }
}
