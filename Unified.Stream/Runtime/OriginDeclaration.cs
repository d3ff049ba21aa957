using System.Globalization;
using Microsoft.Extensions.Logging;
using Polly;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// Says where a job version begins that has nothing yet, when its topic has dropped its beginning: once, for all partitions, by a
/// manifest that is there before anything is read. Whoever comes later, in whichever process, finds it and begins there too, however far
/// Kafka has dropped by then.
/// </summary>
internal sealed class OriginDeclaration(
    JobPlan plan, SourceSchema source, StreamOptions options, ILogReader reader, StreamStores stores, RememberedLog remembered,
    StartOffsets starts, ResiliencePipeline retry, TimeProvider time, ILogger log)
{
    /// <summary>The manifest to begin under. Blocks, as everything that the loop asks before it may read.</summary>
    /// <param name="topicId">The topic's id; null where it is not known.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="Errors.DataException">The topic is another one than that of which something is stored.</exception>
    public Manifest Current(string? topicId, CancellationToken stop)
    {
        while (true)
        {
            var current = Ask(stores.Manifests.CurrentAsync, stop);
            remembered.Confirm(topicId, current, stop);
            if (options.Start == LogStart.Beginning || !current.MayDeclareOrigin(source.Name) || FirstWholeEpochs(stop) is not { } origin)
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
                Logs = topicId is null ? current.Logs : current.Logs.SetItem(source.Name, topicId),
                Who = "stream",
                Why = "starts at the first whole epoch that Kafka or the archive still has",
            };
            if (Ask((_, c) => stores.Manifests.AppendAsync(declared, c), stop))
            {
                log.OriginDeclared(plan.Job, plan.Version, source.Topic, Describe(origin));
                return declared;
            }

            // Another process was first, or a promotion: what it wrote is read, and an origin in it is everybody's.
        }
    }

    /// <summary>
    /// What there is of a partition. Where other partitions of the log are streamed already, one that has nothing has a hole like any.
    /// </summary>
    public Earlier Earlier(int partition, Manifest current, CancellationToken stop) =>
        !current.MayDeclareOrigin(source.Name) || Streamed(stop).Any() ? Runtime.Earlier.Stored
        : Committed([partition], stop).Any() ? Runtime.Earlier.Committed
        : Runtime.Earlier.Nothing;

    /// <summary>The origin, or null when there is none to declare.</summary>
    private Cut? FirstWholeEpochs(CancellationToken stop)
    {
        var partitions = retry.Execute(reader.Partitions, stop);
        // Offsets are committed after rows are stored: where there are only offsets, rows were lost, and a later start would hide that.
        HashSet<int> known = [.. Streamed(stop), .. Committed(partitions, stop)];
        // No topic yet: it will have its beginning. And what runs already goes on as it is.
        return partitions.All(known.Contains) ? null
            : partitions.Aggregate(Cut.Zero, (cut, p) => cut.With(
                source.Partition(p), known.Contains(p) ? 0 : starts.FirstWhole(p, retry.Execute(c => reader.Watermarks(p, c), stop).Low)));
    }

    private IEnumerable<int> Streamed(CancellationToken stop) =>
        Ask(stores.Tables.StreamedPartitionsAsync, stop).Where(p => p.Log == source.Name).Select(p => p.Number);

    private IEnumerable<int> Committed(IReadOnlyList<int> partitions, CancellationToken stop) =>
        retry.Execute(c => reader.Committed(partitions, c), stop).Where(o => o.Value is not null).Select(o => o.Key);

    private T Ask<T>(Func<JobPlan, CancellationToken, Task<T>> ask, CancellationToken stop) =>
        retry.ExecuteAsync(async c => await ask(plan, c).ConfigureAwait(false), stop).AsTask().GetAwaiter().GetResult();

    private string Describe(Cut origin) => string.Join(", ", origin.Epochs.Select(e => string.Create(CultureInfo.InvariantCulture,
        $"{e.Key}: epoch {e.Value} (offset {source.Epochs.First(e.Value)})")));
}
