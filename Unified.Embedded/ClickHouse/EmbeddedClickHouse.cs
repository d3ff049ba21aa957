using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse;

/// <summary>
/// A ClickHouse server without a server: the engine of libchdb in a child process behind ClickHouse's HTTP interface, its tables in a
/// folder. Same SQL and same driver as a real one. The child ends when this object is disposed or this process ends, however it ends.
/// </summary>
public sealed class EmbeddedClickHouse : IAsyncDisposable
{
    private const int LinesKept = 50;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EmbeddedClickHouseOptions _options;

    private int _disposed;

    private EmbeddedClickHouse(Process process, EmbeddedClickHouseOptions options)
    {
        _process = process;
        _options = options;
        ProcessId = process.Id;
        Endpoint = new Uri("http://127.0.0.1");
    }

    public Uri Endpoint { get; private set; }

    /// <summary>For ClickHouse.Driver. No compression: bytes on the loopback are cheaper than gzip.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
            $"Host={Endpoint.Host};Port={Endpoint.Port};Protocol=http;Username=default;Database=default;Compression=false");

    public int ProcessId { get; }

    /// <summary>Completes when the child has ended, for whatever reason.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Starts the child and waits until it accepts statements.</summary>
    /// <exception cref="EmbeddedServerException">The library is missing, the folder is in use, or the child did not come up; says what
    /// it wrote.</exception>
    public static async Task<EmbeddedClickHouse> StartAsync(EmbeddedClickHouseOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var library = options.Install
            ? await ChdbLibrary.FindOrInstallAsync(options.Library, options.Progress, cancellation).ConfigureAwait(false)
            : ChdbLibrary.Find(options.Library);
        var command = ServerCommand.Of(options, library);
        options.Progress?.Report($"Starting the embedded ClickHouse over '{options.DataPath}'");
        var process = Process.Start(command) ?? throw new EmbeddedServerException($"'{command.FileName}' could not be started.");
        var server = new EmbeddedClickHouse(process, options);
        try
        {
            await server.WaitUntilReadyAsync(cancellation).ConfigureAwait(false);
            options.Progress?.Report($"The embedded ClickHouse answers at {server.Endpoint}");
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

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
                throw new EmbeddedServerException($"The embedded ClickHouse over '{_options.DataPath}' ended at its start with code " +
                    $"{_process.ExitCode}: {Errors()}");
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
