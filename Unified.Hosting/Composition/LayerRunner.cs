using Microsoft.Extensions.Logging;
using Unified.Batch.Scheduling;
using Unified.Embedded.Kafka;
using Unified.Errors;
using Unified.Hosting.Configuration;
using Unified.Hosting.Supervision;
using Unified.Logical;
using Unified.Plans;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Hosting.Composition;

/// <summary>Runs layers in this process: each job, each archive, the schedule and the API a part that lives and fails for itself.</summary>
/// <param name="options">The settings.</param>
/// <param name="installation">Names the consumer groups.</param>
/// <param name="tables">Makes tables.</param>
/// <param name="streams">The streams of a job, one for each of its logs.</param>
/// <param name="archives">Runs the archiver of a source.</param>
/// <param name="scheduler">A scheduler of jobs over a queue, not started.</param>
/// <param name="store">Opens the queue.</param>
/// <param name="collection">Runs beside the schedule.</param>
/// <param name="api">The HTTP API.</param>
/// <param name="supervisor">Runs the parts.</param>
/// <param name="log">Log.</param>
internal sealed class LayerRunner(
    UnifiedOptions options, KnownInstallation installation, TableCreation tables,
    Func<JobPlan, KafkaOptions, IReadOnlyList<StreamTask>> streams, ArchivePart archives,
    Func<IReadOnlyList<JobPlan>, ScheduleStorage, HangfireScheduler> scheduler, ScheduleStore store, CollectionLoop collection, ApiHost api,
    Supervisor supervisor, ILogger<UnifiedRuntime> log)
{
    /// <summary>Runs layers until cancelled, or until none of them runs any more.</summary>
    /// <param name="layers">Which.</param>
    /// <param name="plans">The jobs.</param>
    /// <param name="cancellation">Ends them gracefully.</param>
    /// <param name="endAtFirst">True: the first error that time does not heal ends all of them.</param>
    public async Task RunAsync(
        Layers layers, IReadOnlyList<JobPlan> plans, CancellationToken cancellation, bool endAtFirst = false)
    {
        tables.Want(plans);
        var parts = new List<Part>();
        if (layers.HasFlag(Layers.Stream))
        {
            parts.AddRange(plans.Select(StreamPart));
        }

        if (layers.HasFlag(Layers.Archive))
        {
            parts.AddRange(plans.SelectMany(p => p.Sources).DistinctBy(s => s.Name)
                .Select(archives.Of));
        }

        if (parts.Count > 0)
        {
            RuntimeLog.Says(log, PackagedLibrdkafka.Described);
        }

        if (layers.HasFlag(Layers.Schedule))
        {
            parts.Add(new Part("schedule", "schedule", "", (waits, stop) => ScheduleAsync(plans, waits, stop)));
        }

        if (!layers.HasFlag(Layers.Serve))
        {
            await supervisor.RunAsync(parts, endAtFirst, cancellation).ConfigureAwait(false);
            return;
        }

        // Before everything else: an address that is taken is a mistake of whoever starts this, and ends it.
        var server = await api.OpenAsync(options.Api.Urls, cancellation).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            // Beside a schedule its own queue is shown, which is open already.
            var shows = options.Schedule.Dashboard.Enabled && store.IsShared && !layers.HasFlag(Layers.Schedule);
            parts.Add(new Part("serve", "serve", "", (waits, stop) => ServeAsync(plans, shows, waits, stop)));
            await supervisor.RunAsync(parts, endAtFirst, cancellation).ConfigureAwait(false);
        }
    }

    private Part StreamPart(JobPlan plan)
    {
        IReadOnlyList<StreamTask> running = [];
        return new Part("stream", plan.Job, plan.Version,
            (waits, stop) => StreamAsync(plan, tasks => Volatile.Write(ref running, tasks), waits, stop))
        {
            Problem = () => Part.First(Volatile.Read(ref running).SelectMany(t => t.Status.Problems)),
        };
    }

    // Several logs of one job are one part: an answer that moves on in one of them only is no answer.
    private async Task StreamAsync(
        JobPlan plan, Action<IReadOnlyList<StreamTask>> running, Action<string?> waits, CancellationToken stop)
    {
        await tables.WaitAsync([plan], $"stream '{plan.Job}'", waits, stop).ConfigureAwait(false);
        var named = await installation.OfDatabaseAsync($"stream '{plan.Job}'", waits, stop).ConfigureAwait(false);
        try
        {
            var tasks = streams(plan, named);
            running(tasks);
            await Together.RunAsync([.. tasks.Select<StreamTask, Func<CancellationToken, Task>>(s => s.RunAsync)], stop)
                .ConfigureAwait(false);
        }
        catch (DataException)
        {
            // Perhaps there is a table that has gone.
            tables.Forget(plan);
            throw;
        }
        finally
        {
            running([]);
        }
    }

    private async Task ScheduleAsync(IReadOnlyList<JobPlan> plans, Action<string?> waits, CancellationToken cancellation)
    {
        await EachAsync(plans, "schedule", waits, cancellation).ConfigureAwait(false);
        using var storage = await store.OpenAsync("schedule", waits, cancellation).ConfigureAwait(false);
        var started = scheduler(plans, storage);
        await using (started.ConfigureAwait(false))
        {
            started.Start();
            await Together.RunAsync(
                [
                    stop => collection.RunAsync(plans, stop),
                    stop => store.WatchAsync(storage, "schedule", waits, started.Recover, stop),
                ], cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The API listens already, and answers 503 for a job until its tables are there.</summary>
    private async Task ServeAsync(IReadOnlyList<JobPlan> plans, bool showsSchedule, Action<string?> waits, CancellationToken stop)
    {
        await EachAsync(plans, "serve", waits, stop).ConfigureAwait(false);
        if (showsSchedule)
        {
            using var storage = await store.OpenAsync("serve", waits, stop).ConfigureAwait(false);
            await store.WatchAsync(storage, "serve", waits, _ => { }, stop).ConfigureAwait(false);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
    }

    // A job that cannot have its tables is named by its stream; here it keeps no other from its own.
    private async Task EachAsync(IReadOnlyList<JobPlan> plans, string who, Action<string?> waits, CancellationToken stop)
    {
        DataException? wrong = null;
        foreach (var plan in plans)
        {
            try
            {
                await tables.WaitAsync([plan], who, waits, stop).ConfigureAwait(false);
            }
            catch (DataException error) when (plans.Count > 1)
            {
                wrong ??= error;
            }
        }

        if (wrong is not null && !plans.Any(p => tables.IsMade(p.Job)))
        {
            throw new DataException(wrong.Message, wrong);
        }
    }
}
