using Microsoft.Extensions.Logging;
using Unified.Batch.Scheduling;
using Unified.Batch.Scheduling.PostgreSql;
using Unified.Hosting.Configuration;
using Unified.Hosting.ScheduleDashboard;
using Unified.Hosting.Supervision;

namespace Unified.Hosting.Composition;

/// <summary>Opens the queue of the schedule, and looks after it: a database that is away is waited for, at the start and later.</summary>
/// <param name="settings">Where it is.</param>
/// <param name="installation">The name of the installation, which may have to be waited for.</param>
/// <param name="open">Told what is open.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Told who waits.</param>
internal sealed class ScheduleStore(
    ScheduleSettings settings, Func<string, Action<string?>, CancellationToken, Task<string>> installation, OpenSchedule open,
    TimeProvider time, ILogger<ScheduleStore> log)
{
    /// <summary>Between looks.</summary>
    internal static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    /// <summary>By then the last worker has given up to tell the database of a step that ended while it was away.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromMinutes(2);

    private readonly ServerWait _wait = new("PostgreSQL", time, log);

    /// <summary>True when other processes may see it.</summary>
    public bool IsShared => settings.Storage != ScheduleSettings.Memory;

    /// <summary>Opens it, however long it takes to answer.</summary>
    /// <param name="who">For the log.</param>
    /// <param name="waits">Told why it waits, and null when it does not any more.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<ScheduleStorage> OpenAsync(string who, Action<string?> waits, CancellationToken cancellation)
    {
        if (!IsShared)
        {
            return ScheduleStorage.InMemory(time);
        }

        var schema = settings.Schema ?? "unified_" + await installation(who, waits, cancellation).ConfigureAwait(false);
        return await _wait.RunAsync(who, waits, stop => ScheduleStorage.OpenAsync(
            new PostgreSqlOptions { ConnectionString = settings.Storage, Schema = schema, Abandoned = settings.Abandoned }, time, stop),
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Looks whether it answers, and lets people look at it meanwhile; until cancelled.</summary>
    /// <param name="storage">What was opened.</param>
    /// <param name="who">For the log.</param>
    /// <param name="waits">Told why it waits, and null when it does not any more.</param>
    /// <param name="recover">Called with how much later to plan, when it was away and has come back; again when that failed.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WatchAsync(
        ScheduleStorage storage, string who, Action<string?> waits, Action<TimeSpan> recover, CancellationToken cancellation)
    {
        open.Jobs = storage.Jobs;
        try
        {
            while (true)
            {
                await Task.Delay(Between, time, cancellation).ConfigureAwait(false);
                var away = false;
                await _wait.RunAsync(who, told =>
                {
                    away |= told is not null;
                    if (away)
                    {
                        waits(told);
                    }
                }, async stop =>
                {
                    await storage.CheckAsync(stop).ConfigureAwait(false);
                    if (away)
                    {
                        recover(GivenUp);
                    }

                    return away;
                }, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            open.Jobs = null;
        }
    }
}
