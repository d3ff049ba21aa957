using System.Globalization;
using System.Linq.Expressions;
using Hangfire;
using Hangfire.States;
using Hangfire.Storage;
using Microsoft.Extensions.Logging;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Job = Hangfire.Common.Job;

namespace Unified.Batch.Scheduling;

/// <summary>
/// The background jobs. Their names and parameters are stored in Hangfire's queue, so they change only together with a new method. Each
/// decides by the stores alone what is left to do: doubled, late and repeated calls do no harm.
/// </summary>
internal sealed class BackfillJobs(
    IReadOnlyDictionary<string, JobPlan> plans, Reconciler reconciler, JobStorage storage, IBackgroundJobClient client, ILogger log)
{
    /// <summary>
    /// Steps wait at most so long for each other; all of them are short but the promotion, and no step is lost: Hangfire retries it.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Plans, and queues the slices that are missing and not queued already.</summary>
    public Task<string> ReconcileAsync(string job, PlanFilter? filter, string who, string why, CancellationToken cancellation) =>
        ToldAsync(job, "planning", async () =>
        {
            var run = await PlanAsync(job, filter, who, why, cancellation).ConfigureAwait(false);
            OutcomeLog.Tell(log, job, run);
            if (run.Outcome is { } outcome)
            {
                OutcomeLog.Tell(log, outcome);
            }

            return run;
        });

    /// <summary>Runs a slice; whoever finishes the last one queues the promotion.</summary>
    public Task<string> RunSliceAsync(
        string job, string generation, string slice, string who, string why, CancellationToken cancellation) =>
        ToldAsync(job, $"slice {slice}", () => SliceAsync(job, generation, slice, who, why, cancellation));

    /// <summary>Proves and promotes.</summary>
    public Task<string> PromoteAsync(string job, string generation, string who, string why, CancellationToken cancellation) =>
        ToldAsync(job, "the promotion", async () =>
        {
            using var connection = storage.GetConnection();
            using var gate = Wait(connection, job);
            var outcome = await reconciler.PromoteAsync(Plan(job), Id(generation), who, why, cancellation).ConfigureAwait(false);
            OutcomeLog.Tell(log, outcome);
            return outcome;
        });

    /// <summary>The result as text, see <see cref="StepResult"/>.</summary>
    private async Task<string> ToldAsync<T>(string job, string step, Func<Task<T>> run)
    {
        try
        {
            return StepResult.Write(await run().ConfigureAwait(false));
        }
        catch (Exception error) when (OutcomeLog.Tell(log, job, step, error))
        {
            throw;
        }
    }

    private async Task<PlannedRun> PlanAsync(string job, PlanFilter? filter, string who, string why, CancellationToken cancellation)
    {
        var plan = Plan(job);
        using var connection = storage.GetConnection();
        using var gate = Enter(connection, job, TimeSpan.Zero);
        if (gate is null)
        {
            return Ended(ReconcileOutcome.Of(job, ReconcileResult.AlreadyRunning, 0, 0));
        }

        var open = await reconciler.OpenAsync(plan, filter, cancellation).ConfigureAwait(false);
        if (open.Generation is not { } generation)
        {
            return Ended(await reconciler.NothingToDoAsync(plan, open, cancellation).ConfigureAwait(false));
        }

        why = open.Lost?.Why ?? why;
        // First who is at work, then what is done: a slice that neither was at work nor is done since is nobody's. The other way round a
        // slice that ends in between would be queued twice.
        var board = new RunBoard(connection, job, generation.Id);
        var live = generation.Slices.Where(s => board.IsLive(s.Name)).ToHashSet();
        var missing = (await reconciler.OpenAsync(plan, filter, cancellation).ConfigureAwait(false)).Missing;
        var idle = missing.Where(s => !live.Contains(s)).ToList();
        // Whoever finishes the last slice queues the promotion, so as long as one is live that is not our business.
        var queued = idle.Count > 0 ? QueueSlices(board, job, generation.Id, idle, who, why)
            : live.Count > 0 ? 0
            : QueuePromotion(board, job, generation.Id, who, why);
        return queued == 0
            ? Ended(ReconcileOutcome.Of(job, ReconcileResult.AlreadyRunning, generation.Id, open.Manifest.Seq))
            : new PlannedRun(
                null, generation.Id, generation.Slices.Length, [.. missing.Select(s => s.Name)], open.Holes, open.Lost?.Message);
    }

    private async Task<SliceResult?> SliceAsync(
        string job, string generation, string slice, string who, string why, CancellationToken cancellation)
    {
        var plan = Plan(job);
        var id = Id(generation);
        var result = await reconciler.RunSliceAsync(plan, id, Slice.Parse(slice), cancellation).ConfigureAwait(false);
        // A crash here leaves a slice that is done; Hangfire repeats the call, which finds it so and comes here again.
        if (await reconciler.IsCompleteAsync(plan, id, cancellation).ConfigureAwait(false))
        {
            using var connection = storage.GetConnection();
            using var gate = Wait(connection, job);
            // Asked again behind the gate: of two slices that end together the other may have queued the promotion, and it may be through
            // by now: promoted, or refused, and then the generation is as complete as before.
            var board = new RunBoard(connection, job, id);
            if (board.State(RunBoard.Promotion) is null && await reconciler.IsCompleteAsync(plan, id, cancellation).ConfigureAwait(false))
            {
                QueuePromotion(board, job, id, who, why);
            }
        }

        return result;
    }

    private int QueueSlices(RunBoard board, string job, ulong generation, IReadOnlyList<Slice> slices, string who, string why)
    {
        board.ForgetPromotion();
        return slices.Sum(s => Queue(
            board, s.Name, Queues.Slices, x => x.RunSliceAsync(job, Text(generation), s.Name, who, why, CancellationToken.None)));
    }

    private int QueuePromotion(RunBoard board, string job, ulong generation, string who, string why) =>
        Queue(board, RunBoard.Promotion, Queues.Control, x => x.PromoteAsync(job, Text(generation), who, why, CancellationToken.None));

    private int Queue(RunBoard board, string step, string queue, Expression<Func<BackfillJobs, Task>> call)
    {
        if (board.IsLive(step))
        {
            return 0;
        }

        // A crash between the two lines may queue the step twice: the second finds it done.
        board.Set(step, client.Create(Job.FromExpression(call, queue), new EnqueuedState(queue)));
        return 1;
    }

    private static PlannedRun Ended(ReconcileOutcome outcome) => new(outcome, outcome.Generation, 0, [], outcome.Holes, null);

    private JobPlan Plan(string job) => plans.TryGetValue(job, out var plan) ? plan
        : throw new TransientException(
            $"Job '{job}' is queued but not known to this process, which knows {string.Join(", ", plans.Keys)}. "
            + "Start the process that hosts it.");

    /// <summary>The job's gate, waited for.</summary>
    private static IDisposable Wait(IStorageConnection connection, string job) => Enter(connection, job, Patience)
        ?? throw new TransientException($"Job '{job}' is being planned for more than {Patience}.");

    /// <summary>The job's gate, or null when it stays shut: two steps of one job must not plan or promote at the same time.</summary>
    private static IDisposable? Enter(IStorageConnection connection, string job, TimeSpan patience)
    {
        try
        {
            return connection.AcquireDistributedLock("unified:" + job, patience);
        }
        catch (DistributedLockTimeoutException)
        {
            return null;
        }
    }

    private static string Text(ulong generation) => generation.ToString(CultureInfo.InvariantCulture);

    private static ulong Id(string generation) => ulong.Parse(generation, CultureInfo.InvariantCulture);
}

/// <summary>Hangfire's queues, each with workers of its own.</summary>
internal static class Queues
{
    public const string Control = "control";
    public const string Slices = "slices";
}
