using System.Diagnostics;
using System.Runtime.InteropServices;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse;

/// <summary>
/// When the child has to go: asked by SIGTERM, or its parent is gone. A parent is watched by its end of our standard input, which the
/// kernel closes however it dies, and by its process number as a second string. Not by Linux's PR_SET_PDEATHSIG: that fires when the
/// *thread* that started us ends, and .NET starts processes from pool threads, which come and go.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // Less than a parent waits before it kills.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly List<IDisposable> _resources = [];
    private readonly TimeProvider _time;

    public StopSignals(int? parent, TimeProvider time)
    {
        _time = time;
        _resources.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        // Ctrl+C reaches parent and child alike; the parent may still have rows to flush here and closes us when it is done.
        _resources.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, c =>
        {
            c.Cancel = true;
            if (parent is null)
            {
                Stop(c);
            }
        }));
        if (parent is { } process)
        {
            _ = WatchInputAsync();
            _resources.Add(time.CreateTimer(
                _ =>
                {
                    if (!EnvironmentOfTheProcess.IsAlive(process))
                    {
                        _stop.TrySetResult();
                    }
                },
                null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        }
    }

    /// <summary>
    /// Waits for the order to stop, and from then on gives the process ten seconds: a running statement cannot be interrupted, and
    /// would keep an orphan alive as long as it runs. Tables survive a kill.
    /// </summary>
    public async Task WaitAsync()
    {
        await _stop.Task.ConfigureAwait(false);
        _resources.Add(_time.CreateTimer(
            static _ =>
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
            },
            null, StopLimit, Timeout.InfiniteTimeSpan));
    }

    public void Dispose() => _resources.ForEach(static r => r.Dispose());

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.TrySetResult();
    }

    private async Task WatchInputAsync()
    {
        try
        {
            var input = Console.OpenStandardInput();
            await using (input.ConfigureAwait(false))
            {
                var buffer = new byte[256];
                while (await input.ReadAsync(buffer).ConfigureAwait(false) > 0)
                {
                    // Nothing is ever said on it; only its end matters.
                }
            }

            _stop.TrySetResult();
        }
        catch (IOException)
        {
            // As good as its end.
            _stop.TrySetResult();
        }
    }
}
