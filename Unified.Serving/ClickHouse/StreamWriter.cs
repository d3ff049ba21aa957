using Apache.Arrow.Types;
using Unified.Contracts;
using Unified.Logical;

namespace Unified.Serving.ClickHouse;

/// <summary>Writes the stream layer's flushes.</summary>
internal sealed class StreamWriter(ClickHouseDatabase database, LedgerTable ledger, CutGrowth growth)
{
    // Invariants. (1) The rows of one epoch bucket are one insert, one block, one part: a reader sees all of them or none. (2) Buckets are
    // written in ascending order, so that between two inserts a reader sees a prefix of every partition's log. (3) The ledger follows the
    // rows: what it says is covered can be read. (4) Every write may be repeated: the higher covered offset wins, equal ones are equal.
    public async Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation)
    {
        await growth.EnsureAsync(plan, flush.Select(f => f.Ledger.Epoch.Partition), cancellation).ConfigureAwait(false);
        await WriteRowsAsync(plan, flush.Select(f => (f, f.Ledger.Covered)), cancellation).ConfigureAwait(false);
        await ledger.WriteStreamAsync(plan, [.. flush.Select(f => f.Ledger)], cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes rows with covered offsets of the caller's choice.</summary>
    public async Task WriteRowsAsync(JobPlan plan, IEnumerable<(EpochRows Rows, long Covered)> flush, CancellationToken cancellation)
    {
        var table = new JobTables(database, plan).Stream;
        foreach (var bucket in flush.GroupBy(f => TableDdl.Bucket(f.Rows.Ledger.Epoch.Epoch)).OrderBy(g => g.Key))
        {
            var body = new ArrowBody(plan.Rows,
                (SystemColumns.Partition, Int32Type.Default), (SystemColumns.Epoch, Int64Type.Default), (SystemColumns.Covered, Int64Type.Default));
            foreach (var (rows, covered) in bucket)
            {
                body.Add(rows.Rows, rows.Ledger.Epoch.Partition, rows.Ledger.Epoch.Epoch, covered);
            }

            if (body.Rows > 0)
            {
                await database.InsertAsync($"{table} ({body.Columns})", "ArrowStream", body.ToBytes(), cancellation).ConfigureAwait(false);
            }
        }
    }
}
