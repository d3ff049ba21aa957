using System.Collections.Concurrent;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Parity.Tests.Model;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Parity.Tests.Schedules;

/// <summary>The batch layer's tables in memory: a slice that is written again takes the place of the first.</summary>
internal sealed class BatchTables : IRowTables
{
    private readonly ConcurrentDictionary<(ulong Generation, string Slice),
        (RowTable Rows, IReadOnlyList<EpochLedger> Ledger)> _slices = [];
    private readonly ConcurrentDictionary<string, string> _quarantine = [];

    public IEnumerable<EpochLedger> Ledger => _slices.Values.SelectMany(s => s.Ledger);

    public IEnumerable<string> Quarantine => _quarantine.Keys;

    public Task CreateAsync(JobPlan plan, CancellationToken cancellation) => Task.CompletedTask;

    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation)
    {
        var rows = new RowTable(plan.Rows);
        foreach (var batch in slice.Rows)
        {
            rows.Add(batch);
        }

        _slices[(slice.Generation, slice.Slice.Name)] = (rows, [.. slice.Ledger]);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredEpoch>> StoredAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlySet<LogPartition>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation)
    {
        foreach (var record in records.Where(r => r.Partition.Number != LogPartition.History))
        {
            _quarantine[StreamTable.Quarantined(record.Partition, record.Offset, record.Job)] = record.Reason;
        }

        return Task.CompletedTask;
    }

    /// <summary>Merges everything in.</summary>
    public RowTable MergeInto(RowTable rows)
    {
        foreach (var slice in _slices.Values)
        {
            rows.Add(slice.Rows);
        }

        return rows;
    }
}
