using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>What a collection dropped.</summary>
/// <param name="Batch">(generation, day) partitions of promoted rows.</param>
/// <param name="Staging">Generations whose staged rows went.</param>
/// <param name="StreamBuckets">Epoch buckets of the stream table, whole or the partitions that need them no more.</param>
public sealed record Collected(int Batch, int Staging, int StreamBuckets);

/// <summary>
/// Drops what no manifest needs that is current or was within the grace time. The grace time is both the time for queries that still read
/// the old rows and the time in which a rollback is possible; the server's clock tells it. Of batch rows whole partitions are dropped; of
/// stream rows the parts that were there before anybody looked what is needed, because a topic may grow meanwhile, and its new partition
/// begins in the first bucket. Where a slow or idle partition of the log still needs a bucket, the rows of the others are deleted from it.
/// A rollback may run at the same time: <see cref="RowClaims"/>.
/// </summary>
public sealed class GarbageCollection
{
    private readonly IStatements _server;
    private readonly ClickHouseManifestStore _manifests;

    /// <param name="database">Where the rows are.</param>
    public GarbageCollection(ClickHouseDatabase database)
        : this(new ClickHouseStatements(database))
    {
    }

    internal GarbageCollection(IStatements server) => (_server, _manifests) = (server, new ClickHouseManifestStore(server));

    /// <summary>Collects once.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="grace">How long superseded rows stay.</param>
    /// <param name="cancellation">Stops it; what is not dropped now is dropped by the next.</param>
    public async Task<Collected> RunAsync(JobPlan plan, TimeSpan grace, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var threshold = await _server.NowAsync(cancellation).ConfigureAwait(false) - grace;
        await new Retention(_server).RunAsync(plan, threshold, cancellation).ConfigureAwait(false);
        var claims = new RowClaims(_server, plan);
        var looks = new SupersededRows(_server, plan, claims, threshold);
        var first = await looks.FindAsync(cancellation).ConfigureAwait(false);
        if (!first.IsEmpty)
        {
            var claim = await claims.DropAsync(first.Batch, first.Below, cancellation).ConfigureAwait(false);
            await FenceAsync(first, cancellation).ConfigureAwait(false);
            // Whoever says from now on that he needs any of it has to see the claim first; whoever said it before is seen here.
            first = first.And(await looks.FindAsync(cancellation).ConfigureAwait(false));
            var merged = await DropAsync(plan, first, cancellation).ConfigureAwait(false);
            for (var again = first; merged.Count > 0; merged = await DropAsync(plan, again, cancellation).ConfigureAwait(false))
            {
                again = again.And(await looks.FindAsync(cancellation).ConfigureAwait(false));
                if (merged.Overlaps(again.Kept))
                {
                    break;
                }
            }

            // Of a bucket that the topic grew into, and that was merged with the new rows, a half may be left: the claim stays as it is,
            // and says so.
            if (merged.Count == 0)
            {
                await claims.EndDropAsync(claim, first.Batch, first.Below, cancellation).ConfigureAwait(false);
            }
        }

        return new Collected(first.Batch.Count, await DropStagingAsync(plan, threshold, cancellation).ConfigureAwait(false),
            first.Buckets.Count + first.Partly.Count);
    }

    /// <summary>
    /// A promotion or rollback that never ended may have sent its manifest, and the server may still take it, at any time: it would name
    /// what is dropped here. So its number is taken first, by a manifest that changes nothing.
    /// </summary>
    private async Task FenceAsync(Superseded superseded, CancellationToken cancellation)
    {
        if (superseded.Unfinished is not { } unfinished || superseded.Current.Created > unfinished)
        {
            return;
        }

        var now = await _server.NowAsync(cancellation).ConfigureAwait(false);
        // Where another writer is first the number is taken all the same.
        await _manifests.AppendAsync(superseded.Current with
        {
            Seq = superseded.Current.Seq + 1,
            Id = Guid.CreateVersion7(now),
            Created = now,
            Code = _server.Code,
            Promoted = 0,
            Who = "collection",
            Why = "what a promotion or rollback that did not end has left is collected: it cannot end any more",
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Drops them, and says of which buckets parts were merged meanwhile and are still there.</summary>
    private async Task<HashSet<StreamBucket>> DropAsync(JobPlan plan, Superseded superseded, CancellationToken cancellation)
    {
        var key = VersionKey.Of(plan);
        foreach (var (generation, day) in superseded.Batch)
        {
            await _server.DropBatchAsync(key, generation, day, cancellation).ConfigureAwait(false);
        }

        var merged = new HashSet<StreamBucket>();
        foreach (var part in superseded.Parts)
        {
            if (!await _server.DropStreamPartAsync(key, part, cancellation).ConfigureAwait(false))
            {
                // Merged since it was listed, or dropped by another collection.
                merged.Add(part.Bucket);
            }
        }

        foreach (var bucket in superseded.Partly)
        {
            await _server.DeleteStreamRowsAsync(key, bucket, superseded.Needed, cancellation).ConfigureAwait(false);
        }

        return merged;
    }

    // A generation can be promoted only while the manifest that it was planned on is current.
    private async Task<int> DropStagingAsync(JobPlan plan, DateTimeOffset threshold, CancellationToken cancellation)
    {
        var history = await _manifests.HistoryAsync(plan, cancellation).ConfigureAwait(false);
        var over = (await new ClickHouseGenerationStore(_server).AllAsync(plan, cancellation).ConfigureAwait(false))
            .Where(g => history.Any(m => m.Seq > g.BaseSeq && m.Created < threshold)).Select(g => g.Id).ToHashSet();
        var generations = (await _server.StagingPartitionsAsync(VersionKey.Of(plan), cancellation).ConfigureAwait(false))
            .Where(p => over.Contains(p.Generation)).ToArray();
        foreach (var (partition, _) in generations)
        {
            await _server.DropStagingAsync(VersionKey.Of(plan), partition, cancellation).ConfigureAwait(false);
        }

        return generations.Select(g => g.Generation).Distinct().Count();
    }
}
