using Unified.Batch.Scheduling;
using Unified.Hosting.Configuration;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.Schema;
using Unified.Streaming.Archiving;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Hosting.Composition;

/// <summary>Runs layers in this process.</summary>
/// <param name="options">The settings.</param>
/// <param name="kafka">How to reach Kafka, as the settings have it.</param>
/// <param name="installation">Names the consumer groups where the settings do not.</param>
/// <param name="streams">The streams of a job, one for each of its logs.</param>
/// <param name="archiver">The archiver of a source.</param>
/// <param name="scheduler">A scheduler of jobs, not started.</param>
/// <param name="collection">Runs beside the schedule.</param>
/// <param name="api">The HTTP API.</param>
internal sealed class LayerRunner(
    UnifiedOptions options, KafkaOptions kafka, Installation installation, Func<JobPlan, KafkaOptions, IReadOnlyList<StreamTask>> streams,
    Func<SourceSchema, KafkaOptions, Archiver> archiver,
    Func<IReadOnlyList<JobPlan>, HangfireScheduler> scheduler, CollectionLoop collection, ApiHost api)
{
    /// <summary>Runs layers until cancelled; when one fails, the others stop and its error is thrown.</summary>
    public async Task RunAsync(Layers layers, IReadOnlyList<JobPlan> plans, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var named = layers.HasFlag(Layers.Stream) || layers.HasFlag(Layers.Archive)
            ? await NamedAsync(cancellation).ConfigureAwait(false) : kafka;
        var running = new List<Task>();
        if (layers.HasFlag(Layers.Stream))
        {
            running.AddRange(plans.SelectMany(plan => streams(plan, named)).Select(stream => stream.RunAsync(stop.Token)));
        }

        if (layers.HasFlag(Layers.Archive))
        {
            running.AddRange(plans.SelectMany(p => p.Sources).DistinctBy(s => s.Name)
                .Select(source => archiver(source, named).RunAsync(stop.Token)));
        }

        if (layers.HasFlag(Layers.Schedule))
        {
            running.Add(RunScheduleAsync(plans, stop.Token));
        }

        if (layers.HasFlag(Layers.Serve))
        {
            running.Add(api.RunAsync(options.Api.Urls, stop.Token));
        }

        var first = await Task.WhenAny(running).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!first.IsFaulted)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    // Two databases with the same jobs never share a group, whether or not somebody thought of naming them.
    private async Task<KafkaOptions> NamedAsync(CancellationToken cancellation) => kafka.Installation.Length > 0 ? kafka
        : kafka with { Installation = await installation.IdAsync(cancellation).ConfigureAwait(false) };

    private async Task RunScheduleAsync(IReadOnlyList<JobPlan> plans, CancellationToken cancellation)
    {
        var started = scheduler(plans);
        await using (started.ConfigureAwait(false))
        {
            started.Start();
            await collection.RunAsync(plans, cancellation).ConfigureAwait(false);
        }
    }
}
