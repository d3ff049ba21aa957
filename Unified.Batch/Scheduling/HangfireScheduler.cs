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
    private readonly JobFilterCollection _filters = [];
    private readonly BackgroundJobClient _client;
    private readonly BackfillJobs _jobs;
    private readonly RunFollower _follower;
    private readonly List<BackgroundJobServer> _servers = [];

    /// <summary>A scheduler that has not started.</summary>
    /// <param name="plans">The jobs, one of a name.</param>
    /// <param name="reconciler">What brings a job up to date.</param>
    /// <param name="options">When, how often again, and where Hangfire keeps its jobs.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Told the outcomes.</param>
    public HangfireScheduler(
        IEnumerable<JobPlan> plans, Reconciler reconciler, SchedulerOptions options, TimeProvider time,
        ILogger<HangfireScheduler> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _log) = (options, log);
        _plans = plans.ToDictionary(p => p.Job, StringComparer.Ordinal);
        Storage = options.Storage();
        // Filters of our own instead of Hangfire's global ones, which would retry ten times over some hours.
        _filters.Add(new AutomaticRetryAttribute
        {
            Attempts = options.RetryDelays.Count,
            DelaysInSeconds = [.. options.RetryDelays.Select(d => (int)Math.Ceiling(d.TotalSeconds))],
            ExceptOn = [typeof(DataException), typeof(DefinitionException), typeof(InternalException)],
        });
        _client = new BackgroundJobClient(Storage, _filters);
        _jobs = new BackfillJobs(_plans, reconciler, Storage, _client, log);
        _follower = new RunFollower(Storage, time);
    }

    /// <summary>Hangfire's storage, for its dashboard.</summary>
    public JobStorage Storage { get; }

    /// <summary>Registers the recurring job of each definition and starts the workers.</summary>
    public void Start()
    {
        var recurring = new RecurringJobManager(Storage, _filters);
        foreach (var job in _plans.Keys)
        {
            recurring.AddOrUpdate(RecurringId(job), Reconcile(job, null, "schedule", "T+1"), _options.Cron, new RecurringJobOptions
            {
                TimeZone = TimeZoneInfo.Utc,
                // However many times were missed, one run makes up for all of them.
                MisfireHandling = MisfireHandlingMode.Relaxed,
            });
        }

        // Steps that plan or promote have workers of their own, one a job and one more: else a trigger would wait behind slices to be told
        // that it is not needed.
        _servers.Add(NewServer(Queues.Control, _plans.Count + 1, lightweight: false));
        _servers.Add(NewServer(Queues.Slices, _options.Workers, lightweight: true));
        SchedulerLog.Started(_log, string.Join(", ", _plans.Keys), _options.Cron, _options.Workers);
    }

    /// <summary>Starts the job's reconciler now and follows it to its end.</summary>
    /// <returns>
    /// <see cref="ReconcileResult.AlreadyRunning"/> at once when the job is under way; nothing is queued then.
    /// </returns>
    /// <exception cref="DataException">
    /// A step failed for good; names it and the error. The other slices go on, the next trigger tries again.
    /// </exception>
    public async Task<ReconcileOutcome> TriggerAsync(
        string job, PlanFilter? filter = null, string who = "trigger", string why = "asked for",
        IProgress<BackfillProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (!_plans.ContainsKey(job))
        {
            throw new ArgumentException($"There is no job '{job}'; there are {string.Join(", ", _plans.Keys)}.", nameof(job));
        }

        if (_servers.Count == 0)
        {
            throw new InvalidOperationException("The scheduler is not started, so nobody would run the job. Call Start first.");
        }

        var id = _client.Create(Reconcile(job, filter, who, why), new EnqueuedState(Queues.Control));
        return await _follower.FollowAsync(job, id, progress, cancellation).ConfigureAwait(false);
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

        (Storage as IDisposable)?.Dispose();
    }

    /// <param name="queue">The queue that it works on.</param>
    /// <param name="workers">Jobs at once.</param>
    /// <param name="lightweight">Without the loops that look for retries and recurring jobs: one server has them.</param>
    private BackgroundJobServer NewServer(string queue, int workers, bool lightweight) => new(new BackgroundJobServerOptions
    {
        Activator = new Activator(_jobs),
        FilterProvider = _filters,
        Queues = [queue],
        WorkerCount = workers,
        SchedulePollingInterval = _options.PollingInterval,
        IsLightweightServer = lightweight,
    }, Storage);

    internal static string RecurringId(string job) => "backfill:" + job;

    private static Job Reconcile(string job, PlanFilter? filter, string who, string why)
    {
        Expression<Func<BackfillJobs, Task>> call = x => x.ReconcileAsync(job, filter, who, why, CancellationToken.None);
        return Job.FromExpression(call, Queues.Control);
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
