using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>Finds what no manifest and no rollback under way needs.</summary>
/// <param name="server">Where the rows are.</param>
/// <param name="plan">The job.</param>
/// <param name="claims">What rollbacks under way need.</param>
/// <param name="threshold">What was current since then is needed.</param>
internal sealed class SupersededRows(IStatements server, JobPlan plan, RowClaims claims, DateTimeOffset threshold)
{
    public async Task<Superseded> FindAsync(CancellationToken cancellation)
    {
        // First of all the parts: a manifest that names a new partition is there before its first row, so that a part which has some is not
        // among these.
        var parts = await server.StreamPartsAsync(VersionKey.Of(plan), cancellation).ConfigureAwait(false);
        // Then the claims: a rollback ends its claim after its manifest is there, so that one or the other is seen.
        var open = await claims.NeededAsync(cancellation).ConfigureAwait(false);
        var claimed = open.Where(c => c.Created >= threshold).ToArray();
        var history = await new ClickHouseManifestStore(server).HistoryAsync(plan, cancellation).ConfigureAwait(false);
        var manifests = NeededManifests(history);
        var needed = NeededCut(history, [.. manifests.Select(m => m.Cut), .. claimed.Select(c => c.Cut)]);
        var named = manifests.SelectMany(m => m.Days).Select(d => (d.Value, d.Key)).Concat(claimed.SelectMany(c => c.Batch)).ToHashSet();
        // A promotion writes its rows before its manifest: an id younger than the grace time may be one under way.
        (ulong Generation, int Day)[] batch =
        [
            .. (await server.BatchPartitionsAsync(VersionKey.Of(plan), cancellation).ConfigureAwait(false)).Keys
                .Where(p => !named.Contains((p.Generation, p.Day)) && PromotedRows.Created(p.Generation) < threshold),
        ];
        // A bucket goes when every partition's cut is above it. A late write into a dropped epoch makes the bucket again; the view leaves
        // it out, and the next collection drops it.
        var over = parts.ToLookup(p => needed.Epochs.Where(e => e.Key.Log == p.Bucket.Log).Select(e => e.Value).DefaultIfEmpty().Min()
            >= p.Bucket.End);
        StreamBucket[] kept = [.. over[false].Select(p => p.Bucket).Distinct()];
        return new Superseded(
            manifests[^1], needed, batch, [.. over[true].Select(p => p.Bucket).Distinct()], [.. over[true]], kept,
            await PartlyAsync(kept, needed, cancellation).ConfigureAwait(false), Unfinished(batch, history, open));
    }

    /// <summary>
    /// The current manifest, last, and those that were current at or after the threshold: a manifest ends when its successor is created.
    /// </summary>
    private List<Manifest> NeededManifests(IReadOnlyList<Manifest> history)
    {
        Manifest[] all = [Manifest.Empty(plan.Job, plan.Version), .. history];
        return [.. all.Where((_, i) => i == all.Length - 1 || all[i + 1].Created >= threshold)];
    }

    // Of every partition that may have rows: those that are declared, and those that a manifest has ever named.
    private Cut NeededCut(IReadOnlyList<Manifest> history, IReadOnlyList<Cut> cuts) =>
        plan.Sources.SelectMany(s => Enumerable.Range(0, s.Partitions).Select(s.Partition))
            .Union(history.SelectMany(m => m.Cut.Epochs.Keys)).Union(cuts.SelectMany(c => c.Epochs.Keys))
            .Aggregate(Cut.Zero, (needed, p) => needed.With(p, cuts.Min(c => c.Of(p))));

    /// <summary>
    /// The kept buckets of which more rows are superseded than needed: their parts are written anew without them, so that what a slow
    /// partition keeps from going is never more than what it needs.
    /// </summary>
    private async Task<IReadOnlyList<StreamBucket>> PartlyAsync(
        IReadOnlyCollection<StreamBucket> kept, Cut needed, CancellationToken cancellation)
    {
        if (!kept.Any(b => needed.Epochs.Any(e => e.Key.Log == b.Log && e.Value > b.First)))
        {
            return [];
        }

        var rows = await server.StreamRowsAsync(
            VersionKey.Of(plan), plan.Sources.Select(s => s.Name), Cut.Zero, cancellation).ConfigureAwait(false);
        return
        [
            .. rows.GroupBy(r => StreamBucket.Of(r.Key)).Where(b => kept.Contains(b.Key))
                .Where(b => b.Where(r => r.Key.Epoch < needed.Of(r.Key.Partition)).Sum(r => r.Value.Rows)
                    > b.Where(r => r.Key.Epoch >= needed.Of(r.Key.Partition)).Sum(r => r.Value.Rows))
                .Select(b => b.Key).OrderBy(b => b.Log, StringComparer.Ordinal).ThenBy(b => b.Number),
        ];
    }

    /// <summary>When the last of those began that did not end and whose rows are to go; null when there is none.</summary>
    private DateTimeOffset? Unfinished(
        IEnumerable<(ulong Generation, int Day)> batch, IReadOnlyList<Manifest> history, IReadOnlyList<RowClaim> rollbacks)
    {
        var promoted = history.SelectMany(m => m.Days.Values).ToHashSet();
        DateTimeOffset[] began =
        [
            .. batch.Select(b => b.Generation).Where(g => !promoted.Contains(g)).Select(PromotedRows.Created),
            .. rollbacks.Where(c => c.Created < threshold).Select(c => c.Created),
        ];
        return began.Length == 0 ? null : began.Max();
    }
}

/// <summary>What nobody needs.</summary>
/// <param name="Current">The manifest that was current.</param>
/// <param name="Needed">For each partition the first epoch whose stream rows are needed.</param>
/// <param name="Batch">Partitions of promoted rows.</param>
/// <param name="Buckets">Buckets of the stream's table that go whole.</param>
/// <param name="Parts">Their parts.</param>
/// <param name="Kept">The other buckets.</param>
/// <param name="Partly">Those of them that lose the rows below <paramref name="Needed"/>.</param>
/// <param name="Unfinished">When the last of the writers began whose end is not known and whose rows are to go, or null.</param>
internal sealed record Superseded(
    Manifest Current, Cut Needed, IReadOnlyList<(ulong Generation, int Day)> Batch, IReadOnlyList<StreamBucket> Buckets,
    IReadOnlyList<StreamPart> Parts, IReadOnlyList<StreamBucket> Kept, IReadOnlyList<StreamBucket> Partly, DateTimeOffset? Unfinished)
{
    public bool IsEmpty => Batch.Count == 0 && Buckets.Count == 0 && Partly.Count == 0;

    /// <summary>For each partition the epoch below which its rows are in one of the buckets, or below one.</summary>
    public Cut Below => Needed.Epochs.Aggregate(Cut.Zero, (below, e) =>
    {
        var ends = Buckets.Concat(Partly).Where(b => b.Log == e.Key.Log && b.First < e.Value).Select(b => Math.Min(b.End, e.Value));
        return ends.DefaultIfEmpty().Max() is > 0 and var end ? below.With(e.Key, end) : below;
    });

    /// <summary>What is in both, by the parts that there are now.</summary>
    public Superseded And(Superseded now)
    {
        var needed = Needed.Epochs.Keys.Union(now.Needed.Epochs.Keys)
            .Aggregate(Cut.Zero, (cut, p) => cut.With(p, Math.Min(Needed.Of(p), now.Needed.Of(p))));
        return new Superseded(
            now.Current, needed, [.. Batch.Intersect(now.Batch)], [.. Buckets.Intersect(now.Buckets)],
            [.. now.Parts.Where(p => Buckets.Contains(p.Bucket))], now.Kept, [.. Partly.Intersect(now.Partly)], now.Unfinished);
    }
}
