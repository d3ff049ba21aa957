using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Batch.Tests.Fakes;

namespace Unified.Batch.Tests.Scheduling;

/// <summary>What the tests of the scheduler share: a started one with quick retries, and triggers that do not wait for ever.</summary>
public abstract class SchedulerTest
{
    protected const string Job = "daily_trades";

    public TestContext TestContext { get; set; } = null!;

    private protected static HangfireScheduler Start(
        Fixture fixture, int workers = 2, ILogger<HangfireScheduler>? log = null, ScheduleStorage? storage = null,
        string? cron = null)
    {
        var scheduler = new HangfireScheduler([fixture.Plan], fixture.Reconciler, new SchedulerOptions
        {
            Cron = cron ?? new SchedulerOptions().Cron,
            Workers = workers,
            RetryDelays = [TimeSpan.Zero, TimeSpan.Zero],
            PollingInterval = TimeSpan.FromMilliseconds(100),
        }, TimeProvider.System, log ?? NullLogger<HangfireScheduler>.Instance, storage);
        scheduler.Start();
        return scheduler;
    }

    protected async Task<ReconcileOutcome> TriggerAsync(HangfireScheduler scheduler, IProgress<BackfillProgress>? progress = null) =>
        await scheduler.TriggerAsync(Job, progress: progress, cancellation: TestContext.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.CancellationToken);
}
