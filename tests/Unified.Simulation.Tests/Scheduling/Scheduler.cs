namespace Unified.Simulation.Tests.Scheduling;

/// <summary>
/// Decides who runs: of everything that could go on, one strand at a time, until it asks for its next turn. So a run is a function of its
/// seed, whatever threads there are.
/// <code>
///   driver:  idle? -- picks a strand, or does something itself -- idle? -- ...
///   strand:  runs ... asks for a turn, and waits           gets it, runs ... asks ...
/// </code>
/// </summary>
internal sealed class Scheduler
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private readonly List<Waiting> _waiting = [];
    // Of two strands of a process that wait for the same the one that began earlier comes first, whoever asked first.
    private readonly AsyncLocal<long> _strand = new();
    private int _running;
    private long _strands;

    /// <summary>Starts a strand of a process. It runs until its first turn.</summary>
    public Task<T> Start<T>(Process process, Func<Task<T>> body)
    {
        long strand;
        lock (_lock)
        {
            _running++;
            strand = _strands++;
        }

        // Completed before the strand counts as ended: whoever waits for it is ready as soon as nobody runs.
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(async () =>
        {
            _strand.Value = strand;
            try
            {
                done.SetResult(await body().ConfigureAwait(false));
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
            finally
            {
                Stop();
            }
        });
        _ = process;
        return done.Task;
    }

    /// <summary>Waits until it is the caller's turn.</summary>
    /// <param name="process">The caller's process.</param>
    /// <param name="what">What it is about to do.</param>
    /// <param name="ready">Its turn does not come before this is true.</param>
    /// <exception cref="CrashedException">The process is dead.</exception>
    public Task TurnAsync(Process process, string what, Func<bool>? ready = null)
    {
        lock (_lock)
        {
            if (process.Dead)
            {
                throw new CrashedException();
            }

            var waiting = new Waiting(process, what, ready, _strand.Value);
            _waiting.Add(waiting);
            StopLocked();
            return waiting.Turn.Task;
        }
    }

    /// <summary>Blocks until it is the caller's turn.</summary>
    public void Turn(Process process, string what, Func<bool>? ready = null) =>
        TurnAsync(process, what, ready).GetAwaiter().GetResult();

    /// <summary>Waits until nobody runs.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            return _running == 0 ? Task.CompletedTask
                : (_idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Who could go on now, in the order in which they asked. Nobody runs.</summary>
    public IReadOnlyList<Waiting> Ready(Func<Process, bool> awake)
    {
        lock (_lock)
        {
            return [.. _waiting.Where(w => awake(w.Process) && (w.Ready?.Invoke() ?? true))
                .OrderBy(w => w.Process.Name, StringComparer.Ordinal).ThenBy(w => w.What, StringComparer.Ordinal).ThenBy(w => w.Order)];
        }
    }

    /// <summary>Gives a strand its turn.</summary>
    public void Give(Waiting next)
    {
        lock (_lock)
        {
            _waiting.Remove(next);
            _running++;
        }

        next.Turn.SetResult();
    }

    /// <summary>Ends a process where it stands: each of its strands finds at its turn that there is none any more.</summary>
    public void Kill(Process process)
    {
        Waiting[] ended;
        lock (_lock)
        {
            process.Dead = true;
            ended = [.. _waiting.Where(w => w.Process == process)];
            _waiting.RemoveAll(w => w.Process == process);
            _running += ended.Length;
        }

        foreach (var waiting in ended)
        {
            waiting.Turn.SetException(new CrashedException());
        }
    }

    private void Stop()
    {
        lock (_lock)
        {
            StopLocked();
        }
    }

    private void StopLocked()
    {
        if (--_running == 0)
        {
            _idle?.TrySetResult();
            _idle = null;
        }
    }
}

/// <summary>A strand that waits for its turn.</summary>
internal sealed record Waiting(Process Process, string What, Func<bool>? Ready, long Order)
{
    public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A process that died: kill -9, not an error that anybody could catch.</summary>
internal sealed class CrashedException() : Exception("killed");
