using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polly;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Streaming.Runtime;

/// <summary>What all partitions of one member have to store at one moment.</summary>
/// <param name="Parts">By partition, ascending.</param>
/// <param name="Marks">For each, whom to tell when it is stored: everything below Covered is in the tables then.</param>
internal sealed record Flush(ImmutableArray<PartitionFlush> Parts, ImmutableArray<(PartitionRun Run, long Covered, long RestartAt)> Marks)
{
    public ImmutableArray<EpochRows> Rows { get; } = [.. Parts.SelectMany(p => p.Epochs)];

    public ImmutableArray<QuarantinedRecord> Quarantined { get; } = [.. Parts.SelectMany(p => p.Quarantined)];
}

/// <summary>Writes flushes to the tables, again and again until they take them. Every write may be repeated without harm.</summary>
internal sealed class FlushStore
{
    private readonly JobPlan _plan;
    private readonly IRowTables _tables;
    private readonly TimeProvider _time;

    public FlushStore(JobPlan plan, IRowTables tables, StreamOptions options, TimeProvider time, ILogger log)
    {
        (_plan, _tables, _time) = (plan, tables, time);
        Retry = TransientRetry.Build(plan.Job, options.RetryDelay, options.LongestRetryDelay, time, log);
    }

    /// <summary>Repeats what failed for a passing reason.</summary>
    public ResiliencePipeline Retry { get; }

    /// <summary>What the tables hold of a log, by partition.</summary>
    public ILookup<LogPartition, StoredEpoch> Stored(string log, Cut from, CancellationToken cancellation) =>
        Retry.ExecuteAsync(async c => await _tables.StoredAsync(_plan, log, from, c).ConfigureAwait(false), cancellation)
            .AsTask().GetAwaiter().GetResult().ToLookup(s => s.Ledger.Epoch.Partition);

    /// <summary>The records of a log that are taken out of the job.</summary>
    public IReadOnlyList<Exclusion> Excluded(string log, CancellationToken cancellation) =>
        Retry.ExecuteAsync(async c => await _tables.ExcludedAsync(_plan, log, c).ConfigureAwait(false), cancellation)
            .AsTask().GetAwaiter().GetResult();

    /// <summary>Stores a flush and returns how long it took.</summary>
    public async Task<TimeSpan> StoreAsync(Flush flush, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();

        // If the process dies before this, nothing of the flush exists: the restart begins at the first epoch that is not stored and
        // makes the same rows.
        if (flush.Quarantined.Length > 0)
        {
            await Retry.ExecuteAsync(static async (s, c) => await s._tables.QuarantineAsync(s.flush.Quarantined, c).ConfigureAwait(false),
                (_tables, flush), cancellation).ConfigureAwait(false);
        }

        if (flush.Rows.IsEmpty)
        {
            return _time.GetElapsedTime(start);
        }

        // If the process dies here, records are in the quarantine that no ledger counts yet. The restart puts the same ones there (kept
        // once), then counts them.
        await Retry.ExecuteAsync(static async (s, c) => await s._tables.UpsertAsync(s._plan, s.flush.Rows, c).ConfigureAwait(false),
            (_tables, _plan, flush), cancellation).ConfigureAwait(false);

        // If the process dies here, the rows are there and the offsets are not: nothing is repeated, since the rows say where to go on.
        var tag = new KeyValuePair<string, object?>("job", _plan.Job);
        StreamMetrics.Rows.Add(flush.Rows.Sum(r => (long)r.Rows.Length), tag);
        var took = _time.GetElapsedTime(start);
        StreamMetrics.Flush.Record(took.TotalSeconds, tag);
        foreach (var rows in flush.Rows)
        {
            rows.Rows.Dispose();
        }

        return took;
    }
}
