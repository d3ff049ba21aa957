using Microsoft.Extensions.Logging;
using Unified.Batch.Planning;
using Unified.Errors;

namespace Unified.Batch.Scheduling;

/// <summary>
/// Tells the log how scheduled steps end: at night nobody waits for their result, and a refusal that is only in Hangfire's storage is seen
/// by no one.
/// </summary>
internal static partial class OutcomeLog
{
    /// <summary>Differences that a refusal names in the log; <c>jobs verify</c> names them all.</summary>
    private const int Named = 10;

    public static void Tell(ILogger log, ReconcileOutcome outcome)
    {
        switch (outcome.Result)
        {
            case ReconcileResult.Promoted:
                Promoted(log, outcome.Job, outcome.ManifestSeq, outcome.RowsCompared, outcome.Generation);
                break;
            case ReconcileResult.Refused:
                Refused(log, outcome.Job, outcome.ManifestSeq, outcome.Generation, outcome.Differences.Count);
                foreach (var difference in outcome.Differences.Take(Named))
                {
                    Differs(log, difference.Message);
                }

                break;
            case ReconcileResult.NothingToDo or ReconcileResult.LostRace or ReconcileResult.AlreadyRunning:
                Ended(log, outcome.Job, outcome.Result, outcome.ManifestSeq);
                break;
            default:
                throw new InternalException($"No log line for {outcome.Result}.");
        }

        foreach (var line in outcome.HistoryProblems)
        {
            Wants(log, outcome.Job, line);
        }
    }

    /// <summary>What keeps the planned run from reaching further, and why it computes what it was not asked for.</summary>
    public static void Tell(ILogger log, string job, PlannedRun run)
    {
        if (run.Lost is { } lost)
        {
            Wants(log, job, $"{lost}: everything in the answer is computed anew.");
        }

        foreach (var hole in run.Holes)
        {
            Wants(log, job, hole.ToString());
        }
    }

    /// <summary>An exception filter that catches nothing: the error is told where it happened, and goes on to Hangfire.</summary>
    public static bool Tell(ILogger log, string job, string step, Exception error)
    {
        if (error is StepBusyException)
        {
            Waits(log, job, step, error.Message);
        }
        else if (error is TransientException)
        {
            Repeated(log, job, step, error.Message);
        }
        else if (error is not OperationCanceledException)
        {
            Failed(log, error is UnifiedException ? null : error, job, step, error.Message);
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Backfill of {Job}: promoted as manifest {Seq}, {Rows} rows of the stream proved equal, generation {Generation}.")]
    private static partial void Promoted(ILogger log, string job, long seq, long rows, ulong generation);

    [LoggerMessage(Level = LogLevel.Error, Message =
        "Backfill of {Job}: REFUSED, manifest {Seq} stays. The layers differ in {Count} places; generation {Generation} stays open: "
        + "jobs verify --repair, then the next run proves it again.")]
    private static partial void Refused(ILogger log, string job, long seq, ulong generation, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Difference}")]
    private static partial void Differs(ILogger log, string difference);

    [LoggerMessage(Level = LogLevel.Information, Message = "Backfill of {Job}: {Result}, manifest {Seq}.")]
    private static partial void Ended(ILogger log, string job, ReconcileResult result, long seq);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backfill of {Job}: {Line}")]
    private static partial void Wants(ILogger log, string job, string line);

    [LoggerMessage(Level = LogLevel.Information, Message = "Backfill of {Job}: {Step} comes again: {Reason}")]
    private static partial void Waits(ILogger log, string job, string step, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backfill of {Job}: {Step} failed, and is tried again: {Reason}")]
    private static partial void Repeated(ILogger log, string job, string step, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Backfill of {Job}: {Step} failed: {Reason}")]
    private static partial void Failed(ILogger log, Exception? error, string job, string step, string reason);
}
