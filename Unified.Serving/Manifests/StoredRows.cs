using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// Whether the rows are there that manifest and ledger speak of: a table may have been lost, or come out of an older copy. Counts whole
/// partitions of tables, which costs next to nothing; the stream's start, which reads again what is lost, counts epoch by epoch.
/// </summary>
internal sealed class StoredRows(ClickHouseDatabase database)
{
    /// <summary>What is missing of an answer.</summary>
    /// <param name="manifest">The manifest that the answer is under.</param>
    /// <param name="ledger">
    /// The stream's ledger from its cut on. Read before: rows are written before their ledger, and never fewer than it says.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<IncompleteReason>> MissingAsync(
        Manifest manifest, IReadOnlyCollection<EpochLedger> ledger, CancellationToken cancellation)
    {
        var promoted = await new PromotedCounts(database).MissingAsync(manifest, cancellation).ConfigureAwait(false);
        return
        [
            .. promoted.Count == 0 ? Array.Empty<IncompleteReason>() : [new MissingPromotedRows(manifest.Seq, [.. promoted])],
            .. await StreamAsync(new VersionKey(manifest.Job, manifest.Version), ledger, cancellation).ConfigureAwait(false),
        ];
    }

    private async Task<IEnumerable<MissingStreamRows>> StreamAsync(
        VersionKey key, IEnumerable<EpochLedger> ledger, CancellationToken cancellation)
    {
        var buckets = ledger.Where(e => e.Rows > 0).GroupBy(e => StreamBucket.Of(e.Epoch)).ToArray();
        if (buckets.Length == 0)
        {
            return [];
        }

        var there = await new TablePartitions(database, key).StreamAsync(cancellation).ConfigureAwait(false);
        return buckets
            .Select(b => new MissingStreamRows(
                b.Key.Log, b.Min(e => e.Epoch.Epoch), b.Max(e => e.Epoch.Epoch) + 1, b.Sum(e => e.Rows), there.GetValueOrDefault(b.Key)))
            .Where(m => m.Found < m.Expected).OrderBy(m => m.Log, StringComparer.Ordinal).ThenBy(m => m.First);
    }
}
