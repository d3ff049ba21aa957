using System.Globalization;
using Hangfire.States;
using Hangfire.Storage;
using Unified.Batch.Scheduling.Leases;

namespace Unified.Batch.Scheduling;

/// <summary>
/// Which background job stands for which step of a generation, kept beside Hangfire's queue: so a step that is queued, running or waiting
/// for its retry is not queued again, by whichever process. What is done is asked of the stores, never of this. A snapshot: make a new one
/// to look again.
/// </summary>
internal sealed class RunBoard(IScheduleTables tables, IStorageConnection connection, string job, string version, ulong generation)
{
    /// <summary>The step that is not a slice.</summary>
    public const string Promotion = "promotion";

    private readonly string _run = Run(job, version, generation);
    private readonly Dictionary<string, string> _steps =
        new(tables.Steps(Run(job, version, generation)), StringComparer.Ordinal);

    /// <summary>Where the step's background job is, or null when Hangfire knows none (any more).</summary>
    public StateData? State(string step) => _steps.TryGetValue(step, out var id) && id.Length > 0 ? connection.GetStateData(id) : null;

    public bool IsLive(string step) => State(step)?.Name is { } name
        && (name == EnqueuedState.StateName || name == ProcessingState.StateName
            || name == ScheduledState.StateName || name == AwaitingState.StateName);

    /// <summary>False when somebody else plans the run by now: nothing is noted then.</summary>
    public bool TrySet(Lease gate, string step, string backgroundJob)
    {
        if (!tables.TryWrite(gate.Epoch, _run, step, backgroundJob))
        {
            return false;
        }

        _steps[step] = backgroundJob;
        return true;
    }

    /// <summary>A slice is to be written: how an earlier promotion ended says nothing any more.</summary>
    public bool TryForgetPromotion(Lease gate) => TrySet(gate, Promotion, "");

    private static string Run(string job, string version, ulong generation) =>
        string.Create(CultureInfo.InvariantCulture, $"{job}:{version}:{generation}");
}
