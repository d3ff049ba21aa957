using System.Runtime.InteropServices;
using Unified.Hosting.Embedded.ClickHouse.Native;

namespace Unified.Hosting.Embedded.ClickHouse;

/// <summary>
/// When the child has to go: asked by SIGTERM, or its parent is gone. A parent is watched by its end of our standard input, which the
/// kernel closes however it dies, and by its process number as a second string. Not by Linux's PR_SET_PDEATHSIG: that fires when the
/// *thread* that started us ends, and .NET starts processes from pool threads, which come and go.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource<string> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _resources = [];

    public StopSignals(int? parent, TimeProvider time)
    {
        _resources.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Stop(c, "SIGTERM")));
        // Ctrl+C reaches parent and child alike; the parent may still have rows to flush here and closes us when it is done.
        _resources.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, c =>
        {
            c.Cancel = true;
            if (parent is null)
            {
                Stop(c, "SIGINT");
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
                        _stop.TrySetResult("the parent process is gone");
                    }
                },
                null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        }
    }

    /// <summary>Completes with the reason.</summary>
    public Task<string> Stopped => _stop.Task;

    public void Dispose() => _resources.ForEach(static r => r.Dispose());

    private void Stop(PosixSignalContext context, string reason)
    {
        context.Cancel = true;
        _stop.TrySetResult(reason);
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

            _stop.TrySetResult("standard input was closed");
        }
        catch (IOException error)
        {
            _stop.TrySetResult("standard input failed: " + error.Message);
        }
    }
}
