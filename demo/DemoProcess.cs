using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Unified.Embedded;

namespace Unified.Demo;

/// <summary>A command of the same program in a process of its own, so that it can be killed like one. Ends with the demo.</summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    private const int LinesKept = 30;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly StreamWriter _log;
    private readonly Lock _gate = new();
    private bool _open = true;

    private DemoProcess(Process process, string name, string log)
    {
        (_process, Name, _log) = (process, name, new StreamWriter(log, append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines that it wrote.</summary>
    public string LastLines => string.Join(Environment.NewLine, _lines);

    /// <param name="logFolder">Where its lines are kept, in a file of its name.</param>
    /// <param name="settings">Settings as environment variables: they reach the child and do not show in process lists.</param>
    public static DemoProcess Start(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings,
        string logFolder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new DemoProcess(Process.Start(start) ?? throw new EmbeddedServerException(
            $"'{start.FileName}' could not be started for '{name}'."), name,
            Path.Combine(Directory.CreateDirectory(logFolder).FullName, name + ".log"));
    }

    /// <summary>kill -9: no flush, no commit, no goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <summary>Asks it to stop (the end of its standard input), and kills it when it does not within the time.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await KillAsync().ConfigureAwait(false);
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(false);
        }

        _process.Dispose();
        lock (_gate)
        {
            // A last line may still be on its way from the pipe.
            _open = false;
            _log.Dispose();
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
            lock (_gate)
            {
                if (_open)
                {
                    _log.WriteLine(line);
                }
            }

            while (_lines.Count > LinesKept)
            {
                _lines.TryDequeue(out _);
            }
        }
    }
}
