using Unified.Contracts;
using Unified.Plans;

namespace Unified.Serving.Rows;

/// <summary>Inserts into the stream layer's table.</summary>
internal sealed class StreamRows(IStatements server)
{
    private const long MostOfOneEpoch = 1L << 30;

    // The rows of one epoch bucket of a log are one insert, one block, one part: a reader sees all of them or none. Buckets are written in
    // ascending order, so that between two inserts a reader sees a prefix of every partition's log. A bucket that is too large for one
    // insert is cut between epochs, in the same order; one epoch that is too large alone is cut between rows, and for the moment between
    // two inserts a reader sees an event of several rows in some of them.
    public async Task InsertAsync(JobPlan plan, IEnumerable<(EpochRows Rows, long Covered)> flush, CancellationToken cancellation)
    {
        foreach (var bucket in flush.Where(f => f.Rows.Rows.Length > 0).GroupBy(f => StreamBucket.Of(f.Rows.Ledger.Epoch))
            .OrderBy(g => g.Key.Number))
        {
            var (part, bytes) = (new List<(EpochRows Rows, long Covered)>(), 0L);
            foreach (var (rows, covered) in bucket.OrderBy(r => r.Rows.Ledger.Epoch.Epoch))
            {
                var size = ArrowBody.Size(rows.Rows);
                foreach (var piece in ArrowBody.Pieces(rows.Rows, mostBytes: MostOfOneEpoch))
                {
                    if (part.Count > 0 && (bytes + size > ArrowBody.MostBytes || piece != rows.Rows))
                    {
                        await server.InsertStreamAsync(plan, bucket.Key, part, cancellation).ConfigureAwait(false);
                        (part, bytes) = ([], 0);
                    }

                    part.Add((rows with { Rows = piece }, covered));
                    bytes += ArrowBody.Size(piece);
                }
            }

            await server.InsertStreamAsync(plan, bucket.Key, part, cancellation).ConfigureAwait(false);
        }
    }
}
