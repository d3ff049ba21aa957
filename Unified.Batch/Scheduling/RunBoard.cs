using System.Globalization;
using Hangfire.States;
using Hangfire.Storage;

namespace Unified.Batch.Scheduling;

/// <summary>
/// Which background job stands for which step of a generation, kept in Hangfire's storage: so a step that is queued, running or waiting for
/// its retry is not queued again, by whichever process. What is done is asked of the stores, never of this. A snapshot: make a new one to
/// look again.
/// </summary>
internal sealed class RunBoard
{
    /// <summary>The step that is not a slice.</summary>
    public const string Promotion = "promotion";

    private readonly IStorageConnection _connection;
    private readonly string _key;
    private readonly Dictionary<string, string> _steps;

    public RunBoard(IStorageConnection connection, string job, ulong generation)
    {
        _connection = connection;
        _key = string.Create(CultureInfo.InvariantCulture, $"unified:run:{job}:{generation}");
        _steps = connection.GetAllEntriesFromHash(_key) ?? [];
    }

    /// <summary>Where the step's background job is, or null when Hangfire knows none (any more).</summary>
    public StateData? State(string step) => _steps.TryGetValue(step, out var id) && id.Length > 0 ? _connection.GetStateData(id) : null;

    public bool IsLive(string step) => State(step)?.Name is { } name
        && (name == EnqueuedState.StateName || name == ProcessingState.StateName
            || name == ScheduledState.StateName || name == AwaitingState.StateName);

    public void Set(string step, string backgroundJob)
    {
        _connection.SetRangeInHash(_key, [KeyValuePair.Create(step, backgroundJob)]);
        _steps[step] = backgroundJob;
    }

    /// <summary>A slice is to be written: how an earlier promotion ended says nothing any more.</summary>
    public void ForgetPromotion() => Set(Promotion, "");
}
