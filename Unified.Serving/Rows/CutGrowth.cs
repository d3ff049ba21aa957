using System.Collections.Concurrent;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// A topic may get more partitions. The answer leaves out epochs below the smallest cut (that is what prunes), so a partition that the cut
/// does not name would lose its first epochs: before the first row of such a partition a manifest that names it is appended.
/// </summary>
internal sealed class CutGrowth(IManifestStore manifests, ISharedTables tables)
{
    // A rollback to the empty manifest takes all names back, and an earlier build may overrule a manifest; looking again bounds how long
    // that lasts.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(string, string), (long Seen, Cut Cut)> _known = new();

    // Every partition that was ever written here, not only those of this flush: one whose manifest lost may have nothing more to flush.
    private readonly ConcurrentDictionary<(string Job, string Version, LogPartition Partition), bool> _written = new();

    public async Task EnsureAsync(JobPlan plan, IEnumerable<LogPartition> partitions, CancellationToken cancellation)
    {
        foreach (var partition in partitions)
        {
            _written.TryAdd((plan.Job, plan.Version, partition), true);
        }

        var wanted = _written.Keys.Where(w => w.Job == plan.Job && w.Version == plan.Version).Select(w => w.Partition).Order().ToArray();
        if (_known.TryGetValue((plan.Job, plan.Version), out var known)
            // An empty cut leaves nothing out, but the first promotion may replace it at any moment: it is never remembered.
            && tables.Time.GetElapsedTime(known.Seen) < LookAgain && wanted.All(known.Cut.Epochs.ContainsKey))
        {
            return;
        }

        while (true)
        {
            var current = await manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
            if (Names(plan, current.Cut, wanted))
            {
                _known[(plan.Job, plan.Version)] = (tables.Time.GetTimestamp(), current.Cut);
                return;
            }

            var now = await tables.NowAsync(cancellation).ConfigureAwait(false);
            var unnamed = wanted.Where(p => !current.Cut.Epochs.ContainsKey(p)).ToArray();
            await manifests.AppendAsync(current with
            {
                Promoted = 0,
                Seq = current.Seq + 1,
                Id = Guid.CreateVersion7(now),
                Created = now,
                Code = tables.Code,
                Who = "stream",
                Why = $"{string.Join(" and ", unnamed.Select(p => $"topic {plan.Source(p).Topic}").Distinct())} has partitions that the "
                    + $"cut does not name",
                Cut = unnamed.Aggregate(current.Cut, (cut, p) => cut.With(p, 0)),
            }, cancellation).ConfigureAwait(false);
        }
    }

    // A cut that names nothing of a log leaves nothing of it out, and the first promotion names every declared partition. It cannot know of
    // one by which the topic has grown and whose first rows are on their way just now: that one is named before them, so that the promotion
    // loses the race.
    private static bool Names(JobPlan plan, Cut cut, LogPartition[] partitions) => partitions.All(p =>
        cut.Epochs.ContainsKey(p) || (!cut.Epochs.Keys.Any(named => named.Log == p.Log) && p.Number < plan.Source(p).Partitions));
}
