using System.Linq.Expressions;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.Logging;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Errors;
using Unified.Plans;
using Job = Hangfire.Common.Job;

namespace Unified.Batch.Scheduling;

/// <summary>
/// T+1 by Hangfire: a recurring job a definition that triggers the reconciler, each slice a background job with a few retries, the
/// promotion one more. It decides nothing: what is missing is read from the stores each time, so a missed, doubled or forgotten schedule
/// changes no answer. Thread-safe.
/// </summary>
public sealed class HangfireScheduler : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, JobPlan> _plans;
    private readonly SchedulerOptions _options;
    private readonly ILogger<HangfireScheduler> _log;
    private readonly ScheduleStorage _storage;
    private readonly bool _ownsStorage;
    private readonly JobFilterCollection _filters = [];
    private readonly BackgroundJobClient _client;
    private readonly BackfillJobs _jobs;
    private readonly RunFollower _follower;
    private readonly List<BackgroundJobServer> _servers = [];

    /// <summary>A scheduler that has not started.</summary>
    /// <param name="plans">The jobs, one of a name.</param>
    /// <param name="reconciler">What brings a job up to date.</param>
    /// <param name="options">When, and how often again.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Told the outcomes.</param>
    /// <param name="storage">Where the queue is, which stays open; null for one in memory, of this scheduler alone.</param>
    public HangfireScheduler(
        IEnumerable<JobPlan> plans, Reconciler reconciler, SchedulerOptions options, TimeProvider time,
        ILogger<HangfireScheduler> log, ScheduleStorage? storage = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _log, _ownsStorage) = (options, log, storage is null);
        _plans = plans.ToDictionary(p => p.Job, StringComparer.Ordinal);
        _storage = storage ?? ScheduleStorage.InMemory(time);
        // Filters of our own instead of Hangfire's global ones, which would retry ten times over some hours.
        _filters.Add(new StepRetry(options.RetryDelays));
        _filters.Add(new OneWaiting());
        _client = new BackgroundJobClient(Storage, _filters);
        _jobs = new BackfillJobs(_plans, reconciler, _storage, _client, time, log);
        _follower = new RunFollower(_storage, time);
    }

    /// <summary>Hangfire's storage, for its dashboard.</summary>
    public JobStorage Storage => _storage.Jobs;

    /// <summary>Registers the recurring job of each definition and starts the workers.</summary>
    /// <exception cref="TransientException">The storage does not answer.</exception>
    public void Start()
    {
        Register();
        // Steps that plan or promote have workers of their own, one a job and one more: else a trigger would wait behind slices to be told
        // that it is not needed. Their server has the loops of the storage too, which tell for all of this process that its workers live.
        _servers.Add(NewServer(Queues.Control, _plans.Count + 1, lightweight: false));
        _servers.Add(NewServer(Queues.Slices, _options.Workers, lightweight: true));
        SchedulerLog.Started(_log, string.Join(", ", _plans.Keys), _options.Cron, _options.Workers);
    }

    /// <summary>
    /// What to do when the storage was away and has come back: steps that ended meanwhile may be stored as failed, although they are done.
    /// Each job is planned once more, some time later, when the last of them has given up.
    /// </summary>
    /// <param name="after">How much later.</param>
    /// <exception cref="TransientException">The storage does not answer.</exception>
    public void Recover(TimeSpan after)
    {
        Register();
        Answered(() =>
        {
            foreach (var plan in _plans.Values)
            {
                _client.Create(Reconcile(plan, null, "schedule", "T+1"), new ScheduledState(after));
            }
        });
    }

    /// <summary>Starts the job's reconciler now and follows it to its end.</summary>
    /// <returns>
    /// <see cref="ReconcileResult.AlreadyRunning"/> when the job is under way; nothing is queued then.
    /// </returns>
    /// <exception cref="DataException">
    /// A step failed for good; names it and the error. The other slices go on, the next trigger tries again.
    /// </exception>
    public async Task<ReconcileOutcome> TriggerAsync(
        string job, PlanFilter? filter = null, string who = "trigger", string why = "asked for",
        IProgress<BackfillProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (!_plans.TryGetValue(job, out var plan))
        {
            throw new ArgumentException($"There is no job '{job}'; there are {string.Join(", ", _plans.Keys)}.", nameof(job));
        }

        if (_servers.Count == 0)
        {
            throw new InvalidOperationException("The scheduler is not started, so nobody would run the job. Call Start first.");
        }

        var id = _client.Create(Reconcile(plan, filter, who, why), new EnqueuedState(Queues.Control(plan)));
        return await _follower.FollowAsync(plan, id, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops: running slices are cancelled; the next start goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            server.SendStop();
        }

        foreach (var server in _servers)
        {
            await server.WaitForShutdownAsync(CancellationToken.None).ConfigureAwait(false);
            server.Dispose();
        }

        if (_ownsStorage)
        {
            _storage.Dispose();
        }
    }

    /// <param name="queue">The queues that it works on, one a job.</param>
    /// <param name="workers">Jobs at once.</param>
    /// <param name="lightweight">Without the loops that look for retries and recurring jobs: one server has them.</param>
    private BackgroundJobServer NewServer(Func<JobPlan, string> queue, int workers, bool lightweight) => new(new BackgroundJobServerOptions
    {
        Activator = new Activator(_jobs),
        FilterProvider = _filters,
        Queues = [.. _plans.Values.Select(queue).Distinct()],
        WorkerCount = workers,
        SchedulePollingInterval = _options.PollingInterval,
        IsLightweightServer = lightweight,
    }, Storage);

    private void Register() => Answered(() =>
    {
        var recurring = new RecurringJobManager(Storage, _filters);
        foreach (var plan in _plans.Values)
        {
            recurring.AddOrUpdate(RecurringId(plan), Reconcile(plan, null, "schedule", "T+1"), _options.Cron, new RecurringJobOptions
            {
                TimeZone = TimeZoneInfo.Utc,
                // However many times were missed, one run makes up for all of them.
                MisfireHandling = MisfireHandlingMode.Relaxed,
            });
        }
    });

    private void Answered(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (_storage.IsAway(error))
        {
            throw _storage.Away(error);
        }
    }

    // Of each version its own: programs that have two of them may run side by side over one storage.
    internal static string RecurringId(JobPlan plan) => $"backfill:{plan.Job}:{plan.Version}";

    private static Job Reconcile(JobPlan plan, PlanFilter? filter, string who, string why)
    {
        var text = FilterText.Write(filter);
        Expression<Func<BackfillJobs, Task>> call =
            x => x.ReconcileAsync(plan.Job, plan.Version, text, who, why, CancellationToken.None);
        return Job.FromExpression(call, Queues.Control(plan));
    }

    private sealed class Activator(BackfillJobs jobs) : JobActivator
    {
        public override object ActivateJob(Type jobType) => jobs;
    }
}

internal static partial class SchedulerLog
{
    [LoggerMessage(
        Level = LogLevel.Information, Message = "Backfills of {Jobs} are triggered at '{Cron}' UTC and run on {Workers} workers.")]
    public static partial void Started(ILogger log, string jobs, string cron, int workers);
}
