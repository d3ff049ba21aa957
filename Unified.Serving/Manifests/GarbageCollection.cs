using System.Globalization;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Manifests;

/// <summary>What a collection dropped.</summary>
/// <param name="Batch">(generation, day) partitions of promoted rows.</param>
/// <param name="Staging">Generations whose staged rows went.</param>
/// <param name="StreamBuckets">Epoch buckets of the stream table.</param>
public sealed record Collected(int Batch, int Staging, int StreamBuckets);

/// <summary>
/// Drops what no manifest needs that is current or was within the grace time. The grace time is both the time for queries that still read
/// the old rows and the time in which a rollback is possible. Only whole partitions are dropped. A rollback may run at the same time: <see cref="RowClaims"/>.
/// </summary>
public sealed class GarbageCollection(ClickHouseDatabase database)
{
    public async Task<Collected> RunAsync(JobPlan plan, TimeSpan grace, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var threshold = database.Time.GetUtcNow() - grace;
        var claims = new RowClaims(database, plan);
        var first = await SupersededAsync(plan, claims, threshold, cancellation).ConfigureAwait(false);
        if (first.Batch.Count > 0 || first.Buckets.Count > 0)
        {
            var claim = await claims.DropAsync(first.Batch, first.Epoch, cancellation).ConfigureAwait(false);
            // Whoever says from now on that he needs any of it has to see the claim first; whoever said it before is seen here.
            var still = await SupersededAsync(plan, claims, threshold, cancellation).ConfigureAwait(false);
            first = new Superseded([.. first.Batch.Intersect(still.Batch)], [.. first.Buckets.Intersect(still.Buckets)]);
            await DropAsync(plan, first, cancellation).ConfigureAwait(false);
            await claims.EndDropAsync(claim, cancellation).ConfigureAwait(false);
        }

        return new Collected(first.Batch.Count, await DropStagingAsync(plan, threshold, cancellation).ConfigureAwait(false), first.Buckets.Count);
    }

    private async Task<Superseded> SupersededAsync(JobPlan plan, RowClaims claims, DateTimeOffset threshold, CancellationToken cancellation)
    {
        // First the claims: a rollback ends its claim after its manifest is there, so that one or the other is seen.
        var claimed = (await claims.NeededAsync(cancellation).ConfigureAwait(false)).Where(c => c.Created >= threshold).ToArray();
        var history = await new ClickHouseManifestStore(database).HistoryAsync(plan, cancellation).ConfigureAwait(false);
        var needed = Needed(plan, history, threshold);
        var smallest = needed.Select(RowClaims.Smallest).Concat(claimed.Select(c => c.Epoch)).Min();
        var named = needed.SelectMany(m => m.Days).Select(d => (d.Value, d.Key)).Concat(claimed.SelectMany(c => c.Batch)).ToHashSet();
        return new Superseded(
            await BatchAsync(plan, named, threshold, cancellation).ConfigureAwait(false), await BucketsAsync(plan, smallest, cancellation).ConfigureAwait(false));
    }

    /// <summary>The current manifest and those that were current at or after the threshold: a manifest ends when its successor is created.</summary>
    private static List<Manifest> Needed(JobPlan plan, IReadOnlyList<Manifest> history, DateTimeOffset threshold)
    {
        Manifest[] all = [Manifest.Empty(plan.Job, plan.Version, plan.Source.HistoryUntil), .. history];
        return [.. all.Where((_, i) => i == all.Length - 1 || all[i + 1].Created >= threshold)];
    }

    // A promotion writes its rows before its manifest: an id younger than the grace time may be one under way.
    private async Task<IReadOnlyList<(ulong Generation, int Day)>> BatchAsync(
        JobPlan plan, HashSet<(ulong, int)> named, DateTimeOffset threshold, CancellationToken cancellation) =>
    [
        .. (await new BatchPartitions(database, plan).ListAsync(cancellation).ConfigureAwait(false))
            .Where(p => !named.Contains((p.Generation, p.Day)) && PromotedRows.Created(p.Generation) < threshold),
    ];

    // A bucket goes when every needed manifest's every partition has its cut above it. A late write into a dropped epoch makes the bucket
    // again; the view leaves it out, and the next collection drops it.
    private async Task<IReadOnlyList<long>> BucketsAsync(JobPlan plan, long smallest, CancellationToken cancellation) =>
    [
        .. (await new BatchPartitions(database, plan).ListAsync("stream", p => long.Parse(p, CultureInfo.InvariantCulture), cancellation).ConfigureAwait(false))
            .Where(b => (b + 1) * TableDdl.EpochsPerBucket <= smallest),
    ];

    private async Task DropAsync(JobPlan plan, Superseded superseded, CancellationToken cancellation)
    {
        var tables = new JobTables(database, plan);
        foreach (var (generation, day) in superseded.Batch)
        {
            await DropAsync(tables.Batch, string.Create(CultureInfo.InvariantCulture, $"({generation}, {day})"), cancellation).ConfigureAwait(false);
        }

        foreach (var bucket in superseded.Buckets)
        {
            await DropAsync(tables.Stream, bucket.ToString(CultureInfo.InvariantCulture), cancellation).ConfigureAwait(false);
        }
    }

    // A generation can be promoted only while the manifest that it was planned on is current.
    private async Task<int> DropStagingAsync(JobPlan plan, DateTimeOffset threshold, CancellationToken cancellation)
    {
        var history = await new ClickHouseManifestStore(database).HistoryAsync(plan, cancellation).ConfigureAwait(false);
        var over = (await new ClickHouseGenerationStore(database).AllAsync(plan, cancellation).ConfigureAwait(false))
            .Where(g => history.Any(m => m.Seq > g.BaseSeq && m.Created < threshold)).Select(g => g.Id).ToHashSet();
        var partitions = await new BatchPartitions(database, plan).ListAsync("staging", p => p, cancellation).ConfigureAwait(false);
        var generations = partitions.Select(p => (Partition: p, Generation: ulong.Parse(p.AsSpan(1, p.IndexOf(',', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture)))
            .Where(p => over.Contains(p.Generation)).ToArray();
        foreach (var (partition, _) in generations)
        {
            await DropAsync(new JobTables(database, plan).Staging, partition, cancellation).ConfigureAwait(false);
        }

        return generations.Select(g => g.Generation).Distinct().Count();
    }

    private Task DropAsync(string table, string partition, CancellationToken cancellation) =>
        database.ExecuteAsync($"ALTER TABLE {table} DROP PARTITION {partition}", cancellation);

    /// <summary>What no manifest and no rollback under way needs.</summary>
    private sealed record Superseded(IReadOnlyList<(ulong Generation, int Day)> Batch, IReadOnlyList<long> Buckets)
    {
        /// <summary>The first epoch that is in none of the buckets, nor below one.</summary>
        public long Epoch => Buckets.Count == 0 ? 0 : (Buckets.Max() + 1) * TableDdl.EpochsPerBucket;
    }
}
