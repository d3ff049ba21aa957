using System.Globalization;
using Microsoft.Extensions.Logging;
using Polly;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// Says where a job version begins that has nothing yet, when its topic has dropped its beginning: once, for all partitions, by a manifest that is there before
/// anything is read. Whoever comes later, in whichever process, finds it and begins there too, however far Kafka has dropped by then.
/// </summary>
internal sealed class OriginDeclaration(
    JobPlan plan, StreamOptions options, ILogReader reader, IRowTables tables, IManifestStore manifests, StartOffsets starts, ResiliencePipeline retry, TimeProvider time,
    ILogger log)
{
    /// <summary>The manifest to begin under. Blocks, as everything that the loop asks before it may read.</summary>
    public Manifest Current(CancellationToken stop)
    {
        while (true)
        {
            var current = Ask(manifests.CurrentAsync, stop);
            if (options.Start == LogStart.Beginning || !current.MayDeclareOrigin || FirstWholeEpochs(stop) is not { } origin)
            {
                return current;
            }

            var now = time.GetUtcNow();
            var declared = current.BeginningAt(origin) with
            {
                Seq = current.Seq + 1,
                Id = Guid.CreateVersion7(now),
                Code = options.Code,
                Created = now,
                Promoted = 0,
                Who = "stream",
                Why = "starts at the first whole epoch that Kafka or the archive still has",
            };
            if (Ask((_, c) => manifests.AppendAsync(declared, c), stop))
            {
                log.OriginDeclared(plan.Job, plan.Version, plan.Source.Topic, Describe(origin));
                return declared;
            }

            // Another process was first, or a promotion: what it wrote is read, and an origin in it is everybody's.
        }
    }

    /// <summary>True when the partition may begin later than at offset 0: nothing of it is stored that would be torn from what follows.</summary>
    public bool IsNew(int partition, Manifest current, CancellationToken stop) => current.MayDeclareOrigin && !Stored([partition], stop).Contains(partition);

    /// <summary>The origin, or null when there is none to declare.</summary>
    private Cut? FirstWholeEpochs(CancellationToken stop)
    {
        var partitions = retry.Execute(reader.Partitions, stop);
        var stored = Stored(partitions, stop);
        // No topic yet: it will have its beginning. And what runs already goes on as it is.
        return partitions.All(stored.Contains) ? null
            : partitions.Aggregate(Cut.Zero, (cut, p) =>
                cut.With(p, stored.Contains(p) ? 0 : starts.FirstWhole(p, retry.Execute(c => reader.Watermarks(p, c), stop).Low)));
    }

    /// <summary>The partitions of which something is stored, in the tables or as a committed offset.</summary>
    private HashSet<int> Stored(IReadOnlyList<int> partitions, CancellationToken stop) =>
        [.. Ask(tables.StreamedPartitionsAsync, stop), .. retry.Execute(c => reader.Committed(partitions, c), stop).Where(o => o.Value is not null).Select(o => o.Key)];

    private T Ask<T>(Func<JobPlan, CancellationToken, Task<T>> ask, CancellationToken stop) =>
        retry.ExecuteAsync(async c => await ask(plan, c).ConfigureAwait(false), stop).AsTask().GetAwaiter().GetResult();

    private string Describe(Cut origin) => string.Join(", ", origin.Epochs.Select(e => string.Create(CultureInfo.InvariantCulture,
        $"{e.Key}: epoch {e.Value} (offset {plan.Source.Epochs.First(e.Value)})")));
}
