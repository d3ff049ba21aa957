using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// Whether the rows are there that manifest and ledger speak of: a table may have been lost, or come out of an older copy. Of the stream's
/// rows every epoch is counted where they are few, and of many whole partitions of the table, which costs next to nothing.
/// </summary>
internal sealed class StoredRows(IStatements server)
{
    /// <summary>Rows that are counted one by one in some hundredths of a second.</summary>
    private const long Few = 1_000_000;

    /// <summary>What is missing of an answer.</summary>
    /// <param name="manifest">The manifest that the answer is under.</param>
    /// <param name="ledger">
    /// The stream's ledger from its cut on. Read before: rows are written before their ledger, and never fewer than it says.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<IncompleteReason>> MissingAsync(
        Manifest manifest, IReadOnlyCollection<EpochLedger> ledger, CancellationToken cancellation)
    {
        var promoted = await new PromotedCounts(server).MissingAsync(manifest, cancellation).ConfigureAwait(false);
        return
        [
            .. promoted.Count == 0 ? Array.Empty<IncompleteReason>() : [new MissingPromotedRows(manifest.Seq, [.. promoted])],
            .. await StreamAsync(new VersionKey(manifest.Job, manifest.Version), ledger, cancellation).ConfigureAwait(false),
        ];
    }

    /// <summary>Every epoch, however many rows there are: reads keys and covered offsets of all.</summary>
    public async Task<IReadOnlyList<IncompleteReason>> ExactAsync(
        VersionKey key, IReadOnlyCollection<EpochLedger> ledger, CancellationToken cancellation)
    {
        var from = ledger.GroupBy(e => e.Epoch.Partition)
            .Aggregate(Cut.Zero, (cut, p) => cut.With(p.Key, p.Min(e => e.Epoch.Epoch)));
        var there = await server.StreamRowsAsync(key, ledger.Select(e => e.Epoch.Partition.Log).Distinct(), from, cancellation)
            .ConfigureAwait(false);
        return
        [
            .. ledger.Select(e => (Ledger: e, Found: there.GetValueOrDefault(e.Epoch)))
                .Where(e => e.Found.Rows < e.Ledger.Rows || e.Found.Covered < e.Ledger.RowsCovered)
                .GroupBy(e => e.Ledger.Epoch.Partition.Log, StringComparer.Ordinal).OrderBy(l => l.Key, StringComparer.Ordinal)
                // Rows that are too old are as good as none.
                .Select(l => new MissingStreamRows(l.Key, l.Min(e => e.Ledger.Epoch.Epoch), l.Max(e => e.Ledger.Epoch.Epoch) + 1,
                    l.Sum(e => e.Ledger.Rows), l.Sum(e => e.Found.Covered < e.Ledger.RowsCovered ? 0 : e.Found.Rows))),
        ];
    }

    private async Task<IEnumerable<IncompleteReason>> StreamAsync(
        VersionKey key, IReadOnlyCollection<EpochLedger> ledger, CancellationToken cancellation)
    {
        var buckets = ledger.Where(e => e.Rows > 0).GroupBy(e => StreamBucket.Of(e.Epoch)).ToArray();
        if (buckets.Length == 0)
        {
            return [];
        }

        if (ledger.Sum(e => e.Rows) <= Few)
        {
            return await ExactAsync(key, ledger, cancellation).ConfigureAwait(false);
        }

        var there = await server.StreamBucketsAsync(key, cancellation).ConfigureAwait(false);
        return buckets
            .Select(b => new MissingStreamRows(
                b.Key.Log, b.Min(e => e.Epoch.Epoch), b.Max(e => e.Epoch.Epoch) + 1, b.Sum(e => e.Rows), there.GetValueOrDefault(b.Key)))
            .Where(m => m.Found < m.Expected).OrderBy(m => m.Log, StringComparer.Ordinal).ThenBy(m => m.First);
    }
}
