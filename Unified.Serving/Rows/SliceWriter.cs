using Apache.Arrow.Types;
using Unified.Contracts;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// Writes the slices of generations. Every attempt's rows carry the attempt; they count from the moment on that the slice is marked done
/// by that attempt. So a repeated, a killed and two simultaneous attempts do no harm, and none has to remove what another wrote.
/// </summary>
internal sealed class SliceWriter(ClickHouseDatabase database, Ledgers ledgers)
{
    // Far below the server's limits; staged rows are invisible, so that several inserts do no harm.
    private const long RowsPerInsert = 1_000_000;

    public async Task WriteAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation)
    {
        var now = database.Time.GetUtcNow();
        var attempt = Guid.CreateVersion7(now).ToString();
        var rows = 0L;
        var body = NewBody(plan);
        foreach (var batch in slice.Rows.SelectMany(b => ArrowBody.Pieces(b, RowsPerInsert)))
        {
            body.Add(batch, slice.Generation, slice.Slice.Name, attempt);
            if (body.Rows >= RowsPerInsert || body.Bytes >= ArrowBody.MostBytes)
            {
                rows += await FlushAsync(plan, body, $"{attempt}-{rows}", cancellation).ConfigureAwait(false);
                body = NewBody(plan);
            }
        }

        rows += await FlushAsync(plan, body, $"{attempt}-{rows}", cancellation).ConfigureAwait(false);
        await ledgers.WriteBatchAsync(plan, slice.Generation, slice.Ledger, cancellation).ConfigureAwait(false);
        var done = new StagedSlice(
            VersionKey.Of(plan), slice.Generation, slice.Slice.Name, attempt, (ulong)rows, now, [.. slice.Files.Select(f => f.ToString())]);
        await SliceTable.Table.InsertAsync(database, [done], cancellation).ConfigureAwait(false);
    }

    private static ArrowBody NewBody(JobPlan plan) => new(plan.Rows,
        (SystemColumns.Generation, UInt64Type.Default), (SystemColumns.Slice, StringType.Default),
            (SystemColumns.Attempt, StringType.Default));

    private async Task<long> FlushAsync(JobPlan plan, ArrowBody body, string token, CancellationToken cancellation)
    {
        if (body.Rows > 0)
        {
            await database.InsertAsync($"{new JobTables(database, plan).Staging} ({body.Columns})", "ArrowStream", body.ToBytes(),
                cancellation, token).ConfigureAwait(false);
        }

        return body.Rows;
    }
}
