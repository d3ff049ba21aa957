using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;

namespace Unified.Batch.Tests.Fakes;

/// <summary>
/// Counts the rows of each batch of a slice, and asks for them again where another is to have them, as a second attempt does.
/// </summary>
/// <param name="then">Who has them; null for nobody.</param>
internal sealed class CountingTables(InMemoryStores? then = null) : IRowTables
{
    /// <summary>How many rows each batch had.</summary>
    public List<long> Batches { get; } = [];

    public Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation)
    {
        Batches.AddRange(slice.Rows.Select(r => (long)r.Length));
        return then is null ? Task.CompletedTask : then.WriteSliceAsync(plan, slice, cancellation);
    }

    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation) =>
        then is null ? throw new NotSupportedException() : then.QuarantineAsync(records, cancellation);

    public Task CreateAsync(JobPlan plan, CancellationToken cancellation) => throw new NotSupportedException();

    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<StoredEpoch>> StoredAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlySet<LogPartition>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
