using Unified.Contracts;
using Unified.Plans;

namespace Unified.Serving.Rows;

/// <summary>Inserts into the stream layer's table.</summary>
internal sealed class StreamRows(IStatements server)
{
    // The rows of one epoch bucket of a log are one insert, one block, one part: a reader sees all of them or none. Buckets are written in
    // ascending order, so that between two inserts a reader sees a prefix of every partition's log.
    public async Task InsertAsync(JobPlan plan, IEnumerable<(EpochRows Rows, long Covered)> flush, CancellationToken cancellation)
    {
        foreach (var bucket in flush.Where(f => f.Rows.Rows.Length > 0).GroupBy(f => StreamBucket.Of(f.Rows.Ledger.Epoch))
            .OrderBy(g => g.Key.Number))
        {
            await server.InsertStreamAsync(plan, bucket.Key, [.. bucket], cancellation).ConfigureAwait(false);
        }
    }
}
