using Unified.Batch;
using Unified.Batch.Native;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Benchmarks;

/// <summary>The batch layer over all days of a job's history: from Parquet to mergeable states, which are stored nowhere.</summary>
internal sealed class NativeBatch
{
    private readonly JobPlan _plan;
    private readonly BatchOptions _options;
    private readonly IReadOnlyList<HistorySlice> _slices;

    /// <param name="plan">The job.</param>
    /// <param name="folder">What its sources' history folders are in.</param>
    public NativeBatch(JobPlan plan, string folder)
    {
        (_plan, _options) = (plan, new BatchOptions { DataRoot = folder, ArchiveRoot = Path.Combine(folder, "archive") });
        History = new HistoryDataset(_options);
        _slices = [.. plan.Sources.SelectMany(s => History.Days(s).Select(day => new HistorySlice(s.Name, day)))];
    }

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
}
