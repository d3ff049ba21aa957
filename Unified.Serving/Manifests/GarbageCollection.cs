using System.Collections.Immutable;
using System.Globalization;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>What a collection dropped.</summary>
/// <param name="Batch">(generation, day) partitions of promoted rows.</param>
/// <param name="Staging">Generations whose staged rows went.</param>
/// <param name="StreamBuckets">Epoch buckets of the stream table.</param>
public sealed record Collected(int Batch, int Staging, int StreamBuckets);

/// <summary>
/// Drops what no manifest needs that is current or was within the grace time. The grace time is both the time for queries that still read
/// the old rows and the time in which a rollback is possible. Of batch rows whole partitions are dropped; of stream rows the parts that
/// were there before anybody looked what is needed, because a topic may grow meanwhile, and its new partition begins in the first bucket. A
/// rollback may run at the same time: <see cref="RowClaims"/>.
/// </summary>
public sealed class GarbageCollection(ClickHouseDatabase database)
{
    public async Task<Collected> RunAsync(JobPlan plan, TimeSpan grace, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var threshold = database.Time.GetUtcNow() - grace;
        await new Retention(database).RunAsync(plan, threshold, cancellation).ConfigureAwait(false);
        var claims = new RowClaims(database, plan);
        var first = await SupersededAsync(plan, claims, threshold, cancellation).ConfigureAwait(false);
        if (first.Batch.Count > 0 || first.Buckets.Count > 0)
        {
            var claim = await claims.DropAsync(first.Batch, first.Epochs, cancellation).ConfigureAwait(false);
            // Whoever says from now on that he needs any of it has to see the claim first; whoever said it before is seen here.
            first = first.And(await SupersededAsync(plan, claims, threshold, cancellation).ConfigureAwait(false));
            var merged = await DropAsync(plan, first, cancellation).ConfigureAwait(false);
            for (var again = first; merged.Count > 0; merged = await DropAsync(plan, again, cancellation).ConfigureAwait(false))
            {
                again = again.And(await SupersededAsync(plan, claims, threshold, cancellation).ConfigureAwait(false));
                if (merged.Overlaps(again.Kept))
                {
                    break;
                }
            }

            // Of a bucket that the topic grew into, and that was merged with the new rows, a half may be left: the claim stays, and says
            // so.
            if (merged.Count == 0)
            {
                await claims.EndDropAsync(claim, cancellation).ConfigureAwait(false);
            }
        }

        return new Collected(first.Batch.Count, await DropStagingAsync(plan, threshold, cancellation).ConfigureAwait(false),
            first.Buckets.Count);
    }

    private async Task<Superseded> SupersededAsync(JobPlan plan, RowClaims claims, DateTimeOffset threshold, CancellationToken cancellation)
    {
        // First of all the parts: a manifest that names a new partition is there before its first row, so that a part which has some is not
        // among these.
        var parts = await StreamPartsAsync(plan, cancellation).ConfigureAwait(false);
        // Then the claims: a rollback ends its claim after its manifest is there, so that one or the other is seen.
        var claimed = (await claims.NeededAsync(cancellation).ConfigureAwait(false)).Where(c => c.Created >= threshold).ToArray();
        var history = await new ClickHouseManifestStore(database).HistoryAsync(plan, cancellation).ConfigureAwait(false);
        var needed = Needed(plan, history, threshold);
        var smallest = needed.Select(claims.Smallest).Concat(claimed.Select(c => c.Epochs)).ToArray();
        var named = needed.SelectMany(m => m.Days).Select(d => (d.Value, d.Key)).Concat(claimed.SelectMany(c => c.Batch)).ToHashSet();
        // A bucket goes when every needed manifest's every partition of its log has its cut above it. A late write into a dropped epoch
        // makes the bucket again; the view leaves it out, and the next collection drops it.
        var over = parts.ToLookup(p => smallest.All(s => p.Bucket.End <= s.GetValueOrDefault(p.Bucket.Log)));
        return new Superseded(await BatchAsync(plan, named, threshold, cancellation).ConfigureAwait(false),
            [.. over[true].Select(p => p.Bucket).Distinct()], [.. over[true]], [.. over[false].Select(p => p.Bucket).Distinct()]);
    }

    /// <summary>
    /// The current manifest and those that were current at or after the threshold: a manifest ends when its successor is created.
    /// </summary>
    private static List<Manifest> Needed(JobPlan plan, IReadOnlyList<Manifest> history, DateTimeOffset threshold)
    {
        Manifest[] all = [Manifest.Empty(plan.Job, plan.Version), .. history];
        return [.. all.Where((_, i) => i == all.Length - 1 || all[i + 1].Created >= threshold)];
    }

    // A promotion writes its rows before its manifest: an id younger than the grace time may be one under way.
    private async Task<IReadOnlyList<(ulong Generation, int Day)>> BatchAsync(
        JobPlan plan, HashSet<(ulong, int)> named, DateTimeOffset threshold, CancellationToken cancellation) =>
    [
        .. (await new TablePartitions(database, VersionKey.Of(plan)).BatchAsync(cancellation).ConfigureAwait(false)).Keys
            .Where(p => !named.Contains((p.Generation, p.Day)) && PromotedRows.Created(p.Generation) < threshold),
    ];

    private Task<IReadOnlyList<StreamPart>> StreamPartsAsync(JobPlan plan, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT partition, name FROM system.parts WHERE active AND rows > 0 AND database = "
            + $"{ClickHouseSql.Text(database.Options.Database)} "
        + $"AND table = {ClickHouseSql.Text(new JobTables(database, plan).Bare("stream"))} ORDER BY min_block_number, name",
        r => new StreamPart(StreamBucket.Parse(r.GetString(0)), r.GetString(1)), cancellation);

    /// <summary>Drops them, and says of which buckets parts were merged meanwhile and are still there.</summary>
    private async Task<HashSet<StreamBucket>> DropAsync(JobPlan plan, Superseded superseded, CancellationToken cancellation)
    {
        var tables = new JobTables(database, plan);
        foreach (var (generation, day) in superseded.Batch)
        {
            await DropAsync(tables.Batch, string.Create(CultureInfo.InvariantCulture, $"({generation}, {day})"), cancellation)
                .ConfigureAwait(false);
        }

        var merged = new HashSet<StreamBucket>();
        foreach (var (bucket, part) in superseded.Parts)
        {
            try
            {
                await database.ExecuteAsync($"ALTER TABLE {tables.Stream} DROP PART {ClickHouseSql.Text(part)}", cancellation)
                    .ConfigureAwait(false);
            }
            catch (DataException gone) when (ClickHouseFaults.Code(gone)
                is PermanentErrors.NoSuchDataPart or PermanentErrors.PartIsTemporarilyLocked)
            {
                // What was listed is not there any more: merged, or dropped by another collection.
                merged.Add(bucket);
            }
        }

        return merged;
    }

    // A generation can be promoted only while the manifest that it was planned on is current.
    private async Task<int> DropStagingAsync(JobPlan plan, DateTimeOffset threshold, CancellationToken cancellation)
    {
        var history = await new ClickHouseManifestStore(database).HistoryAsync(plan, cancellation).ConfigureAwait(false);
        var over = (await new ClickHouseGenerationStore(database).AllAsync(plan, cancellation).ConfigureAwait(false))
            .Where(g => history.Any(m => m.Seq > g.BaseSeq && m.Created < threshold)).Select(g => g.Id).ToHashSet();
        var generations = (await new TablePartitions(database, VersionKey.Of(plan)).StagingAsync(cancellation).ConfigureAwait(false))
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
    private sealed record Superseded(
        IReadOnlyList<(ulong Generation, int Day)> Batch, IReadOnlyList<StreamBucket> Buckets, IReadOnlyList<StreamPart> Parts,
            IReadOnlyList<StreamBucket> Kept)
    {
        /// <summary>For each log the first epoch that is in none of the buckets, nor below one.</summary>
        public ImmutableSortedDictionary<string, long> Epochs => Buckets.GroupBy(b => b.Log, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(l => l.Key, l => l.Max(b => b.End), StringComparer.Ordinal);

        /// <summary>What is in both, by the parts that there are now.</summary>
        public Superseded And(Superseded now) =>
            new([.. Batch.Intersect(now.Batch)], [.. Buckets.Intersect(now.Buckets)],
                [.. now.Parts.Where(p => Buckets.Contains(p.Bucket))], now.Kept);
    }

    /// <summary>A partition of the stream table: a bucket of epochs of a log.</summary>
    private sealed record StreamPart(StreamBucket Bucket, string Name);
}
