using System.Globalization;
using System.Security.Cryptography;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse;

/// <summary>
/// A ClickHouse server without a server: the engine of libchdb in a child process behind ClickHouse's HTTP interface, its tables in a
/// folder. Same SQL and same driver as a real one. The child ends when this object is disposed or this process ends, however it ends; one
/// that ends by itself is started again where <see cref="EmbeddedClickHouseOptions.Restart"/> says so.
/// </summary>
public sealed class EmbeddedClickHouse : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly EmbeddedClickHouseOptions _options;
    private readonly string _library;
    private readonly string _password;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private ServerProcess _process;
    private EmbeddedFault? _fault;
    private int _disposed;

    private EmbeddedClickHouse(ServerProcess process, EmbeddedClickHouseOptions options, string library, string password)
    {
        (_process, _options, _library, _password, Endpoint) = (process, options, library, password, process.Endpoint);
        _watching = options.Restart ? Task.Run(WatchAsync) : Task.CompletedTask;
    }

    /// <summary>The address, which a restart keeps.</summary>
    public Uri Endpoint { get; }

    /// <summary>
    /// For ClickHouse.Driver, with the password of this start. No compression: bytes on the loopback are cheaper than gzip.
    /// </summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture,
        $"Host={Endpoint.Host};Port={Endpoint.Port};Protocol=http;Username=default;Password={_password};Database=default;"
            + $"Compression=false");

    /// <summary>The password of the user <c>default</c>, for others than the driver.</summary>
    public string Password => _password;

    /// <summary>The child, which a restart replaces.</summary>
    public int ProcessId => Volatile.Read(ref _process).Id;

    /// <summary>Completes when the child has ended, for whatever reason.</summary>
    public Task Exited => Volatile.Read(ref _process).Exited;

    /// <summary>Why it does not answer just now; null while it does.</summary>
    public EmbeddedFault? Fault => Volatile.Read(ref _fault);

    /// <summary>How often a child that ended by itself was replaced.</summary>
    public int Restarts { get; private set; }

    /// <summary>Starts the child and waits until it accepts statements.</summary>
    /// <exception cref="EmbeddedServerException">The library is missing, the folder is in use, or the child did not come up; says what
    /// it wrote.</exception>
    public static async Task<EmbeddedClickHouse> StartAsync(EmbeddedClickHouseOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var library = options.Install
            ? await ChdbLibrary.FindOrInstallAsync(options.Library, options.Progress, cancellation).ConfigureAwait(false)
            : ChdbLibrary.Find(options.Library);
        options.Progress?.Report($"Starting the embedded ClickHouse over '{options.DataPath}'");
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var process = await ServerProcess.StartAsync(options, library, password, cancellation).ConfigureAwait(false);
        options.Progress?.Report($"The embedded ClickHouse answers at {process.Endpoint}");
        return new EmbeddedClickHouse(process, options, library, password);
    }

    /// <summary>Ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            var pause = FirstPause;
            while (true)
            {
                var began = TimeProvider.System.GetTimestamp();
                await _process.Exited.WaitAsync(_stop.Token).ConfigureAwait(false);
                // One that lived has not failed at its start: the next one gets the same chance at once.
                pause = TimeProvider.System.GetElapsedTime(began) > LongestPause ? FirstPause : Longer(pause);
                var end = string.Create(CultureInfo.InvariantCulture,
                    $"The embedded ClickHouse (process {_process.Id}) ended by itself with {_process.End}");
                _fault = new EmbeddedFault(TimeProvider.System.GetUtcNow(), end);
                _options.Trouble?.Report($"{end} It is started again.");
                await _process.DisposeAsync().ConfigureAwait(false);
                pause = await ReplaceAsync(pause).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed: it is meant to end.
        }
    }

    private async Task<TimeSpan> ReplaceAsync(TimeSpan pause)
    {
        while (true)
        {
            await Task.Delay(pause, _stop.Token).ConfigureAwait(false);
            try
            {
                _process = await ServerProcess.StartAsync(
                    _options with { Port = Endpoint.Port, Progress = null }, _library, _password, _stop.Token).ConfigureAwait(false);
                var since = _fault!.Since;
                (_fault, Restarts) = (null, Restarts + 1);
                _options.Trouble?.Report(string.Create(CultureInfo.InvariantCulture,
                    $"The embedded ClickHouse answers again (process {_process.Id}) after "
                        + $"{(TimeProvider.System.GetUtcNow() - since).TotalSeconds:F1} s"));
                return pause;
            }
            catch (EmbeddedServerException error)
            {
                pause = Longer(pause);
                _fault = _fault! with { Error = error.Message };
                _options.Trouble?.Report(string.Create(CultureInfo.InvariantCulture,
                    $"{error.Message} The next try is in {pause.TotalSeconds:F1} s"));
            }
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}

/// <summary>That the embedded ClickHouse does not answer.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Error">What is known of why.</param>
public sealed record EmbeddedFault(DateTimeOffset Since, string Error);
