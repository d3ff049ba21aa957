using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// How many rows each promotion wrote for each day and what they digest to, beside those that are there: so that rows which are lost or
/// changed under a manifest that was kept are noticed.
/// </summary>
internal sealed class PromotedCounts(IStatements server)
{
    /// <summary>Keeps what a promotion has written. Before a manifest names it.</summary>
    public async Task WriteAsync(JobPlan plan, ulong promotion, CancellationToken cancellation)
    {
        var written = await server.PromotedDigestsAsync(plan, [promotion], cancellation).ConfigureAwait(false);
        await server.InsertAsync(PromotionTable.Table,
            [.. written.Select(p => new PromotedCount(VersionKey.Of(plan), promotion, p.Key.Day, p.Value.Rows, p.Value.Digest))],
            cancellation).ConfigureAwait(false);
    }

    /// <summary>The days that a manifest names and whose rows are not all there: by count, which costs next to nothing.</summary>
    public async Task<IReadOnlyList<MissingRows>> MissingAsync(Manifest manifest, CancellationToken cancellation)
    {
        if (manifest.Days.IsEmpty)
        {
            return [];
        }

        var key = new VersionKey(manifest.Job, manifest.Version);
        var written = await WrittenAsync(manifest, cancellation).ConfigureAwait(false);
        var there = await server.BatchPartitionsAsync(key, cancellation).ConfigureAwait(false);
        return
        [
            // A day is named because there were rows of it: where their number is lost too, none at all is too few.
            .. manifest.Days.Select(d => new MissingRows(
                d.Value, d.Key, written.GetValueOrDefault((d.Value, d.Key))?.Rows ?? 1, there.GetValueOrDefault((d.Value, d.Key))))
                .Where(m => m.Found < m.Expected),
        ];
    }

    /// <summary>
    /// The days that a manifest names and whose rows are not those that were promoted: every row is read. A day of which nobody kept a
    /// digest is counted only.
    /// </summary>
    /// <param name="plan">The job.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="wanted">Which days, or null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<ChangedRows>> ChangedAsync(
        JobPlan plan, Manifest manifest, Func<int, bool>? wanted, CancellationToken cancellation)
    {
        var days = manifest.Days.Where(d => wanted?.Invoke(d.Key) ?? true).ToArray();
        if (days.Length == 0)
        {
            return [];
        }

        var written = await WrittenAsync(manifest, cancellation).ConfigureAwait(false);
        var there = await server.PromotedDigestsAsync(plan, [.. days.Select(d => d.Value).Distinct()], cancellation).ConfigureAwait(false);
        var changed = new List<ChangedRows>();
        foreach (var (day, generation) in days)
        {
            var found = there.GetValueOrDefault((generation, day));
            var (rows, digest) = written.GetValueOrDefault((generation, day)) is { } known ? (known.Rows, known.Digest) : (1, 0UL);
            if (found.Rows < rows || (digest != 0 && found != new RowDigest(rows, digest)))
            {
                changed.Add(new ChangedRows(generation, day, rows, found.Rows));
            }
        }

        return changed;
    }

    private async Task<Dictionary<(ulong, int), PromotedCount>> WrittenAsync(Manifest manifest, CancellationToken cancellation) =>
        (await server.ReadAsync(PromotionTable.Of(new VersionKey(manifest.Job, manifest.Version), [.. manifest.Generations]), cancellation)
            .ConfigureAwait(false)).ToDictionary(p => (p.Promotion, p.Day));
}
