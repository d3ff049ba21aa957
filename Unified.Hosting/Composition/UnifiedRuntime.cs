using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unified.Hosting.Configuration;
using Unified.Plans;

namespace Unified.Hosting.Composition;

/// <summary>A process: its log, the servers that it brings along, and the services that work on them.</summary>
internal sealed class UnifiedRuntime : IAsyncDisposable
{
    private readonly EmbeddedServers _servers;
    private readonly ILoggerFactory _logs;
    private readonly ServiceProvider _services;

    private UnifiedRuntime(UnifiedOptions options, JobCatalogue jobs, EmbeddedServers servers, ILoggerFactory logs)
    {
        (_servers, _logs) = (servers, logs);
        _services = new ServiceCollection().AddSingleton(logs).AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddUnified(options, jobs, servers).BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    /// <summary>
    /// Starts embedded servers where the settings say so, and composes everything else. Creates tables and views of jobs.
    /// </summary>
    /// <param name="options">The settings.</param>
    /// <param name="jobs">The jobs of the program.</param>
    /// <param name="level">What the log tells.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="told">Told how the embedded servers come up; null is the log.</param>
    /// <param name="tables">The jobs whose tables are made; null is all. Who waits for ClickHouse itself names none.</param>
    public static async Task<UnifiedRuntime> StartAsync(UnifiedOptions options, JobCatalogue jobs, LogLevel level,
        CancellationToken cancellation, Action<string>? told = null, IReadOnlyList<JobPlan>? tables = null)
    {
        var logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(level).AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss ";
        })
            // Standard output is for what a command was asked for, JSON above all.
            .AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter("Microsoft", LogLevel.Warning));
        var progress = new SynchronousProgress(told ?? (text => RuntimeLog.Says(logs.CreateLogger<UnifiedRuntime>(), text)));
        var trouble = new SynchronousProgress(text => RuntimeLog.Warns(logs.CreateLogger<UnifiedRuntime>(), text));
        var servers = await EmbeddedServers.StartAsync(options, jobs.Sources, progress, cancellation, trouble).ConfigureAwait(false);
        var runtime = new UnifiedRuntime(options, jobs, servers, logs);
        try
        {
            if ((tables ?? jobs.Plans) is { Count: > 0 } wanted)
            {
                await runtime.Get<TableCreation>().EnsureAsync(wanted, cancellation).ConfigureAwait(false);
            }

            return runtime;
        }
        catch
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A service, or an object that is made of services.</summary>
    public T Get<T>() => ActivatorUtilities.GetServiceOrCreateInstance<T>(_services);

    /// <summary>An object that is made of services and of what is given.</summary>
    public T New<T>(params object[] parts) => ActivatorUtilities.CreateInstance<T>(_services, parts);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync().ConfigureAwait(false);
        await _servers.DisposeAsync().ConfigureAwait(false);
        _logs.Dispose();
    }

    /// <summary>Unlike Progress&lt;T&gt; it keeps the order of what is said.</summary>
    private sealed class SynchronousProgress(Action<string> say) : IProgress<string>
    {
        public void Report(string value) => say(value);
    }
}

internal static partial class RuntimeLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    public static partial void Says(ILogger log, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}")]
    public static partial void Warns(ILogger log, string text);
}
