namespace Unified.Batch.Scheduling;

/// <summary>When backfills run, how many at once, and how often again.</summary>
public sealed record SchedulerOptions
{
    /// <summary>
    /// When the reconciler of each job is triggered, in UTC. Default: 01:30 every day. It only triggers: a missed time loses nothing.
    /// </summary>
    public string Cron { get; init; } = "30 1 * * *";

    /// <summary>Slices that run at once in this process. Default: the processor count. Range: 1 to 100.</summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, 100);

    /// <summary>
    /// The pauses before a failed slice is tried again; their number is the number of retries. Default: 2 s, 10 s, 60 s. Errors of the data
    /// or the definition are not retried: they would only come again.
    /// </summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)];

    /// <summary>How often Hangfire looks for retries and recurring jobs that are due. Default: 1 s.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(1);
}
