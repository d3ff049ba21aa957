using Apache.Arrow.Types;
using Unified.Contracts;
using Unified.Logical;

namespace Unified.Serving.ClickHouse;

/// <summary>Inserts into the stream layer's table.</summary>
internal sealed class StreamRows(ClickHouseDatabase database)
{
    // The rows of one epoch bucket are one insert, one block, one part: a reader sees all of them or none. Buckets are written in ascending
    // order, so that between two inserts a reader sees a prefix of every partition's log.
    public async Task InsertAsync(JobPlan plan, IEnumerable<(EpochRows Rows, long Covered)> flush, CancellationToken cancellation)
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
