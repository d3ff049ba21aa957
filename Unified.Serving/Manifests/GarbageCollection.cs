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
/// the old rows and the time in which a rollback is possible. Only whole partitions are dropped.
/// </summary>
public sealed class GarbageCollection(ClickHouseDatabase database)
{
    public async Task<Collected> RunAsync(JobPlan plan, TimeSpan grace, CancellationToken cancellation)
    {
        var threshold = database.Time.GetUtcNow() - grace;
        var history = await new ClickHouseManifestStore(database).HistoryAsync(plan, cancellation).ConfigureAwait(false);
        var needed = Needed(plan, history, threshold);
        return new Collected(
            await DropBatchAsync(plan, needed, threshold, cancellation).ConfigureAwait(false),
            await DropStagingAsync(plan, history, threshold, cancellation).ConfigureAwait(false),
            await DropStreamAsync(plan, needed, cancellation).ConfigureAwait(false));
    }

    /// <summary>The current manifest and those that were current at or after the threshold: a manifest ends when its successor is created.</summary>
    private static List<Manifest> Needed(JobPlan plan, IReadOnlyList<Manifest> history, DateTimeOffset threshold)
    {
        Manifest[] all = [Manifest.Empty(plan.Job, plan.Version, plan.Source.HistoryUntil), .. history];
        return [.. all.Where((_, i) => i == all.Length - 1 || all[i + 1].Created >= threshold)];
    }

    // A promotion writes its rows before its manifest: an id younger than the grace time may be one under way.
    private async Task<int> DropBatchAsync(JobPlan plan, List<Manifest> needed, DateTimeOffset threshold, CancellationToken cancellation)
    {
        var named = needed.SelectMany(m => m.Days).Select(d => (d.Value, d.Key)).ToHashSet();
        var partitions = await new BatchPartitions(database, plan).ListAsync(cancellation).ConfigureAwait(false);
        var superseded = partitions.Where(p => !named.Contains((p.Generation, p.Day)) && PromotedRows.Created(p.Generation) < threshold).ToArray();
        foreach (var (generation, day) in superseded)
        {
            await DropAsync(new JobTables(database, plan).Batch, string.Create(CultureInfo.InvariantCulture, $"({generation}, {day})"), cancellation).ConfigureAwait(false);
        }

        return superseded.Length;
    }

    // A generation can be promoted only while the manifest that it was planned on is current.
    private async Task<int> DropStagingAsync(JobPlan plan, IReadOnlyList<Manifest> history, DateTimeOffset threshold, CancellationToken cancellation)
    {
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

    // A bucket goes when every needed manifest's every partition has its cut above it. A late write into a dropped epoch makes the bucket
    // again; the view leaves it out, and the next collection drops it.
    private async Task<int> DropStreamAsync(JobPlan plan, List<Manifest> needed, CancellationToken cancellation)
    {
        var smallest = needed.Min(m => m.Cut.Epochs.Count == 0 ? 0 : m.Cut.Epochs.Values.Min());
        var buckets = await new BatchPartitions(database, plan).ListAsync("stream", p => long.Parse(p, CultureInfo.InvariantCulture), cancellation).ConfigureAwait(false);
        var promoted = buckets.Where(b => (b + 1) * TableDdl.EpochsPerBucket <= smallest).ToArray();
        foreach (var bucket in promoted)
        {
            await DropAsync(new JobTables(database, plan).Stream, bucket.ToString(CultureInfo.InvariantCulture), cancellation).ConfigureAwait(false);
        }

        return promoted.Length;
    }

    private Task DropAsync(string table, string partition, CancellationToken cancellation) =>
        database.ExecuteAsync($"ALTER TABLE {table} DROP PARTITION {partition}", cancellation);
}
