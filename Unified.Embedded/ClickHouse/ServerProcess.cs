using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Unified.Embedded.ClickHouse;

/// <summary>One child process, from its start to its end.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 50;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EmbeddedClickHouseOptions _options;
    private int _disposed;

    private ServerProcess(Process process, EmbeddedClickHouseOptions options)
    {
        (_process, _options, Id) = (process, options, process.Id);
        Endpoint = new Uri("http://127.0.0.1");
        Exited = process.WaitForExitAsync();
    }

    public Uri Endpoint { get; private set; }

    public int Id { get; }

    /// <summary>Completes when it has ended, for whatever reason.</summary>
    public Task Exited { get; }

    /// <summary>What it said last before it ended, and its code.</summary>
    public string End => string.Create(CultureInfo.InvariantCulture, $"code {_process.ExitCode}: {Errors()}");

    /// <summary>Starts it and waits until it accepts statements.</summary>
    /// <exception cref="EmbeddedServerException">It did not come up; says what it wrote.</exception>
    public static async Task<ServerProcess> StartAsync(
        EmbeddedClickHouseOptions options, string library, string password, CancellationToken cancellation)
    {
        var command = ServerCommand.Of(options, library, password);
        var process = Process.Start(command) ?? throw new EmbeddedServerException($"'{command.FileName}' could not be started.");
        var server = new ServerProcess(process, options);
        try
        {
            await server.WaitUntilReadyAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks it to stop, and kills it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        if (!_process.HasExited)
        {
            // The end of its standard input is the child's order to stop.
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(_options.StopTimeout);
            try
            {
                await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync().ConfigureAwait(false);
            }
        }

        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        _process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => OnError(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var exited = _process.WaitForExitAsync(cancellation);
        for (var waited = TimeSpan.Zero; waited < _options.StartTimeout; waited += TimeSpan.FromSeconds(1))
        {
            var first = await Task.WhenAny(_ready.Task, exited, Task.Delay(TimeSpan.FromSeconds(1), cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (first == _ready.Task)
            {
                Endpoint = await _ready.Task.ConfigureAwait(false);
                return;
            }

            if (first == exited)
            {
                throw new EmbeddedServerException($"The embedded ClickHouse over '{_options.DataPath}' ended at its start with {End}");
            }

            _options.Progress?.Report(string.Create(CultureInfo.InvariantCulture, $"Waiting for the embedded ClickHouse " +
                $"({waited.TotalSeconds + 1} s)"));
        }

        throw new EmbeddedServerException(
            $"The embedded ClickHouse over '{_options.DataPath}' did not answer within {_options.StartTimeout}: {Errors()} Raise " +
                $"{nameof(EmbeddedClickHouseOptions.StartTimeout)} if the machine is slow or the tables are many.");
    }

    private void OnOutput(string? line)
    {
        if (line?.StartsWith(EmbeddedClickHouseServer.ReadyPrefix, StringComparison.Ordinal) == true)
        {
            _ready.TrySetResult(new Uri(line[EmbeddedClickHouseServer.ReadyPrefix.Length..]));
        }
    }

    private void OnError(string? line)
    {
        if (line is not null)
        {
            _errors.Enqueue(line);
            while (_errors.Count > LinesKept)
            {
                _errors.TryDequeue(out _);
            }
        }
    }

    private string Errors() => _errors.IsEmpty ? "it wrote nothing." : string.Join(Environment.NewLine, _errors);
}
