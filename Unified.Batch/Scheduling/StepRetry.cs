using System.Globalization;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Unified.Errors;

namespace Unified.Batch.Scheduling;

/// <summary>
/// What becomes of a step that has failed: it comes again after a pause, a few times, by the clock of the storage. What somebody else is at
/// work on comes again until it is done, and that counts for nothing; an error of the data or the definition would only come again.
/// </summary>
/// <param name="delays">The pauses; their number is that of the retries.</param>
internal sealed class StepRetry(IReadOnlyList<TimeSpan> delays) : IElectStateFilter
{
    /// <summary>Between looks at a step that somebody else is at work on.</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromSeconds(5);

    private const string Parameter = "UnifiedRetries";

    public void OnStateElection(ElectStateContext context)
    {
        if (context.CandidateState is not FailedState { Exception: var error }
            || error is DataException or DefinitionException or InternalException)
        {
            return;
        }

        if (error is StepBusyException)
        {
            context.CandidateState = Later(context, Busy, error.Message);
            return;
        }

        var retries = context.GetJobParameter<int>(Parameter);
        if (retries < delays.Count)
        {
            context.SetJobParameter(Parameter, retries + 1);
            context.CandidateState = Later(context, delays[retries], string.Create(CultureInfo.InvariantCulture,
                $"Retry {retries + 1} of {delays.Count}: {error.Message}"));
        }
    }

    private static IState Later(ElectStateContext context, TimeSpan delay, string why)
    {
        var reason = why.Length <= 100 ? why : why[..97] + "...";
        return delay == TimeSpan.Zero
            ? new EnqueuedState(context.BackgroundJob.Job.Queue) { Reason = reason }
            : context.Storage.HasFeature(JobStorageFeatures.Connection.GetUtcDateTime)
            && context.Connection is JobStorageConnection connection
            ? new ScheduledState(DateTime.SpecifyKind(connection.GetUtcDateTime(), DateTimeKind.Utc) + delay) { Reason = reason }
            : new ScheduledState(delay) { Reason = reason };
    }
}

/// <summary>
/// Keeps triggers from piling up while nobody serves their queue, such as that of a version whose program is not running: one that waits
/// is enough, because it finds whatever is missing when it runs.
/// </summary>
internal sealed class OneWaiting : Hangfire.Client.IClientFilter
{
    /// <summary>Hangfire's name for what says that a recurring job has triggered this.</summary>
    private const string Recurring = "RecurringJobId";

    /// <summary>Triggers wait near the front, where nobody serves them.</summary>
    private const int Looked = 100;

    public void OnCreating(Hangfire.Client.CreatingContext context)
    {
        if (!context.Parameters.ContainsKey(Recurring) || context.Job.Queue is not { } queue)
        {
            return;
        }

        var waiting = context.Storage.GetMonitoringApi().EnqueuedJobs(queue, 0, Looked);
        context.Canceled = waiting.Any(w => w.Value?.Job is { } job && job.Method == context.Job.Method
            && job.Args.Zip(context.Job.Args).All(a => a.First is not string text || text.Equals(a.Second)));
    }

    public void OnCreated(Hangfire.Client.CreatedContext context)
    {
    }
}
