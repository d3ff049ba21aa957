using System.Globalization;
using Hangfire.States;
using Hangfire.Storage;

namespace Unified.Batch.Scheduling;

/// <summary>
/// Which background job stands for which step of a generation, kept in Hangfire's storage: so a step that is queued, running or waiting for its retry
/// is not queued again, by whichever process. What is done is asked of the stores, never of this.
/// </summary>
internal sealed class RunBoard(IStorageConnection connection, string job, ulong generation)
{
    /// <summary>The step that is not a slice.</summary>
    public const string Promotion = "promotion";

    private readonly string _key = string.Create(CultureInfo.InvariantCulture, $"unified:run:{job}:{generation}");

    /// <summary>Step to background job.</summary>
    public IReadOnlyDictionary<string, string> Steps => connection.GetAllEntriesFromHash(_key) ?? [];

    /// <summary>Where a background job is, or null when Hangfire does not know it (any more).</summary>
    public StateData? State(string backgroundJob) => backgroundJob.Length == 0 ? null : connection.GetStateData(backgroundJob);

    public bool IsLive(string step) => Steps.TryGetValue(step, out var id) && State(id)?.Name is { } name
        && (name == EnqueuedState.StateName || name == ProcessingState.StateName || name == ScheduledState.StateName || name == AwaitingState.StateName);

    /// <summary>A slice is to be written: how an earlier promotion ended says nothing any more.</summary>
    public void ForgetPromotion() => Set(Promotion, "");

    public void Set(string step, string backgroundJob) => connection.SetRangeInHash(_key, [KeyValuePair.Create(step, backgroundJob)]);
}
