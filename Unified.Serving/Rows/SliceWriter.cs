using Apache.Arrow;
using Unified.Contracts;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// Writes the slices of generations. Every attempt's rows carry the attempt; they count from the moment on that the slice is marked done
/// by that attempt. So a repeated, a killed and two simultaneous attempts do no harm, and none has to remove what another wrote. An insert
/// whose answer is lost may be done at any later time: the attempt is given up, and another one begins.
/// </summary>
internal sealed class SliceWriter(IStatements server, Ledgers ledgers)
{
    // Far below the server's limits; staged rows are invisible, so that several inserts do no harm.
    private const long RowsPerInsert = 1_000_000;
    private const int Attempts = 5;

    public async Task WriteAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AttemptAsync(plan, slice, cancellation).ConfigureAwait(false);
                return;
            }
            catch (TransientException) when (attempt < Attempts && !cancellation.IsCancellationRequested)
            {
                // Nobody knows what became of it, and nobody asks: its rows count nowhere.
            }
        }
    }

    private async Task AttemptAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation)
    {
        var now = await server.NowAsync(cancellation).ConfigureAwait(false);
        var attempt = Guid.CreateVersion7(now).ToString();
        var (rows, waiting, bytes, number, batches) = (0L, 0L, 0L, 0, new List<RecordBatch>());
        foreach (var batch in slice.Rows.SelectMany(b => ArrowBody.Pieces(b, RowsPerInsert)))
        {
            batches.Add(batch);
            waiting += batch.Length;
            bytes += ArrowBody.Size(batch);
            if (waiting >= RowsPerInsert || bytes >= ArrowBody.MostBytes)
            {
                rows += await server.InsertStagedAsync(plan, slice, attempt, number++, batches, cancellation).ConfigureAwait(false);
                (waiting, bytes, batches) = (0, 0, []);
            }
        }

        rows += waiting == 0 ? 0
            : await server.InsertStagedAsync(plan, slice, attempt, number++, batches, cancellation).ConfigureAwait(false);
        await ledgers.WriteBatchAsync(plan, slice.Generation, slice.Ledger, cancellation).ConfigureAwait(false);
        var done = new StagedSlice(
            VersionKey.Of(plan), slice.Generation, slice.Slice.Name, attempt, (ulong)rows, now, [.. slice.Files.Select(f => f.ToString())]);
        await server.InsertAsync(SliceTable.Table, [done], cancellation).ConfigureAwait(false);
    }
}
