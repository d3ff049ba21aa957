using System.Diagnostics;

namespace Unified.TestKit.Processes;

/// <summary>
/// A .NET program run as a process of its own, so that a test can read what it prints and kill it. It never outlives the test process.
/// </summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly OutputLines _output = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _exited.Task.IsCompleted;

    /// <summary>What it has printed so far on standard output and standard error, in the order in which the lines came.</summary>
    public IReadOnlyList<string> Output => _output.Snapshot();

    /// <summary>Starts <c>dotnet dll args</c>.</summary>
    /// <param name="environment">Added to this process's own; a null value removes a variable.</param>
    public static ChildProcess StartDotnet(string dll, IEnumerable<string> arguments, IReadOnlyDictionary<string,
        string?>? environment = null)
    {
        if (!File.Exists(dll)) { throw new FileNotFoundException($"There is no '{dll}' to start. Build its project first.", dll); }
        // The host that runs this process, so that both are the same runtime whatever the PATH says.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Start(host, [dll, .. arguments], environment);
    }

    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string,
        string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) { start.Environment[name] = value; }
        var child = new ChildProcess(new Process { StartInfo = start });
        child.Begin();
        return child;
    }

    /// <summary>Waits for a line that matches, among those already printed and those to come.</summary>
    /// <exception cref="InvalidOperationException">
    /// It ended, or the time ran out, before such a line; the message has its last lines.
    /// </exception>
    public Task<string> WaitForLineAsync(Func<string, bool> match, TimeSpan timeout) =>
        _output.WaitAsync(match, timeout, _process.StartInfo.ArgumentList);

    /// <summary>Waits for the end and returns the exit code; its output is complete then.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        try
        {
            return await _exited.Task.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"'{string.Join(' ', _process.StartInfo.ArgumentList)}' still runs after {timeout}. Its last lines:\n{_output.Tail()}");
        }
    }

    /// <summary>kill -9: no handler runs, no buffer is flushed.</summary>
    public Task<int> KillAsync()
    {
        if (!_process.HasExited)
        {
            if (OperatingSystem.IsWindows()) { _process.Kill(); } else { Signals.Send(Id, Signals.Kill); }
        }

        return WaitForExitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>SIGTERM: asks it to end. Follow with <see cref="WaitForExitAsync"/>.</summary>
    public void Terminate()
    {
        if (!_process.HasExited) { Signals.Send(Id, Signals.Terminate); }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private void Begin()
    {
        _process.Exited += (_, _) => _ = CompleteAsync();
        _process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        _process.Start();
        Orphans.Register(_process.Id);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // Last, and it also reports an end that has been: before Register, a short life would be forgotten first and then watched over for
        // ever.
        _process.EnableRaisingEvents = true;
    }

    private async Task CompleteAsync()
    {
        var code = _process.ExitCode;
        Orphans.Forget(_process.Id);
        // The rest of its output. A grandchild may hold the pipes open for longer than anyone wants to wait.
        await Task.WhenAny(_output.Ended, Task.Delay(OutputGrace)).ConfigureAwait(false);
        _output.Close();
        _exited.TrySetResult(code);
    }
}
