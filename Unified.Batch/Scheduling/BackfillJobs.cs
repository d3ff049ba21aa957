using System.Globalization;
using System.Linq.Expressions;
using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.Logging;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling.Leases;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Job = Hangfire.Common.Job;

namespace Unified.Batch.Scheduling;

/// <summary>
/// The background jobs. Their names and parameters are stored in Hangfire's queue, all of them text, so they change only together with a
/// new method. Each decides by the stores alone what is left to do: doubled, late and repeated calls do no harm.
/// </summary>
internal sealed class BackfillJobs(
    IReadOnlyDictionary<string, JobPlan> plans, Reconciler reconciler, ScheduleStorage storage, IBackgroundJobClient client,
    TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly StepGate _gate = new(storage);

    /// <summary>Plans, and queues the slices that are missing and not queued already.</summary>
    public Task<string> ReconcileAsync(
        string job, string version, string? filter, string who, string why, CancellationToken cancellation) =>
        ToldAsync(job, "planning", async () =>
        {
            var run = await PlanAsync(Plan(job, version), FilterText.Read(filter), who, why, cancellation).ConfigureAwait(false);
            OutcomeLog.Tell(log, job, run);
            if (run.Outcome is { } outcome)
            {
                OutcomeLog.Tell(log, outcome);
            }

            return run;
        });

    /// <summary>Runs a slice; whoever finishes the last one queues the promotion.</summary>
    public Task<string> RunSliceAsync(
        string job, string version, string generation, string slice, string who, string why, CancellationToken cancellation) =>
        ToldAsync(job, $"slice {slice}", () => SliceAsync(Plan(job, version), generation, slice, who, why, cancellation));

    /// <summary>Proves and promotes.</summary>
    public Task<string> PromoteAsync(
        string job, string version, string generation, string who, string why, CancellationToken cancellation) =>
        ToldAsync(job, "the promotion", async () =>
        {
            var plan = Plan(job, version);
            using var gate = await _gate.EnterAsync(plan, cancellation).ConfigureAwait(false);
            var outcome = await StepGate.UnderAsync(
                gate, stop => reconciler.PromoteAsync(plan, Id(generation), who, why, stop), cancellation).ConfigureAwait(false);
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
        catch (Exception error) when (storage.IsAway(error))
        {
            var away = storage.Away(error);
            OutcomeLog.Tell(log, job, step, away);
            throw away;
        }
        catch (Exception error) when (OutcomeLog.Tell(log, job, step, error))
        {
            throw;
        }
    }

    private async Task<PlannedRun> PlanAsync(JobPlan plan, PlanFilter? filter, string who, string why, CancellationToken cancellation)
    {
        using var gate = await _gate.TryEnterAsync(plan, cancellation).ConfigureAwait(false);
        return gate is null ? Ended(ReconcileOutcome.Of(plan.Job, ReconcileResult.AlreadyRunning, 0, 0))
            : await StepGate.UnderAsync(gate, stop => PlanAsync(gate, plan, filter, who, why, stop), cancellation).ConfigureAwait(false);
    }

    private async Task<PlannedRun> PlanAsync(
        Lease gate, JobPlan plan, PlanFilter? filter, string who, string why, CancellationToken cancellation)
    {
        var open = await reconciler.OpenAsync(plan, filter, cancellation).ConfigureAwait(false);
        if (open.Generation is not { } generation)
        {
            return Ended(await reconciler.NothingToDoAsync(plan, open, cancellation).ConfigureAwait(false));
        }

        why = open.Lost?.Why ?? why;
        // First who is at work, then what is done: a slice that neither was at work nor is done since is nobody's. The other way round a
        // slice that ends in between would be queued twice.
        using var connection = storage.Jobs.GetConnection();
        var board = new RunBoard(storage.Tables, connection, plan.Job, plan.Version, generation.Id);
        var live = generation.Slices.Where(s => board.IsLive(s.Name)).ToHashSet();
        var missing = (await reconciler.OpenAsync(plan, filter, cancellation).ConfigureAwait(false)).Missing;
        var idle = missing.Where(s => !live.Contains(s)).ToList();
        // Whoever finishes the last slice queues the promotion, so as long as one is live that is not our business.
        var queued = idle.Count > 0 ? QueueSlices(gate, board, plan, generation.Id, idle, who, why)
            : live.Count > 0 ? 0
            : QueuePromotion(gate, board, plan, generation.Id, who, why);
        return queued == 0
            ? Ended(ReconcileOutcome.Of(plan.Job, ReconcileResult.AlreadyRunning, generation.Id, open.Manifest.Seq))
            : new PlannedRun(
                null, generation.Id, generation.Slices.Length, [.. missing.Select(s => s.Name)], open.Holes, open.Lost?.Message);
    }

    private async Task<SliceResult?> SliceAsync(
        JobPlan plan, string generation, string slice, string who, string why, CancellationToken cancellation)
    {
        var id = Id(generation);
        SliceResult? result;
        using (var lease = _gate.OfSlice(plan, generation, slice))
        {
            result = await StepGate.UnderAsync(
                lease, stop => reconciler.RunSliceAsync(plan, id, Slice.Parse(slice), stop), cancellation).ConfigureAwait(false);
        }

        // A crash here leaves a slice that is done; Hangfire repeats the call, which finds it so and comes here again. What is done is not
        // given up because the queue's database is away just now: nobody else would queue the promotion.
        await PatientlyAsync(
            plan.Job, $"slice {slice}", () => FollowedAsync(plan, id, who, why, cancellation), cancellation).ConfigureAwait(false);
        return result;
    }

    /// <summary>Queues the promotion behind the last slice.</summary>
    private async Task FollowedAsync(JobPlan plan, ulong generation, string who, string why, CancellationToken cancellation)
    {
        if (!await reconciler.IsCompleteAsync(plan, generation, cancellation).ConfigureAwait(false))
        {
            return;
        }

        using var gate = await _gate.EnterAsync(plan, cancellation).ConfigureAwait(false);
        using var connection = storage.Jobs.GetConnection();
        // Asked again behind the gate: of two slices that end together the other may have queued the promotion, and it may be through
        // by now: promoted, or refused, and then the generation is as complete as before.
        var board = new RunBoard(storage.Tables, connection, plan.Job, plan.Version, generation);
        if (board.State(RunBoard.Promotion) is null
            && await reconciler.IsCompleteAsync(plan, generation, cancellation).ConfigureAwait(false))
        {
            QueuePromotion(gate, board, plan, generation, who, why);
        }
    }

    private async Task PatientlyAsync(string job, string step, Func<Task> work, CancellationToken cancellation)
    {
        var told = false;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await work().ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (storage.IsAway(error))
            {
                // Once a step: whether the database answers at all is told by who looks after it.
                told = told || !OutcomeLog.Tell(log, job, step, storage.Away(error));
                await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private int QueueSlices(
        Lease gate, RunBoard board, JobPlan plan, ulong generation, IReadOnlyList<Slice> slices, string who, string why)
    {
        if (!board.TryForgetPromotion(gate))
        {
            throw StepGate.Lost(gate);
        }

        return slices.Sum(s => Queue(gate, board, s.Name, Queues.Slices(plan),
            x => x.RunSliceAsync(plan.Job, plan.Version, Text(generation), s.Name, who, why, CancellationToken.None)));
    }

    private int QueuePromotion(Lease gate, RunBoard board, JobPlan plan, ulong generation, string who, string why) =>
        Queue(gate, board, RunBoard.Promotion, Queues.Control(plan),
            x => x.PromoteAsync(plan.Job, plan.Version, Text(generation), who, why, CancellationToken.None));

    private int Queue(Lease gate, RunBoard board, string step, string queue, Expression<Func<BackfillJobs, Task>> call)
    {
        if (board.IsLive(step))
        {
            return 0;
        }

        // A crash between the two lines may queue the step twice: the second finds it done.
        var id = client.Create(Job.FromExpression(call, queue), new EnqueuedState(queue));
        if (board.TrySet(gate, step, id))
        {
            return 1;
        }

        client.Delete(id);
        throw StepGate.Lost(gate);
    }

    private static PlannedRun Ended(ReconcileOutcome outcome) => new(outcome, outcome.Generation, 0, [], outcome.Holes, null);

    private JobPlan Plan(string job, string version) => plans.TryGetValue(job, out var plan) && plan.Version == version ? plan
        : throw new TransientException(
            $"Job '{job}' of version {version} is queued but not known to this process, which knows "
            + $"{string.Join(", ", plans.Values.Select(p => $"{p.Job} {p.Version}"))}. Start the process that hosts it.");

    private static string Text(ulong generation) => generation.ToString(CultureInfo.InvariantCulture);

    private static ulong Id(string generation) => ulong.Parse(generation, CultureInfo.InvariantCulture);
}
