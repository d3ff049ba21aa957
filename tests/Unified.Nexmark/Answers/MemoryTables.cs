using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Nexmark.Answers;

/// <summary>Tables that store nothing: the cost of ClickHouse is not what the batch benchmark compares.</summary>
internal sealed class MemoryTables : IRowTables
{
    /// <summary>Told each slice.</summary>
    public Action<SliceRows>? OnSlice { get; init; }

    public Task CreateAsync(JobPlan plan, CancellationToken cancellation) => Task.CompletedTask;

    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) => Task.CompletedTask;

    public Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation)
    {
        OnSlice?.Invoke(slice);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredEpoch>> StoredAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<StoredEpoch>>([]);

    public Task<IReadOnlySet<LogPartition>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlySet<LogPartition>>(new HashSet<LogPartition>());

    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation) =>
        throw new InvalidOperationException($"The events of a benchmark can all be computed, but: {records[0].Reason}");
}
