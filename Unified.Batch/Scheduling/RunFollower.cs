using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Planning;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Batch.Scheduling;

/// <summary>What planning queued; stored by Hangfire as the result of the planning step.</summary>
/// <param name="Outcome">The end, when nothing was queued.</param>
/// <param name="Generation">The generation otherwise.</param>
/// <param name="Total">Its slices.</param>
/// <param name="Missing">The names of those that are not written yet.</param>
/// <param name="Holes">Gaps met while it was planned.</param>
/// <param name="Lost">See <see cref="ReconcileOutcome.Lost"/>.</param>
public sealed record PlannedRun(
    ReconcileOutcome? Outcome, ulong Generation, int Total, IReadOnlyList<string> Missing, IReadOnlyList<ArchiveHole> Holes, string? Lost);

/// <summary>Follows a triggered run by asking Hangfire's storage, so that it does not matter which process runs the steps.</summary>
internal sealed class RunFollower(ScheduleStorage storage, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<ReconcileOutcome> FollowAsync(
        JobPlan plan, string planning, IProgress<BackfillProgress>? progress, CancellationToken cancellation)
    {
        var job = plan.Job;
        using var connection = storage.Jobs.GetConnection();
        PlannedRun? run = null;
        await UntilAsync(() => TryResult(job, "planning", connection.GetStateData(planning), out run), cancellation).ConfigureAwait(false);
        if (run!.Outcome is { } ended)
        {
            return ended;
        }

        var meter = new ProgressMeter(job, run.Generation, run.Total, run.Total - run.Missing.Count, time, progress);
        var pending = run.Missing.ToHashSet(StringComparer.Ordinal);
        ReconcileOutcome? outcome = null;
        await UntilAsync(() => Advance(
            job, new RunBoard(storage.Tables, connection, job, plan.Version, run.Generation), pending, meter, out outcome), cancellation)
            .ConfigureAwait(false);
        return outcome! with { Holes = run.Holes, Lost = run.Lost };
    }

    /// <summary>Looks again until it is so; a storage that does not answer just now is asked again.</summary>
    private async Task UntilAsync(Func<bool> look, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (look())
                {
                    return;
                }
            }
            catch (Exception error) when (storage.IsAway(error))
            {
                // It goes on, with or without us.
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private static bool Advance(string job, RunBoard board, HashSet<string> pending, ProgressMeter meter, out ReconcileOutcome? outcome)
    {
        foreach (var slice in pending.ToList())
        {
            if (TryResult(job, "slice " + slice, board.State(slice), out SliceResult? result))
            {
                pending.Remove(slice);
                meter.Done(Slice.Parse(slice), result);
            }
        }

        return TryResult(job, "promotion", board.State(RunBoard.Promotion), out outcome) && outcome is not null;
    }

    private static bool TryResult<T>(string job, string step, StateData? state, out T? result) where T : class
    {
        result = null;
        if (state?.Name == SucceededState.StateName)
        {
            var json = state.Data.TryGetValue("Result", out var stored)
                ? SerializationHelper.Deserialize<string>(stored, SerializationOption.User) : null;
            result = json is null ? null : StepResult.Read<T>(json);
            return true;
        }

        if (state?.Name == FailedState.StateName || state?.Name == DeletedState.StateName)
        {
            var reason = state.Data.TryGetValue("ExceptionMessage", out var message) ? message : state.Reason;
            throw new DataException($"Backfill of job '{job}': {step} failed for good: {reason} "
                + "Mend the cause and trigger the job again: what is done stays done.");
        }

        return false;
    }
}
