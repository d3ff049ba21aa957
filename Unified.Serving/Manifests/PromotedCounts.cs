using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// How many rows each promotion wrote for each day, beside those that are there: so that rows which are lost under a manifest that was kept
/// are noticed.
/// </summary>
internal sealed class PromotedCounts(ClickHouseDatabase database)
{
    /// <summary>Keeps how many rows a promotion has written. Before a manifest names it.</summary>
    public async Task WriteAsync(VersionKey key, ulong promotion, CancellationToken cancellation)
    {
        var there = await new TablePartitions(database, key).BatchAsync(cancellation).ConfigureAwait(false);
        await PromotionTable.Table.InsertAsync(
            database, [.. there.Where(p => p.Key.Generation == promotion)
                .Select(p => new PromotedCount(key, promotion, p.Key.Day, p.Value))],
            cancellation).ConfigureAwait(false);
    }

    /// <summary>The days that a manifest names and whose rows are not all there.</summary>
    public async Task<IReadOnlyList<MissingRows>> MissingAsync(Manifest manifest, CancellationToken cancellation)
    {
        if (manifest.Days.IsEmpty)
        {
            return [];
        }

        var key = new VersionKey(manifest.Job, manifest.Version);
        var written = (await PromotionTable.Table.ReadAsync(
            database, $"{key} AND has({ManifestSource.Array(manifest.Generations, "UInt64")}, promotion)",
            cancellation).ConfigureAwait(false))
            .ToDictionary(p => (p.Promotion, p.Day), p => p.Rows);
        var there = await new TablePartitions(database, key).BatchAsync(cancellation).ConfigureAwait(false);
        return
        [
            // A day is named because there were rows of it: where their number is lost too, none at all is too few.
            .. manifest.Days.Select(d => new MissingRows(
                d.Value, d.Key, written.GetValueOrDefault((d.Value, d.Key), 1), there.GetValueOrDefault((d.Value, d.Key))))
                .Where(m => m.Found < m.Expected),
        ];
    }
}
