using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Unified.Hosting.Supervision;

/// <summary>
/// Runs the parts of a process side by side: an error of one ends that one, is said, and it is started again, the later the more often it
/// failed. The process ends when nothing of it runs any more.
/// <code>
///   starting --> running --(error)--> waiting or failed --(pause)--> starting
///                  |  ^ ------(part of it stands still)-----> waiting, until it moves again
///                  |                        |
///                  | cancelled              | all parts have failed, and time alone helps none
///                  v                        v
///                ended                the first error is thrown
/// </code>
/// </summary>
/// <param name="health">Told every state.</param>
/// <param name="failed">Tells other processes of a failure and since when it lasts.</param>
/// <param name="runs">Tells other processes that a part runs.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Log.</param>
internal sealed class Supervisor(
    ProcessHealth health, Func<Part, string, DateTimeOffset, Task> failed, Func<Part, Task> runs, TimeProvider time,
    ILogger<Supervisor> log)
{
    /// <summary>What runs so long without an error has recovered.</summary>
    internal static readonly TimeSpan Recovered = TimeSpan.FromSeconds(30);

    /// <summary>How often a part that runs is asked for what stands still in it.</summary>
    internal static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    /// <summary>Until cancelled, or until nothing runs.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="endAtFirst">True: the first error that time does not heal ends all, because somebody watches.</param>
    /// <param name="cancellation">Ends all parts gracefully.</param>
    /// <exception cref="Exception">Nothing runs any more: the error of the part that failed first.</exception>
    public async Task RunAsync(IReadOnlyList<Part> parts, bool endAtFirst, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var fate = new Fate(endAtFirst ? 1 : parts.Count, stop);
        await Task.WhenAll(parts.Select(part => SuperviseAsync(part, fate, stop.Token))).ConfigureAwait(false);
        fate.First?.Throw();
    }

    private async Task SuperviseAsync(Part part, Fate fate, CancellationToken stop)
    {
        var (failures, since) = (0, time.GetUtcNow());
        while (!stop.IsCancellationRequested)
        {
            health.Set(part, ProcessHealth.Starting, failures: failures);
            var started = time.GetTimestamp();
            var error = await TryAsync(part, failures, stop).ConfigureAwait(false);
            if (error is null)
            {
                break;
            }

            if (stop.IsCancellationRequested)
            {
                // Its last words: what was not stored is read again.
                log.FailedAtStop(error, part.ToString());
                fate.Fails(part, error);
                break;
            }

            (failures, since) = time.GetElapsedTime(started) >= Recovered ? (1, time.GetUtcNow())
                : (failures + 1, failures == 0 ? time.GetUtcNow() : since);
            if (!await PauseAsync(part, error, failures, since, fate, stop).ConfigureAwait(false))
            {
                return;
            }
        }

        health.Set(part, ProcessHealth.Ended);
    }

    /// <summary>Its error, or null when it has ended as asked.</summary>
    private async Task<Exception?> TryAsync(Part part, int failures, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watch = WatchAsync(part, failures, ended.Token);
        try
        {
            // A part may block before it waits for the first time.
            await Task.Run(() => part.RunAsync(
                waits => health.Set(part, waits is null ? ProcessHealth.Running : ProcessHealth.Waiting, waits, failures), stop), stop)
                .ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return error;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Tells what stands still in a part that runs; and clears what was told, by this or by another process, once it has run for a while
    /// without.
    /// </summary>
    private async Task WatchAsync(Part part, int failures, CancellationToken ended)
    {
        string? told = null;
        (DateTimeOffset since, long? quiet) = (default, time.GetTimestamp());
        try
        {
            while (true)
            {
                await Task.Delay(BetweenLooks, time, ended).ConfigureAwait(false);
                var problem = part.Problem();
                if (problem is not null && problem != told)
                {
                    since = told is null ? time.GetUtcNow() : since;
                    health.Set(part, ProcessHealth.Waiting, problem, failures);
                    await failed(part, problem, since).ConfigureAwait(false);
                }
                else if (problem is null && told is not null)
                {
                    health.Set(part, ProcessHealth.Running, failures: failures);
                }

                quiet = problem is not null ? null : told is null ? quiet : time.GetTimestamp();
                told = problem;
                if (quiet is { } from && time.GetElapsedTime(from) >= Recovered)
                {
                    quiet = null;
                    await runs(part).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
    }

    /// <summary>False when the whole process ends.</summary>
    private async Task<bool> PauseAsync(
        Part part, Exception error, int failures, DateTimeOffset since, Fate fate, CancellationToken stop)
    {
        var remedy = Remedies.Of(error);
        var pause = RestartPause.Of(remedy, failures);
        health.Set(part, remedy == Remedy.Wait ? ProcessHealth.Waiting : ProcessHealth.Failed, error.Message, failures,
            time.GetUtcNow() + pause);
        var told = failed(part, error.Message, since);
        if (remedy == Remedy.Restart || (remedy == Remedy.Mend && fate.Fails(part, error)))
        {
            await told.ConfigureAwait(false);
            await fate.EndAsync(part, error).ConfigureAwait(false);
            return false;
        }

        log.StartsAgain(part.ToString(), error.Message, pause);
        try
        {
            await Task.Delay(pause, time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nothing of it runs: there is nothing to stop.
        }

        fate.Starts(part);
        await told.ConfigureAwait(false);
        return true;
    }
}
